"""The landing page: what this is, for whom, and the way in."""

import reflex as rx

from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.ui.components.button import button
from coaching_app.ui.layout.public import feature_band, hero, landing_page
from coaching_app.ui.text import t

_FEATURES = (
    ("list", t("Keep what you promised"), t("Goals and tasks in one calm list, with what is next today.")),
    ("book", t("Bring your notes"), t("A whole Obsidian vault arrives as it is, and leaves as it came.")),
    ("chat", t("Ask what you wrote"), t("Answers show the exact lines of your own notes they come from.")),
    ("shield", t("Keep it yours"), t("It runs on your machine. Nothing leaves it unless you say so.")),
)


def landing() -> rx.Component:
    """The front page."""
    enter = button(t("Sign in"), href="/sign-in", size="l")
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
        actions=button(t("Sign in"), href="/sign-in", variant="quiet"),
    )


PAGES = (
    Page(
        "/",
        landing,
        "",
        Policy.PUBLIC,
        description="A self-hosted place for coaching: planner, notes and a coach that cites them.",
    ),
)
