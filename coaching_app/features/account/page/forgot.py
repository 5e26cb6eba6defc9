"""Asks for the address that the link to a new password is sent to."""

import reflex as rx

from coaching_app.ui.components.button import button
from coaching_app.ui.components.input import input_field
from coaching_app.ui.components.states import callout
from coaching_app.ui.components.typography import link
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.by_query import by_query
from coaching_app.ui.wrapped.rest_form import rest_form


def _form() -> rx.Component:
    return rest_form(
        input_field(
            "email", t("E-mail"), type="email", auto_complete="username", required=True, auto_focus=True
        ),
        button(t("Send me a link"), type="submit", size="l", wide=True),
        action="/api/v1/auth/browser/forgot",
        class_name="stack",
        data_gap="m",
    )


def forgot() -> rx.Component:
    """One field, then what happens next."""
    return public_page(
        by_query(_form(), name="sent", values=[""]),
        by_query(
            callout(
                t(
                    "If this address has an account, a link to a new password is on its way. It works once, "
                    "for an hour. No letter? Look into the spam folder, or ask whoever runs this place: "
                    "without a mail server the letter waits with them."
                ),
                title=t("Look into your mail"),
                tone="green",
            ),
            name="sent",
            values=["yes"],
        ),
        title=t("A new password"),
        lead=t("We send a link by which you choose a new one."),
        foot=link(t("Back to sign-in"), href="/sign-in"),
    )
