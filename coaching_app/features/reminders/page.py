"""The page of reminders: what you were told, what is planned, when it is quiet."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.reminders.components import (
    inbox_card,
    quiet_card,
    reminder_dialog,
    reminders_card,
)
from coaching_app.features.reminders.state import RemindersState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def reminders() -> rx.Component:
    """The page."""
    body = ui.split(inbox_card(), ui.stack(reminders_card(), quiet_card(), gap="l"), ratio="half")
    return app_page(
        rx.cond(RemindersState.is_loaded, body, ui.card(ui.skeleton("rows", count=5))),
        reminder_dialog(),
        active="reminders",
        title=t("Reminders"),
        subtitle=t("Once, at your minute, and never against your rest."),
        actions=ui.button(t("New reminder"), icon="plus", on_click=RemindersState.new),
    )


PAGES = (Page("/reminders", reminders, t("Reminders"), Policy.SIGNED_IN, on_load=(RemindersState.load,)),)
