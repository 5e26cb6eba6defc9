"""Name, time zone, address and password."""

import reflex as rx

from coaching_app.features.account.state import AccountState
from coaching_app.ui.components.boxes import row, stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.card import card
from coaching_app.ui.components.input import code_field, input_field
from coaching_app.ui.components.password import password_field
from coaching_app.ui.components.states import callout
from coaching_app.ui.presence import when
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.time_zone_select import time_zone_field


def profile() -> rx.Component:
    """Who one is."""
    return card(
        rx.el.form(
            input_field(
                "display_name",
                t("Your name"),
                default_value=AccountState.name,
                key=AccountState.name,
                auto_complete="name",
                required=True,
            ),
            time_zone_field(
                "time_zone",
                t("Time zone"),
                value=AccountState.time_zone,
                on_change=AccountState.set_time_zone,
            ),
            row(button(t("Save"), type="submit")),
            on_submit=AccountState.save_profile,
            class_name="stack",
            data_gap="m",
        ),
        title=t("You"),
        id="you",
    )


def _waiting() -> rx.Component:
    return callout(
        t(
            "We wrote to {new} and to your address of today. Each has to confirm.",
            new=AccountState.waiting_email,
        ),
        row(
            button(t("Keep the address I have"), variant="quiet", size="s", on_click=AccountState.keep_email)
        ),
        title=t("Waiting for both addresses"),
    )


def _confirm() -> rx.Component:
    code = rx.el.form(
        code_field(
            "code",
            t("Code from your mail"),
            id="address-code",
            error=AccountState.code_error,
            auto_focus=True,
        ),
        row(
            button(t("Confirm"), type="submit", size="s"),
            button(t("Send another code"), variant="text", size="s", on_click=AccountState.send_address_code),
        ),
        on_submit=AccountState.confirm_address,
        class_name="stack",
        data_gap="m",
    )
    send = row(
        button(t("Send me a code"), variant="quiet", size="s", on_click=AccountState.send_address_code)
    )
    words = rx.el.p(
        t(
            "Nobody has checked yet that letters reach you there. Until you confirm it with a code, you cannot "
            "sign in by this address with an account elsewhere, such as Google."
        )
    )
    return callout(
        stack(words, rx.cond(AccountState.is_code_sent, code, send), gap="s"),
        title=t("Your address is not confirmed"),
        tone="amber",
    )


def _ask() -> rx.Component:
    return rx.el.form(
        input_field(
            "email",
            t("New address"),
            type="email",
            auto_complete="email",
            error=AccountState.email_error,
            required=True,
            id="new-email",
        ),
        row(button(t("Change address"), type="submit", variant="quiet")),
        on_submit=AccountState.ask_email,
        class_name="stack",
        data_gap="m",
    )


def address() -> rx.Component:
    """Where letters go and what one signs in with."""
    return card(
        stack(
            when(~AccountState.is_confirmed, _confirm()),
            when(AccountState.waiting_email != "", _waiting()),
            _ask(),
            gap="m",
        ),
        title=t("E-mail address"),
        aside=rx.el.span(AccountState.email),
        id="address",
    )


def password() -> rx.Component:
    """Another password; every other sign-in ends."""
    return card(
        rx.el.form(
            # So that a password manager knows whose it is.
            rx.el.input(
                type="text",
                name="username",
                value=AccountState.email,
                read_only=True,
                hidden=True,
                auto_complete="username",
            ),
            rx.cond(
                AccountState.has_password,
                password_field("current", t("Current password"), error=AccountState.password_error),
            ),
            password_field(
                "fresh",
                t("New password"),
                new=True,
                error=rx.cond(AccountState.has_password, "", AccountState.password_error),
                score_url="/api/v1/auth/password-strength",
            ),
            row(button(t("Change password"), type="submit", variant="quiet")),
            on_submit=AccountState.save_password,
            reset_on_submit=True,
            class_name="stack",
            data_gap="m",
        ),
        title=t("Password"),
        id="password",
    )
