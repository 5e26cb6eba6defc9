"""The frame around every form control: label, hint, error, and the aria wiring between them."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.icon import icon
from coaching_app.ui.presence import Child, Text, attribute, attributes, when


def field_id(name: str, id: str = "") -> str:
    """The element id of the control called `name`."""
    return id or f"field-{name}"


def wiring(id: str, hint: Any, error: Any, required: bool) -> dict[str, Any]:
    """Attributes that tie a control to its hint and its error."""
    described = [f"{id}-hint"] if isinstance(hint, rx.Var) or hint else []
    if isinstance(error, rx.Var) or error:
        described.append(f"{id}-error")
    return attributes(
        id=id,
        aria_describedby=" ".join(described) or None,
        aria_invalid=attribute(error),
        required=True if required else None,
    )


def error_text(id: str, error: Text) -> rx.Component:
    """The sentence under a control that says what to change; always present so that readers announce it."""
    return rx.el.div(
        when(error, rx.el.p(icon("alert", size="s"), rx.el.span(error), class_name="error")),
        id=f"{id}-error",
        aria_live="polite",
    )


def field(
    control: rx.Component,
    *,
    id: str,
    label: Child,
    hint: Child = "",
    error: Text = "",
    optional: bool = False,
) -> rx.Component:
    """Lay out one control with its label above and its hint and error beneath."""
    note = rx.el.small("optional") if optional else rx.fragment()
    return rx.el.div(
        rx.el.label(label, note, html_for=id, class_name="label"),
        control,
        when(hint, rx.el.p(hint, id=f"{id}-hint", class_name="hint")),
        error_text(id, error) if isinstance(error, rx.Var) or error else rx.fragment(),
        class_name="field",
    )
