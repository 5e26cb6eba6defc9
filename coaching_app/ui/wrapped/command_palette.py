"""The command palette: go, add, ask, from anywhere, and the list of shortcuts."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from coaching_app.ui.presence import attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script

SHORTCUTS: tuple[tuple[str, str], ...] = (
    ("Ctrl K", "Go, add or ask"),
    ("C", "Capture a thought"),
    ("?", "Show the shortcuts"),
    ("Esc", "Close what is open"),
)


class CommandPalette(rx.Component):
    """Items are {id, title, hint, href, keywords, kind, opens}; see `command_palette`."""

    library = script("command_palette.js")
    tag = "CommandPalette"
    items: rx.Var[list[Any]]
    shortcuts: rx.Var[list[Any]]
    words: rx.Var[dict[str, Any]]
    on_ask: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_capture: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_run: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def _words() -> dict[str, Any]:
    return {
        "title": t("Go, add or ask"),
        "placeholder": t("Go, add, or ask…"),
        "ask": t("Ask the coach: {text}", text="{text}"),
        "capture": t("Capture: {text}", text="{text}"),
        "nothing": t("Nothing by that name. Keep typing to ask or capture it."),
        "move": t("move"),
        "choose": t("choose"),
        "leave": t("close"),
        "close": t("Close"),
        "shortcuts": t("Keyboard shortcuts"),
        "kinds": {
            "go": t("Go to"),
            "add": t("Add"),
            "note": t("Notes"),
            "task": t("Tasks"),
            "goal": t("Goals"),
        },
    }


def command_palette(
    items: Any,
    *,
    on_ask: Any = None,
    on_capture: Any = None,
    on_run: Any = None,
    shortcuts: Sequence[tuple[str, str]] = SHORTCUTS,
) -> rx.Component:
    """`items` (plain or Var): {id, title, hint, href, keywords, kind}. An `href` navigates, `opens` names a dialog,
    anything else goes to `on_run(id)`. What was typed can be asked (`on_ask(text)`) or kept (`on_capture(text)`).
    """
    return CommandPalette.create(
        items=items,
        shortcuts=[{"keys": keys, "label": t(label)} for keys, label in shortcuts],
        words=_words(),
        **attributes(on_ask=on_ask, on_capture=on_capture, on_run=on_run),
    )
