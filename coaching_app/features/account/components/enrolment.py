"""What somebody does who owes a second step: set one up, or show the one they have."""

import reflex as rx

from coaching_app.features.account.components.app_code import app_code
from coaching_app.features.account.components.protection import enrolment_form, new_codes
from coaching_app.features.account.state import EnrolmentState, ProtectionState
from coaching_app.ui.components.boxes import stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.typography import text
from coaching_app.ui.components.typography import title as heading
from coaching_app.ui.presence import when
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.passkey_button import passkey_button


def show_what_there_is() -> rx.Component:
    """The code or the passkey of somebody who came without."""
    return stack(
        when(EnrolmentState.has_app, app_code(EnrolmentState.go_on, name="owed-code")),
        when(
            EnrolmentState.has_passkeys,
            passkey_button(
                t("Use a passkey"),
                options_url="/api/v1/account/confirm/passkey/options",
                url="/api/v1/account/confirm/passkey",
                on_done=EnrolmentState.go_on,
                wide=True,
            ),
        ),
        gap="m",
    )


def _by_passkey() -> rx.Component:
    return stack(
        heading(t("A passkey"), level=2, size="minor"),
        text(t("Your finger, face or PIN on this device. Nobody can talk it out of you."), tone="soft"),
        passkey_button(
            t("Make a passkey"),
            mode="create",
            options_url="/api/v1/account/passkeys/options",
            url="/api/v1/account/passkeys",
            name_label=t("Name"),
            suggested_name=t("This device"),
            missing_text=t("This browser knows no passkeys."),
            variant="primary",
            on_done=EnrolmentState.go_on,
        ),
        gap="s",
    )


def _by_app() -> rx.Component:
    begin = stack(
        text(
            t("After your password it asks for six digits that an app on your telephone shows."), tone="soft"
        ),
        rx.el.div(button(t("Set up an app"), variant="quiet", on_click=ProtectionState.begin_app)),
        gap="s",
    )
    return stack(
        heading(t("An authenticator app"), level=2, size="minor"),
        rx.cond(ProtectionState.secret != "", enrolment_form(), begin),
        gap="s",
    )


def set_one_up() -> rx.Component:
    """A passkey, or an app; its recovery codes are shown before anything else."""
    codes = rx.Var.create(ProtectionState.codes).length() > 0
    return rx.cond(codes, new_codes(EnrolmentState.go_on), stack(_by_passkey(), _by_app(), gap="l"))
