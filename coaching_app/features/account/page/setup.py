"""The first-run wizard."""

import reflex as rx

from coaching_app.core.i18n import available_languages
from coaching_app.ui.components.button import button
from coaching_app.ui.components.checkbox import switch
from coaching_app.ui.components.input import input_field
from coaching_app.ui.components.password import password_field
from coaching_app.ui.components.select import select_field
from coaching_app.ui.components.typography import title as heading
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.rest_form import rest_form
from coaching_app.ui.wrapped.time_zone_select import time_zone_field

_LANGUAGES = {"en": "English", "es": "Español", "he": "עברית", "ar": "العربية"}


def _section(title: str, *fields: rx.Component) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(heading(title, level=2, size="section")), *fields, class_name="stack", data_gap="m"
    )


def _you() -> rx.Component:
    return _section(
        t("You"),
        input_field("display_name", t("Your name"), auto_complete="name", required=True),
        input_field("email", t("E-mail"), type="email", auto_complete="username", required=True),
        password_field(
            "password",
            t("Password"),
            new=True,
            hint=t("At least 8 characters. A few unrelated words are easy to keep and hard to guess."),
            score_url="/api/v1/auth/password-strength",
        ),
    )


def _place() -> rx.Component:
    languages = [(code, _LANGUAGES.get(code, code)) for code in available_languages()]
    return _section(
        t("Your place"),
        input_field(
            "tenant_name",
            t("Name of your church, practice or group"),
            hint=t("Your own name is fine if it is only you."),
            required=True,
        ),
        time_zone_field("time_zone", t("Time zone")),
        select_field("language", t("Language"), languages),
        switch(
            "ai_enabled",
            t("Let the coach use an AI model"),
            hint=t(
                "Only if you add a key later. Without it the coach answers from your notes by plain rules."
            ),
            default_checked=True,
        ),
    )


def setup() -> rx.Component:
    """Everything a new installation needs to know, on one page."""
    form = rest_form(
        _you(),
        _place(),
        button(t("Begin"), type="submit", size="l", wide=True),
        action="/api/v1/auth/browser/setup",
        context_url="/api/v1/auth/context",
        class_name="stack",
        data_gap="l",
    )
    return public_page(
        form,
        title=t("Let us get you started"),
        lead=t("You are the first one here, so you become the admin. This takes a minute."),
    )
