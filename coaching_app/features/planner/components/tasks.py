"""How tasks and goals stand on the board."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.schemas import GoalRow, TaskGroup, TaskRow
from coaching_app.features.planner.state import PlannerState, TodayState
from coaching_app.ui.text import t


def task_facts(task: rx.vars.ObjectVar[TaskRow]) -> list[rx.Component]:
    """The small facts under a task's title."""

    def quiet(words: rx.Var[str]) -> rx.Component:
        return rx.cond(words, ui.text(words, inline=True, tone="quiet", size="s"))

    return [
        rx.cond(task.is_running, ui.pill(t("running"), tone="green", icon="clock")),
        rx.cond(task.repeats_label, ui.pill(task.repeats_label, icon="refresh")),
        quiet(task.parts_label),
        quiet(task.minutes_label),
        rx.cond(
            task.spent_label,
            ui.text(t("{time} spent", time=task.spent_label), inline=True, tone="quiet", size="s"),
        ),
        rx.cond(task.goal_title, ui.text(task.goal_title, clamp=1, inline=True, tone="quiet", size="s")),
        rx.foreach(task.tags, ui.tag),
        rx.cond(task.from_coach, ui.pill(t("from the coach"), tone="green")),
    ]


def _more(task: rx.vars.ObjectVar[TaskRow]) -> rx.Component:
    """What else can be done with a task where it stands."""
    return ui.menu(
        ui.menu_item(t("Today"), icon="sun", on_click=PlannerState.put_off(task.id, 0)),
        ui.menu_item(t("Tomorrow"), icon="arrow-right", on_click=PlannerState.put_off(task.id, 1)),
        ui.menu_item(t("Next week"), icon="calendar", on_click=PlannerState.put_off(task.id, 7)),
        ui.menu_line(),
        rx.cond(
            task.is_running,
            ui.menu_item(t("Stop the clock"), icon="stop", on_click=PlannerState.set_clock(task.id, False)),
            ui.menu_item(t("Start the clock"), icon="clock", on_click=PlannerState.set_clock(task.id, True)),
        ),
        rx.cond(
            task.repeats_label,
            ui.menu_item(t("Skip this time"), icon="chevron-right", on_click=PlannerState.skip(task.id)),
        ),
        ui.menu_item(t("Delete"), icon="trash", tone="danger", on_click=PlannerState.delete_task(task.id)),
        id=f"more-{task.id}",
        label=t("More for {task}", task=task.title),
        lazy=True,
    )


@rx.memo
def planner_task(
    task: rx.vars.ObjectVar[TaskRow], choosing: rx.Var[bool], chosen: rx.Var[bool]
) -> rx.Component:
    """A task on the planner: tick it or open it; while several are chosen, its box chooses."""
    plain = ui.task_row(
        task.title,
        *task_facts(task),
        done=task.is_done,
        on_toggle=PlannerState.set_done(task.id, ~task.is_done),
        due=task.due_label,
        due_tone=task.tone,
        on_open=PlannerState.open_task(task.id),
        actions=rx.cond(task.is_done, rx.fragment(), _more(task)),
        # What is done stays on its day.
        data_task=rx.cond(task.is_done, None, task.id),
    )
    choice = ui.list_row(
        task.title,
        *task_facts(task),
        lead=ui.checkbox(
            f"choose-{task.id}",
            ui.hidden_text(t("Choose {task}", task=task.title)),
            checked=chosen,
            on_change=lambda on: PlannerState.choose(task.id, on),
        ),
        brief=True,
    )
    return rx.cond(choosing, choice, plain)


@rx.memo
def promised_task(task: rx.vars.ObjectVar[TaskRow]) -> rx.Component:
    """A task among the promises of the day: ticked where it stands, opened on the planner."""
    return ui.task_row(
        task.title,
        *task_facts(task),
        done=task.is_done,
        on_toggle=TodayState.set_done(task.id, ~task.is_done),
        due=task.due_label,
        due_tone=task.tone,
        href=f"/planner?task={task.id}",
    )


def _rows(group: rx.vars.ObjectVar[TaskGroup]) -> rx.Component:
    chosen: Any = PlannerState.chosen
    more = rx.cond(
        PlannerState.open_group == "",
        ui.button(
            t("Show {count} more", count=group.hidden),
            variant="text",
            size="s",
            on_click=PlannerState.show_all(group.key),
        ),
        ui.text(t("{count} more are not shown.", count=group.hidden), tone="quiet", size="s"),
    )
    return rx.fragment(
        ui.item_list(
            rx.foreach(
                group.rows,
                lambda task: rx.fragment(
                    planner_task(
                        task=task, choosing=PlannerState.is_choosing, chosen=chosen.contains(task.id)
                    ),
                    key=task.id,
                ),
            )
        ),
        rx.cond(group.hidden, more),
    )


@rx.memo
def task_group(group: rx.vars.ObjectVar[TaskGroup]) -> rx.Component:
    """Tasks under one heading; what is done waits folded."""
    folded = ui.disclosure(
        t("{label} · {count}", label=group.label, count=group.count), _rows(group), look="row"
    )
    open_group = ui.stack(
        ui.row(
            ui.title(group.label, level=2, size="minor"),
            ui.text(group.count, tone="quiet", size="s", inline=True, numeric=True),
            justify="between",
        ),
        _rows(group),
        gap="none",
        data_drop_day=rx.cond(group.takes, group.day, None),
        data_drop_label=group.label,
    )
    return rx.cond(group.key == "done", folded, open_group)


@rx.memo
def goal_card(goal: rx.vars.ObjectVar[GoalRow]) -> rx.Component:
    """A goal: why, how far, by when."""
    state = rx.match(
        goal.status,
        ("done", ui.pill(t("done"), tone="green")),
        ("dropped", ui.pill(t("dropped"))),
        ("draft", ui.pill(t("a draft for you"), tone="sky")),
        ("review", ui.pill(t("waits for review"), tone="amber")),
        rx.cond(goal.due_label, ui.pill(goal.due_label, icon="flag")),
    )
    return ui.card(
        ui.stack(
            rx.cond(goal.why, ui.text(goal.why, tone="soft", clamp=3)),
            rx.cond(
                goal.has_changes,
                ui.row(
                    ui.pill(t("your coach changed the plan"), tone="sky"),
                    ui.link(t("Look at it"), href=f"/planner/goal/{goal.id}"),
                    gap="s",
                ),
            ),
            ui.progress(goal.formula, value=goal.percent, counts=state),
            gap="s",
        ),
        title=ui.clamped(goal.title),
        level=3,
        aside=ui.row(
            ui.icon_button(t("Open {goal}", goal=goal.title), "arrow-right", href=f"/planner/goal/{goal.id}"),
            ui.icon_button(
                t("Show the tasks of {goal}", goal=goal.title), "filter", href=f"/planner?goal={goal.id}"
            ),
            ui.icon_button(
                t("Edit {goal}", goal=goal.title), "edit", on_click=PlannerState.open_goal(goal.id)
            ),
            gap="none",
            wrap=False,
        ),
    )
