"""The sign-in page."""

import reflex as rx

from coaching_app.ui.components.button import button
from coaching_app.ui.components.input import input_field
from coaching_app.ui.components.password import password_field
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.rest_form import rest_form


def sign_in() -> rx.Component:
    """Address and password, and nothing else in the way."""
    form = rest_form(
        input_field(
            "email", t("E-mail"), type="email", auto_complete="username", required=True, auto_focus=True
        ),
        password_field("password", t("Password")),
        button(t("Sign in"), type="submit", size="l", wide=True),
        action="/api/v1/auth/browser/sign-in",
        context_url="/api/v1/auth/context",
        carries_next=True,
        class_name="stack",
        data_gap="m",
    )
    return public_page(form, title=t("Welcome back"), lead=t("Sign in to go on where you were."))
