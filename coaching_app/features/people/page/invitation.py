"""The public page that an invitation opens."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.native_form import native_form
from coaching_app.ui.wrapped.opened_invitation import opened_invitation
from coaching_app.ui.wrapped.rest_form import rest_form
from coaching_app.ui.wrapped.time_zone_select import time_zone_field

_ACCEPT = "/api/v1/invitations/accept"
_SIGN_IN = "/sign-in?next=/invitation"
_SIGN_OUT = "/api/v1/auth/browser/sign-out"


def _newcomer(*, asks_email: bool) -> rx.Component:
    email = ui.input_field(
        "email", t("E-mail"), type="email", id="newcomer-email", auto_complete="username", required=True
    )
    # Both forms are in the page's script, one of them on the screen: their fields have ids of their own.
    mark = "newcomer" if asks_email else "bound"
    form = rest_form(
        ui.stack(
            ui.input_field(
                "display_name", t("Your name"), id=f"{mark}-name", auto_complete="name", required=True
            ),
            email if asks_email else rx.fragment(),
            ui.password_field(
                "password",
                t("Password"),
                id=f"{mark}-password",
                new=True,
                hint=t("At least 8 characters. A few unrelated words are easy to keep and hard to guess."),
                score_url="/api/v1/auth/password-strength",
            ),
            time_zone_field("time_zone", t("Time zone"), id=f"{mark}-zone"),
            ui.button(t("Accept"), type="submit", size="l", wide=True),
        ),
        action=_ACCEPT,
        context_url="/api/v1/auth/context",
        carries_invitation=True,
    )
    known = ui.text(
        t("Do you have an account?"),
        " ",
        ui.link(t("Sign in and come back here"), href=_SIGN_IN),
        tone="soft",
    )
    return ui.stack(form, known if asks_email else rx.fragment(), gap="l")


def _accept(words: str) -> rx.Component:
    return rest_form(
        ui.button(words, type="submit", size="l", wide=True), action=_ACCEPT, carries_invitation=True
    )


def _other() -> rx.Component:
    return native_form(
        ui.button(t("Sign out"), type="submit", variant="quiet", icon="sign-out"),
        action=_SIGN_OUT,
        method="post",
    )


def invitation() -> rx.Component:
    """The page."""
    closed = ui.empty_state(
        t("This invitation opens nothing any more"),
        t("It was used, revoked, or has run out. Ask whoever invited you for another."),
        ui.button(t("Sign in"), href="/sign-in", variant="quiet"),
        icon="mail",
    )
    offline = ui.error_state(t("The server did not answer"), t("Please load this page again in a moment."))
    return public_page(
        opened_invitation(
            url="/api/v1/invitations/open",
            roles={
                "admin": t("admin"),
                "pastor": t("pastor"),
                "mentor": t("mentor"),
                "mentee": t("mentee"),
            },
            words=t("{inviter} invites you to {tenant}, as {role}."),
            bound_words=t("For {email}."),
            other_words=t(
                "It is for {email}, and you are signed in as {signed_in_as}. Sign out, then open the link again."
            ),
            waiting=ui.skeleton("text"),
            when_new=_newcomer(asks_email=True),
            when_bound=_newcomer(asks_email=False),
            when_join=_accept(t("Accept, then sign in")),
            when_accept=_accept(t("Accept")),
            when_other=_other(),
            when_closed=closed,
            when_offline=offline,
        ),
        title=t("You are invited"),
        words=t("Nobody walks alone."),
    )


PAGE = Page("/invitation", invitation, t("Invitation"), Policy.PUBLIC)
