"""Where one is signed in, and the programs that act for one."""

import reflex as rx

from coaching_app.features.account.state import ProgramState
from coaching_app.features.account.state.programs import LoginRow
from coaching_app.ui.components.boxes import row, stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.card import card
from coaching_app.ui.components.checkbox import checkbox
from coaching_app.ui.components.input import input_field
from coaching_app.ui.components.pill import pill
from coaching_app.ui.components.rows import item_list, list_row
from coaching_app.ui.components.secret_codes import secret_code
from coaching_app.ui.components.select import select_field
from coaching_app.ui.components.states import callout
from coaching_app.ui.components.typography import text
from coaching_app.ui.presence import when
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.copy_button import copy_button
from coaching_app.ui.wrapped.dialog import dialog


@rx.memo
def login_row(one: rx.vars.ObjectVar[LoginRow]) -> rx.Component:
    """One browser."""
    ended = button(
        t("End"),
        variant="quiet",
        size="s",
        aria_label=t("End {device}", device=one.device),
        on_click=ProgramState.end_login(one.id),
    )
    return list_row(
        one.device,
        when(one.address != "", rx.el.span(one.address)),
        when(one.method != "", rx.el.span(one.method)),
        rx.el.span(t("last used {moment}", moment=one.last_seen)),
        end=rx.cond(one.is_current, pill(t("this browser"), tone="green"), ended),
    )


def sign_ins() -> rx.Component:
    """The browsers, and the way to end them."""
    rows = rx.foreach(ProgramState.logins, lambda one: rx.fragment(login_row(one=one), key=one.id))
    return card(
        stack(
            item_list(rows, label=t("Where you are signed in")),
            when(
                ProgramState.has_others,
                row(button(t("End all others"), variant="quiet", size="s", on_click=ProgramState.end_others)),
            ),
            gap="m",
        ),
        title=t("Where you are signed in"),
        id="sign-ins",
    )


@rx.memo
def program_row(one: rx.vars.ObjectVar[LoginRow]) -> rx.Component:
    """One device or agent."""
    return list_row(
        one.device,
        when(one.scopes != "", rx.el.span(one.scopes)),
        rx.el.span(t("last used {moment}", moment=one.last_seen)),
        when(one.until != "", rx.el.span(t("until {moment}", moment=one.until))),
        icon="key",
        end=button(
            t("Revoke"),
            variant="quiet",
            size="s",
            aria_label=t("Revoke {name}", name=one.device),
            on_click=ProgramState.end_login(one.id),
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        input_field(
            "name", t("Name"), hint=t("What will use it."), max_length=120, required=True, id="token-name"
        ),
        rx.el.fieldset(
            rx.el.legend(t("It may"), class_name="label"),
            checkbox("read", t("read what you can read"), default_checked=True, id="token-read"),
            checkbox("write", t("change what you can change"), id="token-write"),
            checkbox("agent", t("talk to the coach for you"), id="token-agent"),
            checkbox("sharing", t("decide who sees what is yours"), id="token-sharing"),
            class_name="field",
        ),
        select_field(
            "days",
            t("It works for"),
            [("30", t("30 days")), ("90", t("90 days")), ("365", t("a year"))],
            default_value="90",
            id="token-days",
        ),
        when(
            ProgramState.token_problem != "",
            callout(rx.el.span(ProgramState.token_problem, role="alert"), tone="rose"),
        ),
        row(button(t("Make the token"), type="submit")),
        on_submit=ProgramState.make_token,
        class_name="stack",
        data_gap="m",
    )


def _made() -> rx.Component:
    return stack(
        callout(
            t("Copy it now: it is shown this once, and only its digest is kept."),
            title=t("Your new token"),
            tone="amber",
        ),
        secret_code(ProgramState.secret),
        row(copy_button(ProgramState.secret), button(t("I have it"), on_click=ProgramState.close_token)),
        gap="m",
    )


def programs() -> rx.Component:
    """Devices and agents, and the way to make a token."""
    rows = rx.foreach(ProgramState.programs, lambda one: rx.fragment(program_row(one=one), key=one.id))
    return card(
        stack(
            rx.cond(
                rx.Var.create(ProgramState.programs).length() > 0,
                item_list(rows, label=t("Programs and agents")),
                text(t("Nothing but your browsers acts for you."), tone="soft"),
            ),
            row(button(t("Make a token"), variant="quiet", on_click=ProgramState.open_token)),
            dialog(
                rx.cond(ProgramState.secret != "", _made(), _form()),
                id="new-token",
                title=t("A token for a program"),
                open=rx.Var.create(ProgramState.is_making),
                on_close=ProgramState.close_token,
            ),
            gap="m",
        ),
        title=t("Programs and agents"),
        id="programs",
    )
