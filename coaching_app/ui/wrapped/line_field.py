"""One line that becomes a task, with a preview of what was understood of it."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Text
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class LineField(rx.Component):
    """Asks `url` what a line means while it is typed; keeps the text until `kept` grows."""

    library = script("line_field.js")
    tag = "LineField"
    url: rx.Var[str]
    kept: rx.Var[int]
    problem: rx.Var[str]
    longest: rx.Var[int]
    words: rx.Var[dict[str, str]]
    on_add: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def line_field(id: str, url: str, *, kept: Any, problem: Text, longest: int, on_add: Any) -> rx.Component:
    """`on_add(text)` receives the line; n puts the cursor here, j and k walk through the tasks below."""
    words = {
        "label": t("What will you do?"),
        "placeholder": t("Read Romans 8 @every fri 25m #study"),
        "add": t("Add"),
        "next": t("Next:"),
        "hint": t("@ when · ! until · 25m how long · # tag · + goal"),
        "long": t(
            "This has {count} characters; a title holds {limit}. It is still here: shorten it, or keep it as a note.",
            count="{count}",
            limit="{limit}",
        ),
    }
    return LineField.create(
        id=id, url=url, kept=kept, problem=problem, longest=longest, words=words, on_add=on_add
    )
