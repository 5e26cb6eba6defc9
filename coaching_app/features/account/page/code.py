"""Asks for the address that a sign-in code is sent to."""

import reflex as rx

from coaching_app.ui.components.button import button
from coaching_app.ui.components.input import input_field
from coaching_app.ui.components.typography import link
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.rest_form import rest_form


def code() -> rx.Component:
    """One field, and the way back."""
    form = rest_form(
        input_field(
            "email", t("E-mail"), type="email", auto_complete="username", required=True, auto_focus=True
        ),
        button(t("Send me a code"), type="submit", size="l", wide=True),
        action="/api/v1/auth/browser/code",
        context_url="/api/v1/auth/context",
        carries_next=True,
        class_name="stack",
        data_gap="m",
    )
    return public_page(
        form,
        title=t("Sign in with a code"),
        lead=t("We send six digits to your address. No password needed."),
        foot=link(t("Back to sign-in"), href="/sign-in"),
    )
