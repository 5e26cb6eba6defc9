"""The planner page: what to do, under the heading of its day, and the goals it serves."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.planner.components import (
    goal_card,
    goal_dialog,
    quick_add,
    task_dialog,
    task_group,
)
from coaching_app.features.planner.state import PlannerState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def _narrowed() -> rx.Component:
    """Says that only a part is shown, and leads back to all of it."""
    by_goal = rx.cond(
        PlannerState.goal_title != "",
        ui.row(
            ui.pill(PlannerState.goal_title, tone="green", icon="target"),
            ui.link(t("Show all tasks"), href="/planner"),
            gap="s",
        ),
    )
    by_group = rx.cond(
        PlannerState.open_group != "",
        ui.button(
            t("Back to the whole board"), variant="quiet", size="s", on_click=PlannerState.show_all("")
        ),
    )
    return rx.fragment(by_goal, by_group)


def _tasks() -> rx.Component:
    board = PlannerState.board
    empty = ui.card(
        ui.empty_state(
            t("No tasks yet"),
            t("Write down one small thing you mean to do. A day and an estimate can wait."),
            icon="check",
        )
    )
    groups = rx.foreach(board.groups, lambda group: rx.fragment(task_group(group=group), key=group.key))
    return ui.stack(
        ui.card(quick_add()),
        _narrowed(),
        rx.cond(
            PlannerState.is_loaded,
            rx.cond(board.has_tasks, ui.card(ui.stack(groups, gap="l")), empty),
            ui.card(ui.skeleton("rows", count=5)),
        ),
        gap="l",
    )


def _goals() -> rx.Component:
    goals = PlannerState.board.goals
    empty = ui.card(
        ui.text(
            t("A goal says what you want to become true, and why. Its tasks show how far you are."),
            tone="soft",
        )
    )
    cards = rx.foreach(goals, lambda goal: rx.fragment(goal_card(goal=goal), key=goal.id))
    return ui.stack(
        ui.row(
            ui.title(t("Goals"), level=2),
            ui.button(t("New goal"), variant="quiet", size="s", icon="plus", on_click=PlannerState.new_goal),
            justify="between",
        ),
        rx.cond(PlannerState.board.has_goals, ui.stack(cards, gap="m"), empty),
        gap="m",
    )


def planner() -> rx.Component:
    """The page."""
    return app_page(
        ui.split(_tasks(), _goals(), ratio="main"),
        task_dialog(),
        goal_dialog(),
        active="planner",
        title=t("Planner"),
        subtitle=t("What you mean to do, and what it is for."),
    )


PAGES = (Page("/planner", planner, t("Planner"), Policy.SIGNED_IN, on_load=(PlannerState.load,)),)
