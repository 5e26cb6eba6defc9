"""How far something has come, with its counts."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.presence import Child, Number, Text, attributes


def progress(
    label: Text,
    *,
    value: Number | None = None,
    maximum: Number = 100,
    counts: Child = "",
    tone: Literal["", "amber"] = "",
    **props: Any,
) -> rx.Component:
    """A bar with its name and counts in words ("1,204 of 2,000 notes"); without `value` it only says: working."""
    bar = attributes(value=value, max=maximum if value is not None else None, data_tone=tone or None)
    return rx.el.div(
        rx.el.div(rx.el.b(label), rx.el.span(counts, class_name="num"), class_name="progress-head"),
        rx.el.progress(aria_label=label, **bar),
        class_name="progress",
        **props,
    )
