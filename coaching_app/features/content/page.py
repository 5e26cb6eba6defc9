"""The landing page, and the page for an address that leads nowhere."""

import reflex as rx

from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.ui.components.button import button
from coaching_app.ui.layout.public import feature_band, hero, landing_page, public_page
from coaching_app.ui.text import t

_FEATURES = (
    ("list", t("Keep what you promised"), t("Goals and tasks in one calm list, with what is next today.")),
    ("book", t("Bring your notes"), t("A whole Obsidian vault arrives as it is, and leaves as it came.")),
    ("chat", t("Ask what you wrote"), t("Answers show the exact lines of your own notes they come from.")),
    ("shield", t("Keep it yours"), t("It runs on your machine. Nothing leaves it unless you say so.")),
)


def landing() -> rx.Component:
    """The front page."""
    enter = button(t("Sign in"), href="/sign-in", size="l", native=True)
    return landing_page(
        hero(
            t("Walk with people, and remember the way."),
            t(
                "For pastors, mentors and coaches and those they walk with: what was promised, what was "
                "learned, and what comes next, in one place of your own."
            ),
            enter,
        ),
        feature_band(t("What it does"), _FEATURES),
        actions=button(t("Sign in"), href="/sign-in", variant="quiet", native=True),
    )


def nowhere() -> rx.Component:
    """What an unknown address shows, signed in or not."""
    return public_page(
        rx.el.div(button(t("Go to Today"), href="/today", size="l", native=True), class_name="row"),
        title=t("This page does not exist"),
        lead=t("The link may be old, or a letter is missing. Nothing of yours is lost."),
    )


PAGES = (
    Page(
        "/",
        landing,
        "",
        Policy.PUBLIC,
        description="A self-hosted place for coaching: planner, notes and a coach that cites them.",
    ),
    Page("404", nowhere, t("Page not found"), Policy.PUBLIC),
)
