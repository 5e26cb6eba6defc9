"""The page of resources: what to take up with the minutes one has, and all that waits."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.resources.components import (
    back_card,
    minutes_card,
    moving_card,
    queue_card,
    resource_dialog,
)
from coaching_app.features.resources.state import ResourcesState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def resources() -> rx.Component:
    """The page."""
    empty = ui.card(
        ui.empty_state(
            t("Nothing in your queue yet"),
            t("Keep a link with the minutes it takes, and it is there when you have them."),
            ui.button(t("Add a link"), icon="plus", on_click=ResourcesState.new),
            icon="book",
        )
    )
    some = ui.split(ui.stack(minutes_card(), back_card(), queue_card(), gap="l"), moving_card(), ratio="main")
    none = ui.split(empty, moving_card(), ratio="main")
    return app_page(
        rx.cond(
            ResourcesState.is_loaded, rx.cond(ResourcesState.page.has_any, some, none), ui.skeleton("page")
        ),
        resource_dialog(),
        active="resources",
        title=t("Resources"),
        subtitle=rx.fragment(ResourcesState.page.summary),
        actions=ui.button(t("Add"), icon="plus", on_click=ResourcesState.new),
    )


PAGES = (Page("/resources", resources, t("Resources"), Policy.SIGNED_IN, on_load=(ResourcesState.load,)),)
