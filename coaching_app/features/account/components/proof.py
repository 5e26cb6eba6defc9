"""The dialog that asks who it is before something dangerous."""

import reflex as rx

from coaching_app.features.account.state import ProofState
from coaching_app.ui.components.boxes import row, stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.input import input_field
from coaching_app.ui.components.password import password_field
from coaching_app.ui.components.states import callout
from coaching_app.ui.components.typography import link, text
from coaching_app.ui.presence import when
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.dialog import dialog
from coaching_app.ui.wrapped.passkey_button import passkey_button
from coaching_app.ui.wrapped.rest_form import rest_form


def _code(label: str) -> rx.Component:
    return input_field(
        "proof",
        label,
        auto_complete="one-time-code",
        max_length=40,
        required=True,
        id="proof-code",
    )


def _field() -> rx.Component:
    asks_code = ProofState.is_mailed | ~ProofState.has_password
    return rx.cond(
        ProofState.has_second_factor,
        _code(t("Code of your app, or a recovery code")),
        rx.cond(
            asks_code,
            _code(t("Code from your mail")),
            password_field("proof", t("Your password"), id="proof-password"),
        ),
    )


def proof_dialog() -> rx.Component:
    """A password, a code or a passkey; then what was asked for goes on by itself."""
    other_ways = stack(
        when(
            ProofState.has_passkeys,
            passkey_button(
                t("Use a passkey"),
                options_url="/api/v1/account/confirm/passkey/options",
                url="/api/v1/account/confirm/passkey",
                on_done=ProofState.proved,
            ),
        ),
        when(
            ~ProofState.has_second_factor & ~ProofState.is_mailed,
            rx.el.p(link(t("Send me a code by e-mail instead"), on_click=ProofState.mail_code)),
        ),
        gap="s",
    )
    return dialog(
        stack(
            text(t("What you are about to do matters, so we ask once more who it is.")),
            when(ProofState.problem != "", callout(ProofState.problem, tone="rose")),
            rest_form(
                _field(),
                row(button(t("Go on"), type="submit")),
                action="/api/v1/account/confirm",
                on_done=ProofState.proved,
                key=rx.Var.create(ProofState.round).to(str),
                class_name="stack",
                data_gap="m",
            ),
            other_ways,
            gap="m",
        ),
        id="proof",
        title=t("Is it you?"),
        open=rx.Var.create(ProofState.is_open),
        on_close=ProofState.close,
        size="s",
    )
