"""Asks a signed-in person for the code of their app, or, without it, for a recovery code."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.boxes import row, stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.disclosure import disclosure
from coaching_app.ui.components.input import code_field, input_field
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.rest_form import rest_form

CONFIRM = "/api/v1/account/confirm"


def proof_form(field: rx.Component, on_done: Any, *, key: str) -> rx.Component:
    """Sends one proof, whichever it is; `key` tells it from another, whose refusal is not this one's."""
    return rest_form(
        field,
        row(button(t("Go on"), type="submit")),
        action=CONFIRM,
        on_done=on_done,
        key=key,
        class_name="stack",
        data_gap="m",
    )


def app_code(on_done: Any, *, name: str) -> rx.Component:
    """Six digits, and behind a link the recovery code, which has letters; `name` is the field's id."""
    recovery = input_field(
        "proof",
        t("Recovery code"),
        hint=t("One of the ten you wrote down. It works once."),
        id=f"{name}-recovery",
        auto_complete="off",
        max_length=40,
        required=True,
    )
    return stack(
        proof_form(
            code_field("proof", t("Code of your app"), id=name, auto_focus=True, data_starts="yes"),
            on_done,
            key="app",
        ),
        disclosure(t("I do not have my app here"), proof_form(recovery, on_done, key="recovery")),
        gap="m",
    )
