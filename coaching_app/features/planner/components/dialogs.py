"""The dialogs that edit a task and a goal."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.schemas import (
    EARLIEST,
    LATEST,
    LONGEST_ESTIMATE,
    TEXT_LENGTH,
    TITLE_LENGTH,
    TaskRow,
)
from coaching_app.features.planner.state import PlannerState
from coaching_app.ui.presence import Text
from coaching_app.ui.text import t

TASK_DIALOG = "planner-task"
GOAL_DIALOG = "planner-goal"


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


def _repetition() -> rx.Component:
    """How it comes back, from when it counts, and the next days."""
    task = PlannerState.task
    return ui.stack(
        ui.row(
            ui.grow(
                ui.select_field(
                    "repeats",
                    t("Comes back"),
                    PlannerState.repeat_options,
                    placeholder=t("Never"),
                    id="task-repeats",
                    default_value=task.repeats,
                )
            ),
            ui.grow(
                ui.select_field(
                    "after",
                    t("Counted from"),
                    [("calendar", t("The calendar")), ("completion", t("The day it is done"))],
                    id="task-after",
                    default_value=rx.cond(task.is_after_completion, "completion", "calendar"),
                )
            ),
            align="start",
            gap="s",
        ),
        rx.cond(PlannerState.next_days != "", ui.text(PlannerState.next_days, tone="soft", size="s")),
        gap="s",
    )


def _parts() -> rx.Component:
    """The parts of the open task, ticked in place, and one more; a part has none itself."""

    def one(part: rx.vars.ObjectVar[TaskRow]) -> rx.Component:
        return ui.task_row(
            part.title, done=part.is_done, on_toggle=PlannerState.set_part_done(part.id, ~part.is_done)
        )

    add = rx.el.form(
        ui.row(
            ui.grow(
                ui.input_field(
                    "part", t("Another part"), id="task-part", max_length=TITLE_LENGTH, auto_complete="off"
                )
            ),
            ui.button(t("Add"), type="submit", variant="quiet"),
            align="end",
            gap="s",
            wrap=False,
        ),
        key=PlannerState.round,
        on_submit=PlannerState.add_part,
        reset_on_submit=True,
    )
    rows = ui.item_list(rx.foreach(PlannerState.parts, one), label=t("Parts"))
    return rx.cond(PlannerState.task.parent_id == "", ui.stack(rows, add, gap="s"))


def _when() -> rx.Component:
    task = PlannerState.task
    return ui.row(
        ui.grow(_due("task-due", task.due)),
        ui.grow(ui.time_field("time", t("Time"), id="task-time", default_value=task.time)),
        ui.grow(_minutes("task-minutes", task.minutes)),
        align="start",
        gap="s",
    )


def _belongs() -> rx.Component:
    task = PlannerState.task
    goal = ui.select_field(
        "goal",
        t("Goal"),
        PlannerState.goal_options,
        placeholder=t("No goal"),
        id="task-goal",
        default_value=task.goal_id,
    )
    tags = ui.input_field(
        "tags", t("Tags"), id="task-tags", default_value=task.tags_text, auto_complete="off"
    )
    spent = ui.input_field(
        "spent",
        t("Minutes spent"),
        type="number",
        id="task-spent",
        default_value=task.spent,
        min="0",
        step="1",
    )
    return ui.row(ui.grow(goal), ui.grow(tags), ui.grow(spent), align="start", gap="s")


def task_dialog() -> rx.Component:
    """Edits the open task."""
    task = PlannerState.task
    saved = ui.button(
        t("Show what is saved"), variant="quiet", size="s", on_click=PlannerState.open_task(task.id)
    )
    remove = ui.button(t("Delete"), variant="text", icon="trash", on_click=PlannerState.delete_task(task.id))
    form = rx.el.form(
        ui.stack(
            _problem(PlannerState.task_problem, rx.cond(PlannerState.is_task_stale, saved)),
            _title("task-title", t("What will you do?"), task.title),
            _when(),
            _repetition(),
            _belongs(),
            _long_text("notes", "task-notes", t("Notes"), task.notes),
            _foot(remove),
        ),
        key=PlannerState.round,
        on_submit=PlannerState.save_task,
    )
    is_open = rx.Var.create(PlannerState.is_task_open)
    return ui.dialog(
        ui.stack(form, _parts()),
        id=TASK_DIALOG,
        title=t("Task"),
        open=is_open,
        on_close=PlannerState.close_task,
        size="l",
    )


def _progress_by() -> rx.Component:
    goal = PlannerState.goal
    return ui.select_field(
        "progress_by",
        t("Progress counts"),
        [
            ("tasks", t("tasks that are done")),
            ("milestones", t("milestones that are reached")),
            ("measure", t("a number")),
            ("evidence", t("pieces of evidence")),
        ],
        id="goal-progress-by",
        default_value=goal.progress_by,
    )


def _measure() -> rx.Component:
    """What progress is counted by, and its numbers."""
    goal = PlannerState.goal

    def number(name: str, label: str, value: Text) -> rx.Component:
        return ui.grow(
            ui.input_field(
                name,
                label,
                type="number",
                id=f"goal-{name.replace('_', '-')}",
                default_value=value,
                step="any",
                input_mode="decimal",
            )
        )

    way = _progress_by()
    numbers = ui.row(
        number("start_value", t("From"), goal.start_value),
        number("current_value", t("Now"), goal.current_value),
        number("target_value", t("To"), goal.target_value),
        ui.grow(ui.input_field("unit", t("Unit"), id="goal-unit", default_value=goal.unit, max_length=40)),
        align="start",
        gap="s",
    )
    reviewed = ui.checkbox(
        "reviewed",
        t("Evidence counts once a coach has accepted it"),
        id="goal-reviewed",
        default_checked=goal.is_reviewed_only,
    )
    return ui.disclosure(t("How progress is counted"), ui.stack(way, numbers, reviewed, gap="s"), look="row")


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
            _measure(),
            _foot(rx.cond(goal.id != "", manage)),
        ),
        key=PlannerState.round,
        on_submit=PlannerState.save_goal,
    )
    is_open = rx.Var.create(PlannerState.is_goal_open)
    return ui.dialog(form, id=GOAL_DIALOG, title=t("Goal"), open=is_open, on_close=PlannerState.close_goal)
