"""The page of rest."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.rest.components import now_card, plan_form, rests, weekly_form
from coaching_app.features.rest.state import RestState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def rest() -> rx.Component:
    """The page."""
    known = ui.stack(now_card(), rests(), gap="l")
    return app_page(
        ui.split(
            rx.cond(RestState.is_loaded, known, ui.skeleton("page")),
            ui.stack(plan_form(), weekly_form(), gap="l"),
            ratio="main",
        ),
        active="rest",
        title=t("Rest"),
        subtitle=t("Rest is part of the work. It costs you nothing here."),
    )


PAGES = (Page("/rest", rest, t("Rest"), Policy.SIGNED_IN, on_load=(RestState.load,)),)
