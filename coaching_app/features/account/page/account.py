"""The account page: who you are here, your password, where you are signed in."""

import reflex as rx

from coaching_app.features.account.state import AccountState, LoginRow
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.components.boxes import row, stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.card import card
from coaching_app.ui.components.input import input_field
from coaching_app.ui.components.password import password_field
from coaching_app.ui.components.pill import pill
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.time_zone_select import time_zone_field


def _profile() -> rx.Component:
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
        aside=rx.el.span(AccountState.email),
    )


def _password() -> rx.Component:
    return card(
        rx.el.form(
            password_field("current", t("Current password"), error=AccountState.password_error),
            password_field("fresh", t("New password"), new=True, score_url="/api/v1/auth/password-strength"),
            row(button(t("Change password"), type="submit", variant="quiet")),
            on_submit=AccountState.save_password,
            reset_on_submit=True,
            class_name="stack",
            data_gap="m",
        ),
        title=t("Password"),
    )


@rx.memo
def login_row(login: rx.vars.ObjectVar[LoginRow]) -> rx.Component:
    """One place where the person is signed in."""
    ended = button(t("End"), variant="quiet", size="s", on_click=AccountState.end_login(login.id))
    return rx.el.li(
        rx.el.div(
            rx.el.b(login.device),
            rx.el.div(
                rx.el.span(login.address),
                rx.el.span(t("last used "), login.last_seen),
                class_name="meta",
            ),
        ),
        rx.cond(login.is_current, pill(t("this browser"), tone="green"), ended),
        class_name="row",
        data_justify="between",
    )


def _logins() -> rx.Component:
    return card(
        rx.el.ul(
            rx.foreach(AccountState.logins, lambda login: rx.fragment(login_row(login=login), key=login.id)),
            class_name="stack",
            data_gap="m",
            role="list",
        ),
        rx.cond(
            AccountState.has_others,
            button(t("End all others"), variant="quiet", size="s", on_click=AccountState.end_others),
        ),
        title=t("Where you are signed in"),
    )


def account() -> rx.Component:
    """The page."""
    return app_page(
        stack(_profile(), _password(), _logins(), gap="l"),
        active="account",
        title=t("Account"),
        subtitle=rx.el.span(AccountState.tenant),
        width="reading",
    )
