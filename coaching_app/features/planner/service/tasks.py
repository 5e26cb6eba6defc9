"""Creates, edits, completes, deletes and lists tasks."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, String, and_, bindparam, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.features.planner.queries import MY_TASKS, NO_DATE, due_key, task_views
from coaching_app.features.planner.schemas import TaskChanges, TaskDraft, TaskFilter, TaskView
from coaching_app.features.planner.service.goals import require_goal
from coaching_app.features.planner.service.rules import (
    check_version,
    clean_day,
    clean_estimate,
    clean_text,
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
_due, _completed = col(Task.due_on), col(Task.completed_at)
_BY_STATUS = {"open": _completed.is_(None), "done": _completed.is_not(None)}
_BY_DUE = {
    "overdue": and_(_due < bindparam("today"), _completed.is_(None)),
    "today": _due == bindparam("today"),
    "upcoming": _due > bindparam("today"),
    "none": _due.is_(None),
}


async def add_task(db: AsyncSession, actor: Actor, draft: TaskDraft, *, origin: str = "") -> TaskView:
    """A new task at the end of its day; `origin` says where it came from, empty when the person wrote it."""
    values = await _cleaned(
        db,
        actor,
        TaskChanges(
            title=draft.title,
            notes=draft.notes,
            due_on=draft.due_on,
            estimate_minutes=draft.estimate_minutes,
            goal_id=draft.goal_id,
        ),
    )
    moment = now()
    task = Task(owner_id=actor.user_id, origin=origin, created_at=moment, updated_at=moment, **values)
    db.add(task)
    await db.flush()
    return await get_task(db, actor, task.id)


async def get_task(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """One task of the person."""
    if is_id(task_id):
        for view in await task_views(db, actor, _ONE, task_id=task_id):
            return view
    raise NotFound


async def edit_task(
    db: AsyncSession, actor: Actor, task_id: str, version: int, changes: TaskChanges
) -> TaskView:
    """Change some fields; `version` is the one the person was looking at."""
    task = await _own(db, actor, task_id)
    check_version(task.version, version)
    values = await _cleaned(db, actor, changes)
    if any(getattr(task, name) != value for name, value in values.items()):
        _change(task, **values)
    await db.flush()
    return await get_task(db, actor, task_id)


async def complete_task(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """Mark it done now; a task that is done keeps the moment it was done."""
    task = await _own(db, actor, task_id)
    if task.completed_at is None:
        _change(task, completed_at=now())
        await db.flush()
    return await get_task(db, actor, task_id)


async def reopen_task(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """Mark it not done."""
    task = await _own(db, actor, task_id)
    if task.completed_at is not None:
        _change(task, completed_at=None)
        await db.flush()
    return await get_task(db, actor, task_id)


async def delete_task(db: AsyncSession, actor: Actor, task_id: str) -> None:
    """Take it away; `restore_task` brings it back."""
    _change(await _own(db, actor, task_id), deleted_at=now())


async def restore_task(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """Bring back a deleted task as it was; a task that is there stays as it is."""
    task = await _own(db, actor, task_id, deleted_too=True)
    if task.deleted_at is not None:
        _change(task, deleted_at=None)
        await db.flush()
    return await get_task(db, actor, task_id)


async def list_tasks(
    db: AsyncSession,
    actor: Actor,
    wanted: TaskFilter = TaskFilter(),  # noqa: B008 - frozen, so one for all calls is safe
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Slice[TaskView]:
    """A part of the person's tasks: by due day, then creation; done ones by completion, latest first."""
    latest_first = wanted.status == "done"
    values: dict[str, Any] = {"today": local_day(now(), actor.time_zone), "most": limit + 1}
    if wanted.goal_id is not None:
        # Only ids reach the database; anything else would match nothing anyway.
        values["goal_id"] = wanted.goal_id if is_id(wanted.goal_id) else ""
    if cursor is not None:
        moment, last_id = _position(cursor)
        values |= {"after": moment if latest_first else moment.date(), "after_id": last_id}
    query = _listed(wanted.status, wanted.due, of_goal="goal_id" in values, continued=cursor is not None)
    found = await task_views(db, actor, query, **values)
    if len(found) <= limit:
        return Slice(found)
    last = found[limit - 1]
    key = last.completed_at if latest_first else last.due_on or NO_DATE
    assert key is not None
    return Slice(found[:limit], encode_cursor(key.isoformat(), last.id))


async def task_of_origin(db: AsyncSession, actor: Actor, origin: str) -> str | None:
    """The id of the person's task that came from there, deleted or not."""
    query = select(col(Task.id)).where(col(Task.owner_id) == actor.user_id, col(Task.origin) == origin)
    return (await db.scalars(query.limit(1))).first()


@cache
def _listed(status: str, due: str, *, of_goal: bool, continued: bool) -> Select[*tuple[Any, ...]]:
    query = MY_TASKS.limit(bindparam("most"))
    if status in _BY_STATUS:
        query = query.where(_BY_STATUS[status])
    if due in _BY_DUE:
        query = query.where(_BY_DUE[due])
    if of_goal:
        query = query.where(col(Task.goal_id) == bindparam("goal_id"))
    return _by_completion(query, continued) if status == "done" else _by_due(query, continued)


def _by_due(query: Select[*tuple[Any, ...]], continued: bool) -> Select[*tuple[Any, ...]]:
    if continued:
        last = tuple_(bindparam("after", type_=Date), bindparam("after_id", type_=String))
        query = query.where(tuple_(due_key, col(Task.id)) > last)
    return query.order_by(due_key, col(Task.id))


def _by_completion(query: Select[*tuple[Any, ...]], continued: bool) -> Select[*tuple[Any, ...]]:
    if continued:
        same = and_(_completed == bindparam("after"), col(Task.id) < bindparam("after_id"))
        query = query.where(or_(_completed < bindparam("after"), same))
    return query.order_by(_completed.desc(), col(Task.id).desc())


def _position(cursor: str) -> tuple[datetime, str]:
    key, last_id = decode_cursor(cursor, 2)
    try:
        moment = datetime.fromisoformat(key)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not is_id(last_id):
        raise Invalid(_("This list position is not valid any more. Start from the beginning."))
    return moment, last_id


async def _cleaned(db: AsyncSession, actor: Actor, changes: TaskChanges) -> dict[str, Any]:
    values: dict[str, Any] = dict(changes)
    if "title" in changes:
        values["title"] = clean_title(changes["title"])
    if "notes" in changes:
        values["notes"] = clean_text(changes["notes"], "notes")
    if "due_on" in changes:
        values["due_on"] = clean_day(changes["due_on"])
    if "estimate_minutes" in changes:
        values["estimate_minutes"] = clean_estimate(changes["estimate_minutes"])
    if (goal_id := changes.get("goal_id")) is not None:
        await require_goal(db, actor, goal_id)
    return values


async def _own(db: AsyncSession, actor: Actor, task_id: str, *, deleted_too: bool = False) -> Task:
    """The row itself, locked so that two edits of it come one after the other."""
    query = _OWN if deleted_too else _OWN_LIVING
    values = {"task_id": task_id, "owner_id": actor.user_id}
    task = (await db.scalars(query, values)).first() if is_id(task_id) else None
    if task is None:
        raise NotFound
    return task


def _change(task: Task, **values: Any) -> None:
    for name, value in values.items():
        setattr(task, name, value)
    task.updated_at = now()
    task.version += 1
