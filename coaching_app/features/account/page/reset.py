"""Where the link of a letter leads: choose a new password."""

import reflex as rx

from coaching_app.ui.components.button import button
from coaching_app.ui.components.password import password_field
from coaching_app.ui.components.typography import link
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.rest_form import rest_form


def reset() -> rx.Component:
    """One new password; the link's token stays in the browser until then."""
    form = rest_form(
        password_field(
            "password",
            t("New password"),
            new=True,
            hint=t("At least 8 characters. A few unrelated words are easy to keep and hard to guess."),
            score_url="/api/v1/auth/password-strength",
        ),
        button(t("Set this password"), type="submit", size="l", wide=True),
        action="/api/v1/auth/browser/reset",
        carries_token=True,
        class_name="stack",
        data_gap="m",
    )
    return public_page(
        form,
        title=t("Choose a new password"),
        lead=t("Everything that is signed in to your account now will be signed out."),
        foot=link(t("Send me another link"), href="/forgot"),
    )
