"""What the planner draws: a task, a group of tasks, a goal, and the dialogs that edit them."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.schemas import (
    EARLIEST,
    LATEST,
    LONGEST_ESTIMATE,
    TEXT_LENGTH,
    TITLE_LENGTH,
    GoalRow,
    TaskGroup,
    TaskRow,
)
from coaching_app.features.planner.state import PlannerState, TodayState
from coaching_app.ui.presence import Text
from coaching_app.ui.text import t

TASK_DIALOG = "planner-task"
GOAL_DIALOG = "planner-goal"


def task_facts(task: rx.vars.ObjectVar[TaskRow]) -> list[rx.Component]:
    """The small facts under a task's title."""
    return [
        rx.cond(task.minutes_label, ui.text(task.minutes_label, inline=True, tone="quiet", size="s")),
        rx.cond(task.goal_title, ui.text(task.goal_title, inline=True, tone="quiet", size="s")),
        rx.cond(task.from_coach, ui.pill(t("from the coach"), tone="green")),
    ]


@rx.memo
def planner_task(task: rx.vars.ObjectVar[TaskRow]) -> rx.Component:
    """A task on the planner: tick it, or open it."""
    return ui.task_row(
        task.title,
        *task_facts(task),
        done=task.is_done,
        on_toggle=PlannerState.set_done(task.id, ~task.is_done),
        due=task.due_label,
        due_tone=task.tone,
        on_open=PlannerState.open_task(task.id),
    )


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
        ui.item_list(rx.foreach(group.rows, lambda task: rx.fragment(planner_task(task=task), key=task.id))),
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
    )
    return rx.cond(group.key == "done", folded, open_group)


@rx.memo
def goal_card(goal: rx.vars.ObjectVar[GoalRow]) -> rx.Component:
    """A goal: why, how far, by when."""
    state = rx.match(
        goal.status,
        ("done", ui.pill(t("done"), tone="green")),
        ("dropped", ui.pill(t("dropped"))),
        rx.cond(goal.due_label, ui.pill(goal.due_label, icon="flag")),
    )
    return ui.card(
        ui.stack(
            rx.cond(goal.why, ui.text(goal.why, tone="soft", clamp=3)),
            ui.progress(goal.formula, value=goal.percent, counts=state),
            gap="s",
        ),
        title=rx.fragment(goal.title),
        level=3,
        aside=ui.row(
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


def quick_add() -> rx.Component:
    """Two lines that make a task; only the first has to be filled."""
    quick = PlannerState.quick
    title = ui.input_field(
        "title",
        t("What will you do?"),
        id="quick-title",
        placeholder=t("Call my brother"),
        required=True,
        max_length=TITLE_LENGTH,
        auto_complete="off",
        default_value=quick.title,
    )
    return rx.el.form(
        ui.stack(
            ui.row(
                ui.grow(title),
                ui.button(t("Add"), type="submit", icon="plus"),
                align="end",
                gap="s",
                wrap=False,
            ),
            ui.row(
                ui.grow(_due("quick-due", quick.due)),
                ui.grow(_minutes("quick-minutes", quick.minutes)),
                gap="s",
                align="start",
                wrap=False,
            ),
            _problem(PlannerState.quick_problem),
            gap="s",
        ),
        key=quick.version,
        on_submit=PlannerState.add,
        reset_on_submit=True,
    )


def _due(element: str, value: Text, label: str = "") -> rx.Component:
    return ui.date_field(
        "due",
        label or t("When"),
        id=element,
        default_value=value,
        min=EARLIEST.isoformat(),
        max=LATEST.isoformat(),
    )


def _minutes(element: str, value: Text) -> rx.Component:
    return ui.input_field(
        "minutes",
        t("Minutes"),
        type="number",
        id=element,
        default_value=value,
        min="1",
        max=str(LONGEST_ESTIMATE),
        step="1",
        input_mode="numeric",
    )


def _problem(words: Text, *more: rx.Component) -> rx.Component:
    return rx.cond(words != "", ui.callout(words, *more, tone="rose"))


def _title(element: str, label: str, value: Text) -> rx.Component:
    return ui.input_field(
        "title",
        label,
        id=element,
        default_value=value,
        required=True,
        max_length=TITLE_LENGTH,
        auto_complete="off",
    )


def _long_text(name: str, element: str, label: str, value: Text) -> rx.Component:
    return ui.textarea_field(name, label, id=element, default_value=value, rows=4, max_length=TEXT_LENGTH)


def _foot(*beside: rx.Component) -> rx.Component:
    """The end of a dialog: what else can be done, and the way out."""
    way_out = ui.row(
        ui.button(t("Cancel"), variant="quiet", closes=True), ui.button(t("Save"), type="submit"), gap="s"
    )
    return ui.row(ui.row(*beside, gap="none"), way_out, justify="between")


def task_dialog() -> rx.Component:
    """Edits the open task."""
    task = PlannerState.task
    saved = ui.button(
        t("Show what is saved"), variant="quiet", size="s", on_click=PlannerState.open_task(task.id)
    )
    remove = ui.button(t("Delete"), variant="text", icon="trash", on_click=PlannerState.delete_task(task.id))
    goal = ui.select_field(
        "goal",
        t("Goal"),
        PlannerState.goal_options,
        placeholder=t("No goal"),
        id="task-goal",
        default_value=task.goal_id,
    )
    form = rx.el.form(
        ui.stack(
            _problem(PlannerState.task_problem, rx.cond(PlannerState.is_task_stale, saved)),
            _title("task-title", t("What will you do?"), task.title),
            ui.row(
                ui.grow(_due("task-due", task.due)),
                ui.grow(_minutes("task-minutes", task.minutes)),
                align="start",
            ),
            goal,
            _long_text("notes", "task-notes", t("Notes"), task.notes),
            _foot(remove),
        ),
        key=PlannerState.round,
        on_submit=PlannerState.save_task,
    )
    is_open = rx.Var.create(PlannerState.is_task_open)
    return ui.dialog(form, id=TASK_DIALOG, title=t("Task"), open=is_open, on_close=PlannerState.close_task)


def goal_dialog() -> rx.Component:
    """Edits the open goal, or makes one."""
    goal = PlannerState.goal
    is_active = goal.status == "active"
    manage = rx.fragment(
        ui.button(t("Delete"), variant="text", icon="trash", on_click=PlannerState.delete_goal(goal.id)),
        ui.button(
            rx.cond(is_active, t("Mark as done"), t("Make it active again")),
            variant="text",
            icon="check",
            on_click=PlannerState.set_goal_done(goal.id, is_active),
        ),
    )
    form = rx.el.form(
        ui.stack(
            _problem(PlannerState.goal_problem),
            _title("goal-title", t("What do you want to become true?"), goal.title),
            _long_text("why", "goal-why", t("Why it matters to you"), goal.why),
            _due("goal-due", goal.due, t("By when")),
            _foot(rx.cond(goal.id != "", manage)),
        ),
        key=PlannerState.round,
        on_submit=PlannerState.save_goal,
    )
    is_open = rx.Var.create(PlannerState.is_goal_open)
    return ui.dialog(form, id=GOAL_DIALOG, title=t("Goal"), open=is_open, on_close=PlannerState.close_goal)
