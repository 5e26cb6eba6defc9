"""Pieces of habits that other pages may place: today's habits."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.habits.components.forms import day_dialog
from coaching_app.features.habits.components.rows import line_of, pad
from coaching_app.features.habits.state import HabitsState
from coaching_app.ui.text import t

load_todays_habits = HabitsState.load


def habits_done() -> rx.Component:
    """How many of today's habits are done, of those the day asks for."""
    return rx.fragment(HabitsState.done, " / ", HabitsState.due)


has_habits = HabitsState.has_rows


def todays_habits() -> rx.Component:
    """Today's habits, completed where they stand. The page loads `load_todays_habits`."""
    empty = ui.empty_state(
        t("No habits yet"),
        t("One small thing a day, ticked with one tap."),
        ui.button(t("Begin a habit"), href="/habits", variant="quiet", icon="plus"),
        icon="leaf",
    )
    rows = ui.habit_list(
        rx.foreach(HabitsState.rows, lambda habit: line_of(habit, 1)), label=t("Today's habits")
    )
    return rx.fragment(
        ui.card(
            rx.cond(
                HabitsState.is_loaded,
                rx.cond(HabitsState.has_rows, rows, empty),
                ui.skeleton("rows"),
            ),
            title=t("Habits"),
            # A link has its words before it is there.
            aside=rx.cond(HabitsState.is_loaded, ui.anchor(HabitsState.summary, href="/habits")),
        ),
        pad(),
        day_dialog(),
    )
