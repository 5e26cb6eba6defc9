"""The dialog that asks who it is before something dangerous."""

import reflex as rx

from coaching_app.features.account.components.app_code import app_code, proof_form
from coaching_app.features.account.state import ProofState
from coaching_app.ui.components.boxes import row, stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.input import code_field
from coaching_app.ui.components.password import password_field
from coaching_app.ui.components.states import callout
from coaching_app.ui.components.typography import link, text
from coaching_app.ui.presence import when
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.dialog import dialog
from coaching_app.ui.wrapped.passkey_button import passkey_button


def _first_step() -> rx.Component:
    """For somebody without an app: the password, or a code from their mail, once it has been sent."""
    code = code_field(
        "proof",
        t("Code from your mail"),
        hint=t("It is on its way to your address."),
        id="proof-code",
        auto_focus=True,
    )
    typed = password_field("proof", t("Your password"), id="proof-password", data_starts="yes")
    return rx.cond(
        ProofState.is_mailed,
        proof_form(code, ProofState.proved, key="mail"),
        rx.cond(
            ProofState.has_password,
            proof_form(typed, ProofState.proved, key="password"),
            row(button(t("Send me a code by e-mail"), on_click=ProofState.mail_code)),
        ),
    )


def proof_dialog() -> rx.Component:
    """A password, a code or a passkey; then what was asked for goes on by itself."""
    mail_words = rx.cond(ProofState.is_mailed, t("Send another code"), t("Send me a code by e-mail instead"))
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
            ~ProofState.has_second_factor & (ProofState.is_mailed | ProofState.has_password),
            rx.el.p(link(mail_words, on_click=ProofState.mail_code)),
        ),
        gap="s",
    )
    return dialog(
        stack(
            text(t("What you are about to do matters, so we ask once more who it is.")),
            when(ProofState.problem != "", callout(ProofState.problem, tone="rose")),
            rx.el.div(
                rx.cond(
                    ProofState.has_second_factor,
                    app_code(ProofState.proved, name="proof-app"),
                    _first_step(),
                ),
                key=rx.Var.create(ProofState.round).to(str),
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
