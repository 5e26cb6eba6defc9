"""The page of the weekly review."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.review.components import review_form, weeks
from coaching_app.features.review.state import ReviewState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def review() -> rx.Component:
    """The page."""
    return app_page(
        ui.measure(rx.cond(ReviewState.is_loaded, review_form(), ui.skeleton("page"))),
        active="today",
        title=t("Your week"),
        subtitle=rx.fragment(ReviewState.page.label),
        actions=weeks(),
    )


PAGES = (Page("/review", review, t("Your week"), Policy.SIGNED_IN, on_load=(ReviewState.load,)),)
