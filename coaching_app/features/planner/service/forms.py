"""Reads what people type into forms: days, minutes, thoughts."""

from collections.abc import Mapping
from datetime import date, time

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.features.planner.schemas import (
    TITLE_LENGTH,
    GoalChanges,
    GoalDraft,
    GoalView,
    TaskChanges,
    TaskDraft,
)
from coaching_app.features.planner.service.goals import add_goal, edit_goal
from coaching_app.features.planner.service.rules import clean_text, refuse
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
    return TaskChanges(
        title=draft.title,
        notes=draft.notes,
        due_on=draft.due_on,
        estimate_minutes=draft.estimate_minutes,
        goal_id=draft.goal_id,
    )


def place_changes(form: Form) -> TaskChanges:
    """The day, the time and the minutes of a form."""
    return TaskChanges(
        due_on=_day(form.get("due", "")),
        due_time=_clock(form.get("time", "")),
        estimate_minutes=_minutes(form.get("minutes", "")),
    )


def goal_draft(form: Form) -> GoalDraft:
    """The new goal of a form with title, why and due."""
    return GoalDraft(form.get("title", ""), form.get("why", ""), _day(form.get("due", "")))


def goal_changes(form: Form) -> GoalChanges:
    """The same form, meant for a goal that is there."""
    draft = goal_draft(form)
    return GoalChanges(title=draft.title, why=draft.why, due_on=draft.due_on)


async def save_goal(db: AsyncSession, actor: Actor, goal_id: str, version: int, form: Form) -> GoalView:
    """Save the goal of a form; without an id it is a new one."""
    if not goal_id:
        return await add_goal(db, actor, goal_draft(form))
    return await edit_goal(db, actor, goal_id, version, goal_changes(form))


async def capture_task(db: AsyncSession, actor: Actor, text: str) -> str:
    """Keep a thought as a task without a date: its first line is the title, all of it the notes if it is longer."""
    whole = clean_text(text, "text").strip()
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
