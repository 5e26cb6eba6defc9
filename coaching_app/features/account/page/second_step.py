"""Where a person is led whom the tenant asks for a second step, before anything else."""

import reflex as rx

from coaching_app.features.account.components.enrolment import set_one_up, show_what_there_is
from coaching_app.features.account.components.proof import proof_dialog
from coaching_app.features.account.state import EnrolmentState, ProtectionState
from coaching_app.features.shell.widgets import SIGN_OUT
from coaching_app.ui.components.boxes import stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.skeleton import skeleton
from coaching_app.ui.components.typography import text
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.presence import when
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.native_form import native_form

# Its own address, which lets nobody by who owes; see access/gate.
ROUTE = "/second-step"


def second_step() -> rx.Component:
    """Show the one there is, or set one up; or sign out."""
    has_one = EnrolmentState.has_app | EnrolmentState.has_passkeys
    codes = rx.Var.create(ProtectionState.codes).length() > 0
    done = button(t("Go on"), size="l", wide=True, on_click=EnrolmentState.go_on)
    body = stack(
        rx.cond(has_one & ~codes & ~EnrolmentState.is_done, show_what_there_is(), set_one_up()),
        when(EnrolmentState.is_done & ~codes, done),
        gap="l",
    )
    return public_page(
        text(t("{tenant} asks you for a second step at sign-in.", tenant=EnrolmentState.tenant), tone="soft"),
        when(EnrolmentState.is_known, body, skeleton("card")),
        proof_dialog(),
        title=t("One more step"),
        lead=t("A password can be guessed or stolen. With a second step that is not enough."),
        foot=native_form(
            button(t("Sign out"), type="submit", variant="text", size="s"), action=SIGN_OUT, method="post"
        ),
    )
