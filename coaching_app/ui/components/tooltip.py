"""A few words about a control, on hover and on focus; Escape hides them."""

from typing import Literal

import reflex as rx

from coaching_app.ui.presence import Child, Text, attributes


def tooltip(
    control: Child, words: Text, *, id: str, side: Literal["top", "bottom", "end"] = "top"
) -> rx.Component:
    """Wrap `control`; give the control `aria_describedby=id` when the words add something its name does not say."""
    return rx.el.span(
        control,
        rx.el.span(words, role="tooltip", id=id),
        class_name="tip",
        **attributes(data_side=side if side != "top" else None),
    )
