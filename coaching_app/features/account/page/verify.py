"""Asks for the code: from the letter, or from the app as the second step."""

import reflex as rx

from coaching_app.ui.components.button import button
from coaching_app.ui.components.disclosure import disclosure
from coaching_app.ui.components.input import code_field, input_field
from coaching_app.ui.components.typography import link
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.by_query import by_query
from coaching_app.ui.wrapped.passkey_button import passkey_button
from coaching_app.ui.wrapped.rest_form import rest_form


def _form(*fields: rx.Component, action: str) -> rx.Component:
    return rest_form(
        *fields,
        button(t("Go on"), type="submit", size="l", wide=True),
        action=action,
        carries_next=True,
        class_name="stack",
        data_gap="m",
    )


def _six_digits(hint: str, key: str) -> rx.Component:
    return code_field("code", t("Six digits"), hint=hint, id=key, auto_focus=True)


def _by_email() -> rx.Component:
    return by_query(
        _form(
            _six_digits(t("If this address has an account, the letter is on its way."), "mailed-code"),
            action="/api/v1/auth/browser/code/check",
        ),
        rx.el.p(link(t("Send another code"), href="/code")),
        name="by",
        values=["email"],
    )


def _recovery() -> rx.Component:
    return disclosure(
        t("I do not have my app here"),
        _form(
            input_field(
                "code",
                t("Recovery code"),
                hint=t("One of the ten you wrote down. It works once."),
                id="recovery-code",
                auto_complete="off",
                max_length=40,
                required=True,
            ),
            action="/api/v1/auth/browser/second-step",
        ),
    )


def _by_app() -> rx.Component:
    return by_query(
        _form(
            _six_digits(t("Open your authenticator app and type what it shows now."), "app-code"),
            action="/api/v1/auth/browser/second-step",
        ),
        passkey_button(
            t("Use a passkey instead"),
            options_url="/api/v1/auth/browser/passkey/options",
            url="/api/v1/auth/browser/passkey",
            wide=True,
        ),
        _recovery(),
        name="by",
        values=["app", ""],
    )


def verify() -> rx.Component:
    """One code, from where the address says."""
    return public_page(
        _by_email(),
        _by_app(),
        title=t("Your code, please"),
        lead=t("One more step and you are in."),
        foot=link(t("Back to sign-in"), href="/sign-in"),
    )
