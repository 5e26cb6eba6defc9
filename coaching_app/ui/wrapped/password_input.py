"""The password box itself: show and hide without the server."""

from typing import Any

import reflex as rx

from coaching_app.ui.wrapped.library import script


class PasswordInput(rx.Component):
    """An input whose type switches between password and text.

    `score_url`: POST {"password"} answers {"score": 0-4, "words": "..."}; for pages without state.
    """

    library = script("password_input.js")
    tag = "PasswordInput"
    name: rx.Var[str]
    value: rx.Var[str]
    default_value: rx.Var[str]
    auto_complete: rx.Var[str]
    auto_focus: rx.Var[bool]
    required: rx.Var[bool]
    disabled: rx.Var[bool]
    min_length: rx.Var[int]
    max_length: rx.Var[int]
    placeholder: rx.Var[str]
    show_label: rx.Var[str]
    hide_label: rx.Var[str]
    score_url: rx.Var[str]
    on_change: rx.EventHandler[rx.event.input_event]
    on_score: rx.EventHandler[rx.event.passthrough_event_spec(int)]


def password_input(**props: Any) -> rx.Component:
    """Draw the box."""
    return PasswordInput.create(**props)
