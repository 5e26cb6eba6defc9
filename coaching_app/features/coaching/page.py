"""The coach's page: who may need me, and why."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.coaching.components import coach_view, nudge_dialog
from coaching_app.features.coaching.state import CoachingState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def coaching() -> rx.Component:
    """The page."""
    return app_page(
        rx.cond(CoachingState.is_loaded, coach_view(), ui.skeleton("page")),
        nudge_dialog(),
        active="coaching",
        only=Policy.COACHES,
        title=t("Who needs me"),
        subtitle=rx.fragment(CoachingState.page.summary),
    )


PAGES = (Page("/coaching", coaching, t("Who needs me"), Policy.COACHES, on_load=(CoachingState.load,)),)
