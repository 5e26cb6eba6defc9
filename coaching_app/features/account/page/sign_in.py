"""The sign-in page."""

import reflex as rx

from coaching_app.ui.components.boxes import row, stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.input import input_field
from coaching_app.ui.components.password import password_field
from coaching_app.ui.components.states import callout
from coaching_app.ui.components.typography import link
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.by_query import by_query
from coaching_app.ui.wrapped.passkey_button import passkey_button
from coaching_app.ui.wrapped.provider_buttons import provider_buttons
from coaching_app.ui.wrapped.rest_form import rest_form


def _password() -> rx.Component:
    return rest_form(
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


def _other_ways() -> rx.Component:
    return stack(
        passkey_button(
            t("Use a passkey"),
            options_url="/api/v1/auth/browser/passkey/options",
            url="/api/v1/auth/browser/passkey",
            wide=True,
        ),
        provider_buttons(
            context_url="/api/v1/auth/context",
            start_url="/api/v1/auth/browser/oauth/",
            words=t("Go on with {name}"),
        ),
        gap="s",
    )


def sign_in() -> rx.Component:
    """Address and password first; every other way one press away."""
    return public_page(
        by_query(
            callout(t("Your new password is set. Every other sign-in has ended."), tone="green"),
            name="done",
            values=["reset"],
        ),
        _password(),
        _other_ways(),
        row(
            link(t("Send me a code by e-mail"), href="/code"),
            link(t("Forgot your password?"), href="/forgot"),
            justify="between",
        ),
        title=t("Welcome back"),
        lead=t("Sign in to go on where you were."),
    )
