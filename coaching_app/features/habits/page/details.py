"""The page of one habit: how strong it is, when it was kept, and every day of it."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.consent.widgets import close_share, share_control, share_dialog
from coaching_app.features.habits.components.details import (
    curve_card,
    days_card,
    heat_card,
    numbers_card,
    streaks_card,
    weekdays_card,
)
from coaching_app.features.habits.components.forms import day_dialog, habit_dialog
from coaching_app.features.habits.state import HabitDetailsState, HabitFormState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def _words() -> rx.Component:
    habit = HabitDetailsState.habit
    return ui.stack(
        rx.cond(habit.question, ui.text(habit.question, tone="soft", size="l")),
        rx.cond(habit.description, ui.text(habit.description, tone="soft")),
        rx.cond(
            habit.is_archived,
            ui.callout(t("This habit is archived. Its days are kept."), tone="sky"),
        ),
        gap="s",
    )


def _body() -> rx.Component:
    habit = HabitDetailsState.habit
    empty = ui.card(
        ui.empty_state(
            t("No days yet"),
            t("Answer today, or any day before, and the curve begins."),
            ui.button(t("Answer today"), icon="check", on_click=HabitFormState.open_day(habit.id, "")),
            icon="leaf",
        )
    )
    charts = ui.stack(
        numbers_card(),
        curve_card(),
        ui.split(
            ui.stack(heat_card(), weekdays_card(), gap="l"),
            ui.stack(days_card(), streaks_card(), gap="l"),
            ratio="half",
        ),
        gap="l",
    )
    return ui.stack(_words(), rx.cond(habit.has_days, charts, empty), gap="l")


def _missing() -> rx.Component:
    return ui.card(
        ui.empty_state(
            t("This habit is not here"),
            t("It was deleted, or it is not yours to see."),
            ui.button(t("To your habits"), href="/habits", variant="quiet"),
            icon="leaf",
        )
    )


def details() -> rx.Component:
    """The page."""
    habit = HabitDetailsState.habit
    shown = rx.cond(HabitDetailsState.is_missing, _missing(), _body())
    # The habit that was open before is not shown, nor written to, under the address of this one.
    is_known = rx.State.is_hydrated & HabitDetailsState.is_loaded
    return app_page(
        ui.stack(
            ui.breadcrumbs((t("Habits"), "/habits"), (rx.cond(is_known, habit.name, t("Habit")), "")),
            rx.cond(is_known, shown, ui.skeleton("page")),
        ),
        habit_dialog(),
        day_dialog(),
        share_dialog(),
        active="habits",
        title=rx.cond(is_known & (habit.name != ""), habit.name, t("Habit")),
        subtitle=rx.fragment(rx.cond(is_known, habit.facts, "")),
        actions=rx.cond(
            is_known & (habit.id != ""),
            ui.row(
                share_control("habits", habit.id),
                ui.button(t("Edit"), variant="quiet", icon="edit", on_click=HabitFormState.edit(habit.id)),
                ui.button(t("Write a day"), icon="check", on_click=HabitFormState.open_day(habit.id, "")),
                gap="s",
            ),
        ),
    )


PAGE = Page(
    "/habits/[habit_id]", details, t("Habit"), Policy.SIGNED_IN, on_load=(HabitDetailsState.load, close_share)
)
