"""Why signing in elsewhere did not work, and what to do: one explanation for every way it can fail."""

import reflex as rx

from coaching_app.ui.components.boxes import stack
from coaching_app.ui.components.button import button
from coaching_app.ui.components.states import callout
from coaching_app.ui.layout.public import public_page
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.by_query import by_query

_REASONS = (
    (
        ["denied"],
        t("You said no"),
        t("The other side told us that you did not want to go on. Nothing happened."),
    ),
    (
        ["state"],
        t("This attempt is not the one we know"),
        t(
            "It took too long, was opened in another browser, or the page was loaded twice. "
            "Start again from the sign-in page."
        ),
    ),
    (
        ["down"],
        t("The other side does not answer"),
        t("Its servers cannot be reached right now. Try again later, or sign in another way."),
    ),
    (
        ["unverified"],
        t("Your address there is not confirmed"),
        t(
            "We only believe an e-mail address that the other side has checked. Confirm it there, or sign "
            "in here another way and connect the account on your account page."
        ),
    ),
    (
        ["unknown"],
        t("We do not know this address"),
        t(
            "Nobody here has the e-mail address of that account. Ask for an invitation, or sign in with "
            "the address you were invited by."
        ),
    ),
    (
        ["unconnected"],
        t("This account is not connected yet"),
        t("Sign in here another way first, then connect it on your account page."),
    ),
    (
        ["unconfirmed"],
        t("Your address is not confirmed here yet"),
        t(
            "Sign in another way, for example with a code by e-mail: that confirms it. From then on this "
            "works too."
        ),
    ),
    (
        ["taken"],
        t("This account belongs to somebody else here"),
        t(
            "It is connected to another person, or you have connected a different one. "
            "Disconnect that first, on the account page."
        ),
    ),
    (
        ["busy"],
        t("Too many attempts"),
        t("Please wait a few minutes, then try again."),
    ),
    (
        ["refused", ""],
        t("The other side's answer could not be trusted"),
        t(
            "Something about it did not fit, so nothing happened. Try again; if it stays so, tell whoever "
            "runs this place."
        ),
    ),
)


def trouble() -> rx.Component:
    """What happened, in one sentence, and the two ways on."""
    explained = [
        by_query(callout(sentence, title=title, tone="amber"), name="why", values=reasons)
        for reasons, title, sentence in _REASONS
    ]
    ways = stack(
        button(t("Back to sign-in"), href="/sign-in", size="l", wide=True),
        button(t("Your account"), href="/account", variant="quiet", wide=True),
        gap="s",
    )
    return public_page(
        *explained,
        ways,
        title=t("That did not work"),
        lead=t("You are not signed in by this attempt, and nothing has changed."),
    )
