"""Reads what people type into forms: days, minutes, thoughts."""

from collections.abc import Mapping
from datetime import date, time
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.forms import Form as Sent
from coaching_app.core.forms import texts, ticked
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.written_text import clean_text, refuse
from coaching_app.features.planner.schemas import (
    TEXT_LENGTH,
    TITLE_LENGTH,
    GoalChanges,
    GoalDraft,
    GoalView,
    ProgressWay,
    TaskChanges,
    TaskDraft,
)
from coaching_app.features.planner.service.goals import add_goal, edit_goal
from coaching_app.features.planner.service.tasks import add_task

Form = Mapping[str, str]


def task_draft(form: Form) -> TaskDraft:
    """The new task of a form with title, due, minutes, goal and notes, all but the title optional."""
    return TaskDraft(
        title=form.get("title", ""),
        notes=form.get("notes", ""),
        due_on=_day(form.get("due", "")),
        estimate_minutes=_minutes(form.get("minutes", "")),
        goal_id=form.get("goal") or None,
    )


def task_changes(form: Form) -> TaskChanges:
    """The same form, meant for a task that is there: what is empty becomes empty."""
    draft = task_draft(form)
    changes = TaskChanges(
        title=draft.title,
        notes=draft.notes,
        due_on=draft.due_on,
        estimate_minutes=draft.estimate_minutes,
        goal_id=draft.goal_id,
    )
    if "time" in form:
        changes["due_time"] = _clock(form["time"])
    if "tags" in form:
        changes["tags"] = tuple(form["tags"].replace(",", " ").split())
    if "repeats" in form:
        changes["repeats"] = form["repeats"]
        changes["is_after_completion"] = form.get("after", "") == "completion"
    if "spent" in form:
        changes["spent_minutes"] = _minutes(form["spent"]) or 0
    return changes


def place_changes(form: Form) -> TaskChanges:
    """The day, the time and the minutes of a form."""
    return TaskChanges(
        due_on=_day(form.get("due", "")),
        due_time=_clock(form.get("time", "")),
        estimate_minutes=_minutes(form.get("minutes", "")),
    )


def goal_draft(sent: Sent) -> GoalDraft:
    """The new goal of a form with title, why and due."""
    form = texts(sent)
    return GoalDraft(
        form.get("title", ""),
        form.get("why", ""),
        _day(form.get("due", "")),
        progress_by=cast("ProgressWay", form.get("progress_by") or "tasks"),
        is_reviewed_only="reviewed" in ticked(sent),
        unit=form.get("unit", ""),
        start_value=read_number("start_value", form.get("start_value", "")),
        target_value=read_number("target_value", form.get("target_value", "")),
        current_value=read_number("current_value", form.get("current_value", "")),
    )


def goal_changes(form: Sent) -> GoalChanges:
    """The same form, meant for a goal that is there."""
    draft = goal_draft(form)
    changes = GoalChanges(title=draft.title, why=draft.why, due_on=draft.due_on)
    if "progress_by" in form:
        changes["progress_by"], changes["is_reviewed_only"] = draft.progress_by, draft.is_reviewed_only
        changes["unit"] = draft.unit
        changes["start_value"], changes["target_value"] = draft.start_value, draft.target_value
        changes["current_value"] = draft.current_value
    return changes


async def save_goal(db: AsyncSession, actor: Actor, goal_id: str, version: int, form: Sent) -> GoalView:
    """Save the goal of a form; without an id it is a new one."""
    if not goal_id:
        return await add_goal(db, actor, goal_draft(form))
    return await edit_goal(db, actor, goal_id, version, goal_changes(form))


def read_day(text: str) -> date | None:
    """The day a field says, or none."""
    return _day(text)


async def capture_task(db: AsyncSession, actor: Actor, text: str) -> str:
    """Keep a thought as a task without a date: its first line is the title, all of it the notes if it is longer."""
    whole = clean_text(text, "text", TEXT_LENGTH).strip()
    title = whole.split("\n", 1)[0].strip()[:TITLE_LENGTH]
    await add_task(db, actor, TaskDraft(title=title, notes=whole if whole != title else ""))
    return _("Kept in your planner, under “No date”.")


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise refuse("due_on", _("Write the day as year-month-day, for example 2026-11-21.")) from None


def read_number(field: str, text: str) -> float | None:
    """The number a field holds, or none."""
    if not text.strip():
        return None
    try:
        return float(text.strip().replace(",", ".")[:40])
    except ValueError:
        raise refuse(field, _("Write a number.")) from None


def _clock(text: str) -> time | None:
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip()[:5])
    except ValueError:
        raise refuse("due_time", _("Write the time as hours and minutes, for example 09:30.")) from None


def _minutes(text: str) -> int | None:
    digits = text.strip()
    if not digits:
        return None
    # Ten digits and more are no estimate, and Python refuses to read thousands of them.
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise refuse("estimate_minutes", _("Write the estimate as a number of minutes."))
    return int(digits)
