"""Pieces of rest that other pages may place: the control of one tap."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.rest.state import RestState, use_after_rest
from coaching_app.ui.text import t

__all__ = ["is_resting", "load_rest", "rest_control", "rest_menu_item", "rest_words", "use_after_rest"]

load_rest = RestState.load
is_resting = RestState.page.is_resting
rest_words = RestState.page.words


def rest_control() -> rx.Component:
    """Rest for today with one tap, or be back; while resting it says how long."""
    page = RestState.page
    begin = ui.button(
        t("Rest today"), icon="moon", variant="quiet", size="s", on_click=RestState.rest("today")
    )
    resting = ui.row(
        ui.pill(t("resting"), tone="green", icon="leaf", href="/rest"),
        ui.button(t("I am back"), variant="quiet", size="s", on_click=RestState.back),
        gap="s",
    )
    return rx.cond(RestState.is_loaded, rx.cond(page.is_resting, resting, begin))


def rest_menu_item() -> rx.Component:
    """Rest for today from the menu of the person, wherever they are; the page tells more."""
    return rx.fragment(
        ui.menu_item(t("Rest today"), icon="moon", on_click=RestState.rest("today")),
        ui.menu_item(t("All about rest"), icon="leaf", href="/rest"),
    )
