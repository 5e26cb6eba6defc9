"""Creates, edits, completes, deletes and brings back tasks."""

from dataclasses import fields
from datetime import date, datetime, time
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.written_text import check_version, refuse
from coaching_app.features.planner.schemas import TaskChanges, TaskDraft, TaskView
from coaching_app.features.planner.service.rules import clean_day
from coaching_app.features.planner.service.series import begin_series, make_next, take_back_next
from coaching_app.features.planner.service.task_lists import MOST_PARTS
from coaching_app.features.planner.service.task_rows import (
    change,
    cleaned,
    count_parts,
    own_task,
    parent_of,
    task_of,
    today_of,
)
from coaching_app.features.planner.service.timer import halt
from coaching_app.models import Task

get_task = task_of
_DRAFTED = tuple(field.name for field in fields(TaskDraft) if field.name != "parent_id")


async def add_task(
    db: AsyncSession, actor: Actor, draft: TaskDraft, *, origin: str = "", item_id: str = ""
) -> TaskView:
    """A new task at the end of its day; `origin` says where it came from, empty when the person wrote it."""
    given = cast("TaskChanges", {name: getattr(draft, name) for name in _DRAFTED})
    values = await cleaned(db, actor, given)
    if draft.parent_id is not None:
        parent = await parent_of(db, actor, draft.parent_id)
        if parent.parts >= MOST_PARTS:
            raise refuse("parent_id", _("A task holds at most {limit} parts.").format(limit=MOST_PARTS))
    moment = now()
    task = Task(
        owner_id=actor.user_id,
        parent_id=draft.parent_id,
        origin=origin,
        item_id=item_id,
        created_at=moment,
        updated_at=moment,
        **values,
    )
    _settle(task, actor, changed=frozenset(values))
    db.add(task)
    await db.flush()
    await count_parts(db, task.parent_id)
    return await task_of(db, actor, task.id)


async def edit_task(
    db: AsyncSession, actor: Actor, task_id: str, version: int, changes: TaskChanges
) -> TaskView:
    """Change some fields; `version` is the one the person was looking at."""
    task = await own_task(db, actor, task_id)
    check_version(task.version, version)
    values = await cleaned(db, actor, changes)
    changed = frozenset(name for name, value in values.items() if getattr(task, name) != value)
    if changed:
        change(task, **values)
        _settle(task, actor, changed=changed)
    await db.flush()
    return await task_of(db, actor, task_id)


async def move_task(
    db: AsyncSession,
    actor: Actor,
    task_id: str,
    day: date | None,
    *,
    at: time | None = None,
    minutes: int | None = None,
    whole_day: bool = False,
) -> TaskView:
    """Put it on another day, as a drag does; `at` and `minutes` change what they name, `whole_day` drops the time."""
    task = await own_task(db, actor, task_id)
    changes = TaskChanges(due_on=clean_day(day))
    if at is not None or whole_day:
        changes["due_time"] = None if whole_day else at
    if minutes is not None:
        changes["estimate_minutes"] = minutes
    return await edit_task(db, actor, task_id, task.version, changes)


async def complete_task(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """Mark it done now, and make the next time of what comes back; what is done keeps the moment it was done."""
    task = await own_task(db, actor, task_id)
    if task.completed_at is None:
        halt(task)
        change(task, completed_at=now())
        await count_parts(db, task.parent_id)
        await db.flush()
        await make_next(db, actor, task)
    return await task_of(db, actor, task_id)


async def reopen_task(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """Mark it not done; the next time that its completion made goes again if nobody touched it."""
    task = await own_task(db, actor, task_id)
    if task.completed_at is not None:
        await take_back_next(db, task)
        change(task, completed_at=None)
        await count_parts(db, task.parent_id)
        await db.flush()
    return await task_of(db, actor, task_id)


async def delete_task(db: AsyncSession, actor: Actor, task_id: str) -> None:
    """Take it away with its parts; `restore_task` brings them back."""
    task = await own_task(db, actor, task_id)
    moment = now()
    for row in (task, *await _parts(db, task, deleted_at=None)):
        halt(row)
        change(row, deleted_at=moment)
    await count_parts(db, task.parent_id)


async def restore_task(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """Bring back a deleted task as it was, with the parts that went with it; one that is there stays as it is."""
    task = await own_task(db, actor, task_id, deleted_too=True)
    if task.deleted_at is not None:
        for row in (*await _parts(db, task, deleted_at=task.deleted_at), task):
            change(row, deleted_at=None)
        await db.flush()
        await count_parts(db, task.id)
        await count_parts(db, task.parent_id)
    return await task_of(db, actor, task_id)


async def task_of_origin(db: AsyncSession, actor: Actor, origin: str) -> str | None:
    """The id of the person's task that came from there, deleted or not."""
    query = select(col(Task.id)).where(col(Task.owner_id) == actor.user_id, col(Task.origin) == origin)
    return (await db.scalars(query.limit(1))).first()


async def count_tasks(db: AsyncSession, actor: Actor) -> int:
    """How many tasks the person has, done ones too."""
    query = select(func.count()).where(col(Task.owner_id) == actor.user_id, col(Task.deleted_at).is_(None))
    return await db.scalar(query) or 0


def _settle(task: Task, actor: Actor, *, changed: frozenset[str]) -> None:
    """What follows from a change: a time needs a day, a new rule begins a series, a series needs a day."""
    if "repeats" in changed and task.repeats and task.completed_at is None:
        begin_series(task, today_of(actor))
    if task.due_on is None and task.repeats:
        task.due_on = task.series_day
    if task.due_on is None and task.due_time is not None:
        if "due_on" in changed:
            task.due_time = None
        else:
            task.due_on = today_of(actor)
    if not task.repeats:
        task.is_after_completion = False


async def _parts(db: AsyncSession, task: Task, *, deleted_at: datetime | None) -> list[Any]:
    query = select(Task).where(col(Task.parent_id) == task.id)
    gone = col(Task.deleted_at)
    query = query.where(gone.is_(None) if deleted_at is None else gone == deleted_at)
    return list((await db.scalars(query)).all())
