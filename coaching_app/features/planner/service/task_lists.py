"""Lists tasks, a part at a time."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, String, and_, bindparam, or_, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.domain.actor import Actor
from coaching_app.features.planner.queries import MY_TASKS, NO_DATE, RESTED, due_key, task_views
from coaching_app.features.planner.schemas import TaskFilter, TaskView
from coaching_app.features.planner.service.rested_days import rested_days
from coaching_app.features.planner.service.rules import clean_tag
from coaching_app.features.planner.service.task_rows import today_of
from coaching_app.models import Task

MOST_PARTS = 100
_due, _completed = col(Task.due_on), col(Task.completed_at)
_BY_STATUS = {"open": _completed.is_(None), "done": _completed.is_not(None)}
_BY_DUE = {
    "overdue": and_(_due < bindparam("today"), ~RESTED, _completed.is_(None)),
    "today": _due == bindparam("today"),
    "upcoming": _due > bindparam("today"),
    "none": _due.is_(None),
}


_PARTS = (
    MY_TASKS.where(col(Task.parent_id) == bindparam("parent_id")).order_by(col(Task.id)).limit(MOST_PARTS)
)


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
    values: dict[str, Any] = {"today": today_of(actor), "most": limit + 1}
    if wanted.due == "overdue":
        values["rested"] = list(await rested_days(db, actor.user_id, values["today"]))
    if wanted.goal_id is not None:
        # Only ids reach the database; anything else would match nothing anyway.
        values["goal_id"] = wanted.goal_id if is_id(wanted.goal_id) else ""
    if wanted.tag:
        values["tag"] = f"% {_literally(clean_tag(wanted.tag))} %"
    if cursor is not None:
        moment, last_id = _position(cursor)
        values |= {"after": moment if latest_first else moment.date(), "after_id": last_id}
    query = _listed(
        wanted.status,
        wanted.due,
        of_goal="goal_id" in values,
        tagged="tag" in values,
        continued=cursor is not None,
    )
    found = await task_views(db, actor, query, **values)
    if len(found) <= limit:
        return Slice(found)
    last = found[limit - 1]
    key = last.completed_at if latest_first else last.due_on or NO_DATE
    assert key is not None
    return Slice(found[:limit], encode_cursor(key.isoformat(), last.id))


async def parts_of(db: AsyncSession, actor: Actor, task_id: str) -> tuple[TaskView, ...]:
    """The parts of a task, in the order they were made."""
    return await task_views(db, actor, _PARTS, parent_id=task_id if is_id(task_id) else "")


@cache
def _listed(
    status: str, due: str, *, of_goal: bool, tagged: bool, continued: bool
) -> Select[*tuple[Any, ...]]:
    query = MY_TASKS.limit(bindparam("most"))
    if status in _BY_STATUS:
        query = query.where(_BY_STATUS[status])
    if due in _BY_DUE:
        query = query.where(_BY_DUE[due])
    if of_goal:
        query = query.where(col(Task.goal_id) == bindparam("goal_id"))
    if tagged:
        query = query.where(col(Task.tags).like(bindparam("tag"), escape="\\"))
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


def _literally(text: str) -> str:
    """A text that LIKE takes as it is written."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


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
