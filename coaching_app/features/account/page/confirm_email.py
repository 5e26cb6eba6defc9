"""Where the link of a letter leads: one of two addresses agrees to a change."""

import reflex as rx

from coaching_app.ui.components.button import button
from coaching_app.ui.components.states import callout
from coaching_app.ui.components.typography import link
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.by_query import by_query
from coaching_app.ui.wrapped.rest_form import rest_form


def _ask() -> rx.Component:
    # A press, not just the visit: programs that look through mail open every link in it.
    return rest_form(
        button(t("Yes, confirm this address"), type="submit", size="l", wide=True),
        action="/api/v1/auth/browser/confirm-email",
        carries_token=True,
        class_name="stack",
        data_gap="m",
    )


def confirm_email() -> rx.Component:
    """A question, then how far the change is."""
    return public_page(
        by_query(_ask(), name="done", values=[""]),
        by_query(
            callout(
                t("This address has agreed. The change happens when the other one has, too."),
                title=t("One of two"),
            ),
            name="done",
            values=["one"],
        ),
        by_query(
            callout(
                t("Both addresses have agreed. Sign in with the new one from now on."),
                title=t("Done"),
                tone="green",
            ),
            name="done",
            values=["both"],
        ),
        title=t("Confirm your e-mail address"),
        lead=t("Your address changes once the old and the new one have both said yes."),
        foot=link(t("Go to the sign-in page"), href="/sign-in"),
    )
