"""Yes-or-no controls: the checkbox and the switch."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.field import error_text, field_id, wiring
from coaching_app.ui.presence import Child, Text, when


def checkbox(
    name: str,
    label: Child,
    *,
    hint: Child = "",
    error: Text = "",
    required: bool = False,
    id: str = "",
    **props: Any,
) -> rx.Component:
    """A box with its sentence; extra props (checked, default_checked, on_change) go to the box."""
    key = field_id(name, id)
    box = rx.el.input(
        name=name, type="checkbox", class_name="check", **wiring(key, hint, error, required), **props
    )
    return rx.el.div(
        rx.el.label(box, rx.el.span(label), html_for=key, class_name="choice"),
        when(hint, rx.el.p(hint, id=f"{key}-hint", class_name="hint")),
        error_text(key, error) if isinstance(error, rx.Var) or error else rx.fragment(),
        class_name="field",
    )


def switch(name: str, label: Child, *, hint: Child = "", id: str = "", **props: Any) -> rx.Component:
    """A setting that acts at once; extra props (checked, on_change) go to the control."""
    return checkbox(name, label, hint=hint, id=id, role="switch", **props)
