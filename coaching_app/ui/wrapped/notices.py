"""The one place for notices: short messages that leave by themselves and can offer an undo."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class Notices(rx.Component):
    """Draws a list of {id, kind, text, undo_label}; kind is info, done or error."""

    library = script("notices.js")
    tag = "Notices"
    items: rx.Var[list[Any]]
    label: rx.Var[str]
    dismiss_label: rx.Var[str]
    on_undo: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_dismiss: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def notices(items: Any, *, on_undo: Any = None, on_dismiss: Any = None) -> rx.Component:
    """The region; `items` is a Var of objects with id, kind ("info", "done", "error"), text, undo_label ("" for none)."""
    return Notices.create(
        items=items,
        label=t("Notices"),
        dismiss_label=t("Dismiss"),
        **attributes(on_undo=on_undo, on_dismiss=on_dismiss),
    )
