"""The calendar page: what is planned and what was done, by month, week or list."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.calendar.components import (
    bar,
    conflicts,
    layers,
    other_calendars,
    task_dialog,
)
from coaching_app.features.calendar.state import CalendarState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def calendar() -> rx.Component:
    """The page."""
    days = ui.calendar(
        CalendarState.span.things,
        view=CalendarState.view,
        day=CalendarState.day,
        language=CalendarState.language,
        first_day=CalendarState.first_day,
        on_move=CalendarState.move,
        on_open=CalendarState.open_task,
        on_narrow=CalendarState.be_narrow,
    )
    return app_page(
        ui.stack(
            bar(),
            layers(),
            conflicts(),
            rx.cond(CalendarState.is_loaded, ui.card(days), ui.skeleton("card")),
            ui.card(other_calendars()),
            gap="m",
        ),
        task_dialog(),
        active="calendar",
        title=t("Calendar"),
        subtitle=t("Drag a task to another day, or press Enter on it."),
        width="wide",
    )


PAGES = (Page("/calendar", calendar, t("Calendar"), Policy.SIGNED_IN, on_load=(CalendarState.load,)),)
