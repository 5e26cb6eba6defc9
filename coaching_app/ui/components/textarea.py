"""A field for several lines that grows with what is written."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.field import field, field_id, wiring
from coaching_app.ui.presence import Child, Text


def textarea_field(
    name: str,
    label: Child,
    *,
    hint: Child = "",
    error: Text = "",
    required: bool = False,
    optional: bool = False,
    rows: int = 3,
    id: str = "",
    **props: Any,
) -> rx.Component:
    """A labelled field for long text; extra props go to the textarea."""
    key = field_id(name, id)
    control = rx.el.textarea(
        name=name, rows=str(rows), class_name="input", **wiring(key, hint, error, required), **props
    )
    return field(control, id=key, label=label, hint=hint, error=error, optional=optional)
