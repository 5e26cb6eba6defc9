"""The rows of tasks themselves: found and locked for whoever owns them, checked, changed, counted."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.domain.written_text import clean_text, refuse
from coaching_app.features.planner.queries import MY_TASKS, task_views
from coaching_app.features.planner.schemas import TEXT_LENGTH, TaskChanges, TaskView
from coaching_app.features.planner.service.goals import require_goal
from coaching_app.features.planner.service.rules import (
    clean_day,
    clean_estimate,
    clean_repeats,
    clean_spent,
    clean_tags,
    clean_title,
)
from coaching_app.models import Task

_ONE = MY_TASKS.where(col(Task.id) == bindparam("task_id"))
_OWN = (
    select(Task)
    .where(col(Task.id) == bindparam("task_id"), col(Task.owner_id) == bindparam("owner_id"))
    .with_for_update()
)
_OWN_LIVING = _OWN.where(col(Task.deleted_at).is_(None))
_PARTS = select(func.count(), func.count(col(Task.completed_at))).where(
    col(Task.parent_id) == bindparam("parent_id"), col(Task.deleted_at).is_(None)
)
# What a change says in the person's words, and what the row keeps.
_CLEANERS: dict[str, Any] = {
    "title": ("title", clean_title),
    "notes": ("notes", partial(clean_text, field="notes", limit=TEXT_LENGTH)),
    "due_on": ("due_on", clean_day),
    "estimate_minutes": ("estimate_minutes", clean_estimate),
    "tags": ("tags", clean_tags),
    "repeats": ("repeats", clean_repeats),
    "spent_minutes": ("spent_seconds", clean_spent),
}


async def task_of(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """One task of the person."""
    if is_id(task_id):
        for view in await task_views(db, actor, _ONE, task_id=task_id):
            return view
    raise NotFound


async def own_task(db: AsyncSession, actor: Actor, task_id: str, *, deleted_too: bool = False) -> Task:
    """The row itself, locked so that two edits of it come one after the other."""
    query = _OWN if deleted_too else _OWN_LIVING
    values = {"task_id": task_id, "owner_id": actor.user_id}
    task = (await db.scalars(query, values)).first() if is_id(task_id) else None
    if task is None:
        raise NotFound
    return task


def change(task: Task, **values: Any) -> None:
    """Write some fields and count the version up."""
    for name, value in values.items():
        setattr(task, name, value)
    task.updated_at = now()
    task.version += 1


async def cleaned(db: AsyncSession, actor: Actor, changes: TaskChanges) -> dict[str, Any]:
    """The changes as the row keeps them, each checked."""
    values: dict[str, Any] = {}
    for name, value in changes.items():
        column, clean = _CLEANERS.get(name, (name, None))
        values[column] = clean(value) if clean else value
    if (goal_id := changes.get("goal_id")) is not None:
        await require_goal(db, actor, goal_id)
    return values


async def parent_of(db: AsyncSession, actor: Actor, parent_id: str) -> Task:
    """The task that a part is to belong to; a part has no parts itself."""
    parent = await own_task(db, actor, parent_id)
    if parent.parent_id is not None:
        raise refuse("parent_id", _("A part of a task has no parts itself. Make it a task of its own."))
    return parent


async def count_parts(db: AsyncSession, parent_id: str | None) -> None:
    """Bring the counts of a task up to date after one of its parts changed."""
    if parent_id is None or (parent := await db.get(Task, parent_id)) is None:
        return
    await db.flush()
    parent.parts, parent.parts_done = (await db.execute(_PARTS, {"parent_id": parent_id})).one()
    await db.flush()


def today_of(actor: Actor) -> date:
    """The day it is for the person."""
    return local_day(now(), actor.time_zone)


def day_from_today(actor: Actor, days: int) -> date:
    """The day some days from the person's today, at most ten years away."""
    return today_of(actor) + timedelta(days=max(-3_650, min(days, 3_650)))
