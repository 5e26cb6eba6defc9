"""One-line fields: text, e-mail, number, password, search, date and time."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.field import field, field_id, wiring
from coaching_app.ui.components.icon import icon as draw_icon
from coaching_app.ui.presence import Child, Text

InputType = Literal[
    "text", "email", "password", "number", "tel", "url", "search", "date", "time", "datetime-local", "month"
]


def input_field(
    name: str,
    label: Child,
    *,
    type: InputType = "text",
    hint: Child = "",
    error: Text = "",
    required: bool = False,
    optional: bool = False,
    icon: str = "",
    id: str = "",
    **props: Any,
) -> rx.Component:
    """A labelled one-line field. Extra props (value, default_value, on_blur, auto_complete …) go to the input."""
    key = field_id(name, id)
    control = rx.el.input(
        name=name, type=type, class_name="input", **wiring(key, hint, error, required), **props
    )
    boxed = rx.el.div(draw_icon(icon), control, class_name="input-box") if icon else control
    return field(boxed, id=key, label=label, hint=hint, error=error, optional=optional)


def code_field(name: str, label: Child, **props: Any) -> rx.Component:
    """A code of six digits, from a letter or an app; telephones offer it, and spaces in it do not matter."""
    typed = {"input_mode": "numeric", "auto_complete": "one-time-code", "spell_check": False}
    return input_field(name, label, max_length=40, required=True, **typed, **props)


def date_field(name: str, label: Child, **props: Any) -> rx.Component:
    """A day, chosen with the browser's own picker; the value is YYYY-MM-DD."""
    return input_field(name, label, type="date", **props)


def time_field(name: str, label: Child, **props: Any) -> rx.Component:
    """A time of day, chosen with the browser's own picker; the value is HH:MM."""
    return input_field(name, label, type="time", **props)


def date_time_field(name: str, label: Child, **props: Any) -> rx.Component:
    """A day and time without zone; the value is YYYY-MM-DDTHH:MM in the person's own time zone."""
    return input_field(name, label, type="datetime-local", **props)
