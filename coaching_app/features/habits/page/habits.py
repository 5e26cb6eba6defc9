"""The page of habits: today and the last days, one tap each."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.habits.components.forms import day_dialog, habit_dialog
from coaching_app.features.habits.components.moving import moving_card
from coaching_app.features.habits.components.rows import archived_habit, arranged_habit, line_of, pad
from coaching_app.features.habits.schemas import CELLS
from coaching_app.features.habits.state import HabitFormState, HabitsState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def _days() -> rx.Component:
    return ui.card(
        ui.stack(
            ui.day_heads(HabitsState.heads),
            ui.habit_list(
                rx.foreach(HabitsState.rows, lambda habit: line_of(habit, CELLS)), label=t("Habits")
            ),
            gap="xs",
        )
    )


def _arranging() -> rx.Component:
    active = ui.item_list(
        rx.foreach(
            HabitsState.rows,
            lambda habit, place: rx.fragment(arranged_habit(habit=habit, place=place), key=habit.id),
        ),
        label=t("Habits in their order"),
    )
    put_away = ui.card(
        ui.item_list(
            rx.foreach(
                HabitsState.archived, lambda habit: rx.fragment(archived_habit(habit=habit), key=habit.id)
            )
        ),
        title=t("Archived"),
        tone="sunken",
    )
    return ui.stack(
        ui.card(active),
        rx.cond(HabitsState.archived_count > 0, put_away),
        _day_start(),
        moving_card(),
        gap="l",
    )


def _day_start() -> rx.Component:
    hours = [(str(hour), f"{hour:02d}:00") for hour in range(12)]
    return ui.card(
        ui.select_field(
            "hour",
            t("My day begins at"),
            hours,
            id="habit-hour",
            value=HabitsState.hour,
            on_change=HabitsState.set_hour,
            hint=t("What you tick earlier in the night belongs to the day before."),
        )
    )


def _tags() -> rx.Component:
    def one(tag: rx.Var[str]) -> rx.Component:
        chosen = HabitsState.tag == tag
        return ui.pill(
            rx.fragment("#", tag),
            tone=rx.cond(chosen, "green", "outline"),
            href=rx.cond(chosen, "/habits", f"/habits?tag={tag}"),
            key=tag,
        )

    return rx.cond(HabitsState.has_tags, ui.row(rx.foreach(HabitsState.tags, one), gap="xs"))


def _empty() -> rx.Component:
    return ui.card(
        ui.empty_state(
            t("No habits yet"),
            t("Begin with one small thing that fits any day: a walk, a page, a prayer."),
            ui.button(t("New habit"), icon="plus", on_click=HabitFormState.new),
            ui.button(t("Bring habits along"), variant="quiet", on_click=HabitsState.arrange(True)),
            icon="leaf",
        )
    )


def _actions() -> rx.Component:
    arrange = rx.cond(
        HabitsState.is_arranging,
        ui.button(t("Done arranging"), variant="quiet", icon="check", on_click=HabitsState.arrange(False)),
        ui.button(t("Arrange"), variant="quiet", icon="list", on_click=HabitsState.arrange(True)),
    )
    has_any = HabitsState.has_rows | (HabitsState.archived_count > 0)
    return ui.row(
        rx.cond(has_any, arrange),
        ui.button(t("New habit"), icon="plus", on_click=HabitFormState.new),
        gap="s",
    )


def habits() -> rx.Component:
    """The page."""
    resting = ui.callout(t("You are resting. Nothing is asked, and your scores wait for you."), tone="sky")
    shown = rx.cond(HabitsState.has_rows, _days(), _empty())
    return app_page(
        ui.stack(
            rx.cond(HabitsState.is_resting, resting),
            _tags(),
            rx.cond(
                HabitsState.is_loaded,
                rx.cond(HabitsState.is_arranging, _arranging(), shown),
                ui.card(ui.skeleton("rows", count=6)),
            ),
            gap="m",
        ),
        pad(),
        habit_dialog(),
        day_dialog(),
        active="habits",
        title=t("Habits"),
        subtitle=rx.fragment(HabitsState.summary),
        actions=_actions(),
    )


PAGE = Page("/habits", habits, t("Habits"), Policy.SIGNED_IN, on_load=(HabitsState.load,))
