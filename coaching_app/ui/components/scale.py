"""A row of steps to tap: a mood, or a place on a scale."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.field import field_id
from coaching_app.ui.presence import Child, Text, attributes, when


def scale_field(
    name: Text,
    label: Child,
    steps: Any,
    *,
    value: Text = "",
    hint: Child = "",
    required: Any = False,
    id: Text = "",
) -> rx.Component:
    """Radio buttons for `steps`, a Var of objects with `value` and `name`; a name stands beneath its step."""
    key = id if isinstance(id, rx.Var) or id else field_id(str(name))

    def one(step: Any) -> rx.Component:
        box = rx.el.input(
            type="radio", name=name, value=step.value, default_checked=step.value == value, required=required
        )
        words = rx.cond(step.name != "", rx.el.small(step.name), rx.fragment())
        return rx.el.label(box, rx.el.span(step.value), words, class_name="scale-step")

    return rx.el.fieldset(
        rx.el.legend(label, class_name="label"),
        when(hint, rx.el.p(hint, class_name="hint")),
        rx.el.div(rx.foreach(steps, one), class_name="scale"),
        class_name="field",
        **attributes(id=key),
    )
