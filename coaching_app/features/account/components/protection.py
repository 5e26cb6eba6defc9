"""Second step, passkeys, connected accounts."""

from typing import Any

import reflex as rx

from coaching_app.features.account.state import ProtectionState
from coaching_app.features.account.state.protection import KeyRow
from coaching_app.ui.components.boxes import row, split, stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.card import card
from coaching_app.ui.components.disclosure import disclosure
from coaching_app.ui.components.input import code_field, input_field
from coaching_app.ui.components.pill import pill
from coaching_app.ui.components.qr_code import qr_code
from coaching_app.ui.components.rows import item_list, list_row
from coaching_app.ui.components.secret_codes import secret_code, secret_codes
from coaching_app.ui.components.states import callout
from coaching_app.ui.components.typography import text
from coaching_app.ui.presence import when
from coaching_app.ui.text import plural, t
from coaching_app.ui.wrapped.copy_button import copy_button
from coaching_app.ui.wrapped.dialog import dialog
from coaching_app.ui.wrapped.passkey_button import passkey_button
from coaching_app.ui.wrapped.provider_buttons import provider_buttons


def enrolment_form() -> rx.Component:
    """The QR code and the field for a first code."""
    return rx.el.form(
        split(
            stack(
                text(t("Scan this with an authenticator app on your telephone, then type what it shows.")),
                disclosure(
                    t("I cannot scan it"),
                    stack(
                        text(t("Type this into the app instead:"), tone="soft"),
                        secret_code(ProtectionState.secret),
                        row(copy_button(ProtectionState.secret)),
                        gap="s",
                    ),
                ),
                code_field(
                    "code",
                    t("Six digits"),
                    error=ProtectionState.code_problem,
                    id="first-code",
                    auto_focus=True,
                ),
                row(
                    button(t("Turn it on"), type="submit"),
                    button(t("Not now"), variant="text", on_click=ProtectionState.leave_app),
                ),
                gap="m",
            ),
            qr_code(ProtectionState.qr, ProtectionState.qr_size, t("QR code for your authenticator app")),
        ),
        on_submit=ProtectionState.confirm_app,
    )


def new_codes(*then: Any) -> rx.Component:
    """The recovery codes, this once; `then` is what follows when they are written down."""
    return callout(
        stack(
            text(
                t(
                    "Each opens your account once when your telephone is gone. Write them down or print "
                    "them; they are shown this once."
                )
            ),
            secret_codes(rx.Var.create(ProtectionState.codes), t("Recovery codes")),
            row(
                copy_button(rx.Var.create(ProtectionState.codes).join("\n"), t("Copy all"), begins=True),
                button(t("I have them"), size="s", on_click=[ProtectionState.hide_codes, *then]),
            ),
            gap="m",
        ),
        title=t("Ten recovery codes"),
        tone="amber",
    )


def _is_on() -> rx.Component:
    return stack(
        text(
            plural(
                "{count} recovery code is left.",
                "{count} recovery codes are left.",
                ProtectionState.codes_left,
            ),
            tone="soft",
        ),
        row(
            button(t("New recovery codes"), variant="quiet", size="s", on_click=ProtectionState.new_codes),
            button(t("Turn it off"), variant="quiet", size="s", on_click=ProtectionState.turn_off_app),
        ),
        gap="s",
    )


def _is_off() -> rx.Component:
    return stack(
        text(t("After your password we also ask for a code from an app on your telephone."), tone="soft"),
        row(button(t("Turn it on"), variant="quiet", on_click=ProtectionState.begin_app)),
        gap="s",
    )


def second_step() -> rx.Component:
    """An app's code after the password."""
    return card(
        stack(
            when(rx.Var.create(ProtectionState.codes).length() > 0, new_codes()),
            rx.cond(
                ProtectionState.is_on,
                _is_on(),
                rx.cond(ProtectionState.secret != "", enrolment_form(), _is_off()),
            ),
            gap="m",
        ),
        title=t("Second step"),
        aside=rx.cond(ProtectionState.is_on, pill(t("on"), tone="green"), pill(t("off"), tone="outline")),
        id="second-step",
    )


@rx.memo
def passkey_row(one: rx.vars.ObjectVar[KeyRow]) -> rx.Component:
    """A passkey, by the name its owner gave it."""
    return list_row(
        one.name,
        t("since {moment}", moment=one.since),
        when(one.last_used != "", rx.el.span(t("last used {moment}", moment=one.last_used))),
        icon="key",
        end=row(
            button(
                t("Rename"),
                variant="text",
                size="s",
                aria_label=t("Rename {name}", name=one.name),
                on_click=ProtectionState.start_renaming(one.id, one.name),
            ),
            button(
                t("Remove"),
                variant="quiet",
                size="s",
                aria_label=t("Remove {name}", name=one.name),
                on_click=ProtectionState.remove_passkey(one.id),
            ),
            gap="xs",
        ),
    )


def _new_passkey() -> rx.Component:
    return dialog(
        stack(
            text(
                t(
                    "Your device asks for your finger, face or PIN, and keeps the key to itself. "
                    "Give it a name by which you will know it."
                )
            ),
            passkey_button(
                t("Make the passkey"),
                mode="create",
                options_url="/api/v1/account/passkeys/options",
                url="/api/v1/account/passkeys",
                name_label=t("Name"),
                suggested_name=t("This device"),
                missing_text=t("This browser knows no passkeys."),
                variant="primary",
                on_done=ProtectionState.passkey_added,
            ),
            gap="m",
        ),
        id="new-passkey",
        title=t("A new passkey"),
        open=rx.Var.create(ProtectionState.is_adding_passkey),
        on_close=ProtectionState.close_passkey,
    )


def _rename() -> rx.Component:
    return dialog(
        rx.el.form(
            input_field(
                "name",
                t("Name"),
                default_value=ProtectionState.renamed_name,
                key=ProtectionState.renamed_id,
                max_length=120,
                required=True,
                id="passkey-new-name",
            ),
            row(button(t("Save"), type="submit")),
            on_submit=ProtectionState.rename_passkey,
            class_name="stack",
            data_gap="m",
        ),
        id="rename-passkey",
        title=t("Another name"),
        open=rx.Var.create(ProtectionState.renamed_id != ""),
        on_close=ProtectionState.stop_renaming,
        size="s",
    )


def passkeys() -> rx.Component:
    """Keys on one's own devices."""
    rows = rx.foreach(ProtectionState.passkeys, lambda one: rx.fragment(passkey_row(one=one), key=one.id))
    return card(
        stack(
            rx.cond(
                rx.Var.create(ProtectionState.passkeys).length() > 0,
                item_list(rows, label=t("Passkeys")),
                text(t("Sign in with your finger, face or PIN instead of a password."), tone="soft"),
            ),
            row(button(t("Add a passkey"), variant="quiet", on_click=ProtectionState.add_passkey)),
            _new_passkey(),
            _rename(),
            gap="m",
        ),
        title=t("Passkeys"),
        id="passkeys",
    )


@rx.memo
def account_row(one: rx.vars.ObjectVar[KeyRow]) -> rx.Component:
    """An account elsewhere."""
    return list_row(
        one.name,
        t("since {moment}", moment=one.since),
        icon="link",
        end=button(
            t("Disconnect"),
            variant="quiet",
            size="s",
            aria_label=t("Disconnect {name}", name=one.name),
            on_click=ProtectionState.disconnect(one.id),
        ),
    )


def _others() -> rx.Component:
    return rx.cond(
        ProtectionState.is_connecting,
        provider_buttons(
            context_url="/api/v1/auth/context",
            start_url="/api/v1/account/oauth/",
            words=t("Connect {name}"),
            without=ProtectionState.connected,
            empty_text=t("Every account that can be connected is."),
        ),
        row(button(t("Connect an account"), variant="quiet", on_click=ProtectionState.start_connecting)),
    )


def connected_accounts() -> rx.Component:
    """Accounts elsewhere; not there where this installation offers none."""
    rows = rx.foreach(ProtectionState.accounts, lambda one: rx.fragment(account_row(one=one), key=one.id))
    return when(
        ProtectionState.offers_others | (rx.Var.create(ProtectionState.accounts).length() > 0),
        card(
            stack(
                rx.cond(
                    rx.Var.create(ProtectionState.accounts).length() > 0,
                    item_list(rows, label=t("Connected accounts")),
                    text(t("Sign in here with an account you have elsewhere."), tone="soft"),
                ),
                when(ProtectionState.offers_others, _others()),
                gap="m",
            ),
            title=t("Connected accounts"),
            id="connected",
        ),
    )
