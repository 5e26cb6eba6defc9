"""The planner page: what to do, under the heading of its day, and the goals it serves."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.planner.components import (
    after_rest,
    choosing_bar,
    goal_card,
    goal_dialog,
    task_dialog,
    task_group,
)
from coaching_app.features.planner.schemas import TITLE_LENGTH
from coaching_app.features.planner.state import PlannerState, RestedState
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


def _sections() -> rx.Component:
    return ui.row(
        ui.segmented(
            "section",
            t("What is shown"),
            [
                ("all", t("All")),
                ("today", t("Today")),
                ("upcoming", t("Next")),
                ("someday", t("Someday")),
                ("goals", t("Goals")),
            ],
            value=PlannerState.section,
            on_change=PlannerState.choose_section,
        ),
        rx.cond(
            PlannerState.board.has_tasks & ~PlannerState.is_choosing & (PlannerState.section != "goals"),
            ui.button(
                t("Choose several"), variant="text", size="s", on_click=PlannerState.start_choosing(True)
            ),
        ),
        justify="between",
        gap="s",
    )


def _groups() -> rx.Component:
    board = PlannerState.board
    nothing = ui.card(
        ui.empty_state(
            t("No tasks yet"),
            t("Write down one small thing you mean to do. A day and an estimate can wait."),
            icon="check",
        )
    )
    free = ui.card(
        ui.empty_state(t("Nothing here"), t("Nothing waits in this part of your plan."), icon="leaf")
    )
    groups: Any = board.groups
    shown = rx.foreach(groups, lambda group: rx.fragment(task_group(group=group), key=group.key))
    return rx.cond(
        PlannerState.is_loaded,
        rx.cond(
            groups.length() > 0,
            ui.card(ui.day_drop(ui.stack(shown, gap="l"), days=board.days, on_move=PlannerState.move_to)),
            rx.cond(board.has_tasks, free, nothing),
        ),
        ui.card(ui.skeleton("rows", count=5)),
    )


def _tasks() -> rx.Component:
    line = ui.line_field(
        "quick-line",
        "/api/v1/tasks/parse",
        kept=PlannerState.kept,
        problem=PlannerState.quick_problem,
        longest=TITLE_LENGTH,
        on_add=PlannerState.add,
    )
    return ui.stack(
        ui.card(line),
        after_rest(),
        _sections(),
        _narrowed(),
        choosing_bar(),
        rx.cond(PlannerState.section == "goals", _goals(), _groups()),
        gap="m",
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
    head = ui.row(
        ui.title(t("Goals"), level=2),
        ui.button(t("New goal"), variant="quiet", size="s", icon="plus", on_click=PlannerState.new_goal),
        justify="between",
    )
    shown = ui.stack(head, rx.cond(PlannerState.board.has_goals, ui.stack(cards, gap="m"), empty), gap="m")
    return rx.cond(PlannerState.is_loaded, shown, ui.card(ui.skeleton("text")))


def planner() -> rx.Component:
    """The page."""
    return app_page(
        # One line field for all sections: what is typed there stays while one looks around.
        ui.split(_tasks(), rx.cond(PlannerState.section == "all", _goals()), ratio="main"),
        task_dialog(),
        goal_dialog(),
        active="planner",
        title=t("Planner"),
        subtitle=t("What you mean to do, and what it is for."),
    )


# The offer after rest stands above the board, and comes before it.
PAGE = Page(
    "/planner", planner, t("Planner"), Policy.SIGNED_IN, on_load=(RestedState.load, PlannerState.load)
)
