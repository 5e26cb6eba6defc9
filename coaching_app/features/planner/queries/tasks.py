"""Reads tasks and goals of one person: SQL in, schemas out.

A statement is made once, with names where its values go: building SQL anew for every read costs more than reading.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Date, Select, and_, bindparam, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.features.planner.schemas import TaskView, Workload
from coaching_app.models import Goal, Task

# Sorts tasks without a date behind all others.
NO_DATE = date(9999, 12, 31)
due_key = func.coalesce(col(Task.due_on), literal(NO_DATE, Date))


# In the order of TaskView's fields. The goal's own id: a task of a deleted goal has none.
TASK_COLUMNS = (
    col(Task.id),
    col(Task.title),
    col(Task.notes),
    col(Task.due_on),
    col(Task.estimate_minutes),
    cast("Any", col(Goal.id).label("goal_id")),
    func.coalesce(col(Goal.title), "").label("goal_title"),
    col(Task.origin),
    col(Task.completed_at),
    col(Task.created_at),
    col(Task.updated_at),
    col(Task.version),
    col(Task.due_time),
    col(Task.parent_id),
    col(Task.spent_seconds),
    col(Task.timer_started_at),
    col(Task.parts),
    col(Task.parts_done),
    col(Task.repeats),
    col(Task.is_after_completion),
    col(Task.series_id),
    col(Task.series_day),
    col(Task.tags),
)
_WIDTH = len(TASK_COLUMNS)
_MY_TASK = (col(Task.owner_id) == bindparam("owner_id"), col(Task.deleted_at).is_(None))
# The person's living tasks, each with the title of its goal if that lives too.
MY_TASKS: Select[*tuple[Any, ...]] = (
    select(*TASK_COLUMNS)
    .select_from(Task)
    .outerjoin(Goal, and_(col(Goal.id) == col(Task.goal_id), col(Goal.deleted_at).is_(None)))
    .where(*_MY_TASK)
)


async def task_views(
    db: AsyncSession, actor: Actor, query: Select[*tuple[Any, ...]], **values: Any
) -> tuple[TaskView, ...]:
    """The tasks of a query that began as `MY_TASKS`; `values` fill its named places."""
    found = await db.execute(query, {"owner_id": actor.user_id, **values})
    return tuple(task_view(row) for row in found)


def task_view(row: Sequence[Any]) -> TaskView:
    """The task of a row that begins with `TASK_COLUMNS`."""
    fields: tuple[Any, ...] = (*row[: _WIDTH - 1], tuple(row[_WIDTH - 1].split()))
    return TaskView(*fields)


_minutes, _is_open = col(Task.estimate_minutes), col(Task.completed_at).is_(None)
WORKLOAD = (
    func.count(),
    func.count(col(Task.completed_at)),
    func.sum(case((_is_open, func.coalesce(_minutes, 0)), else_=0)),
    func.sum(case((and_(_is_open, _minutes.is_(None)), 1), else_=0)),
)


async def workload(
    db: AsyncSession, actor: Actor, query: Select[*tuple[Any, ...]], **values: Any
) -> Workload:
    """The size of all that a query finds which selects `WORKLOAD` of `MY_TASKS`."""
    found = await db.execute(query, {"owner_id": actor.user_id, **values})
    count, done, left, unknown = found.one()
    return Workload(count, done, int(left or 0), int(unknown or 0))


_due = col(Task.due_on)
# Its day was a day of rest.
RESTED = _due.in_(bindparam("rested", expanding=True))
# The heading a task stands under.
_group = case(
    (col(Task.completed_at).is_not(None), "done"),
    (_due.is_(None), "undated"),
    (and_(_due < bindparam("today"), RESTED), "rested"),
    (_due < bindparam("today"), "overdue"),
    (_due == bindparam("today"), "today"),
    (_due <= bindparam("week_end"), "week"),
    else_="later",
)


@cache
def _grouped(*, of_goal: bool, one_group: bool) -> Select[*tuple[Any, ...]]:
    order = (col(Task.completed_at).desc(), due_key, col(Task.id))
    ranked = select(
        col(Task.id),
        _group.label("group"),
        func.count().over(partition_by=_group).label("size"),
        func.row_number().over(partition_by=_group, order_by=order).label("rank"),
    ).where(*_MY_TASK, col(Task.parent_id).is_(None))
    if of_goal:
        ranked = ranked.where(col(Task.goal_id) == bindparam("goal_id"))
    if one_group:
        ranked = ranked.where(_group == bindparam("only"))
    first = ranked.subquery()
    return (
        MY_TASKS.join(first, first.c.id == col(Task.id))
        .where(first.c.rank <= bindparam("most"))
        .add_columns(first.c["group"], first.c.size)
        .order_by(first.c["group"], first.c.rank)
    )


async def grouped_tasks(
    db: AsyncSession,
    actor: Actor,
    days: tuple[date, date],
    limit: int,
    *,
    goal_id: str = "",
    only: str = "",
    rested: Collection[date] = (),
) -> Sequence[tuple[str, int, TaskView]]:
    """The first tasks of each group, with the group's name and size; `days` are today and the week's end.

    `rested` are the days of rest among those before: what fell due on them stands by itself.
    """
    query = _grouped(of_goal=bool(goal_id), one_group=bool(only))
    values = {
        "owner_id": actor.user_id,
        "today": days[0],
        "week_end": days[1],
        "most": limit,
        "rested": list(rested),
    }
    found = await db.execute(query, {**values, "goal_id": goal_id, "only": only})
    return [(row[_WIDTH], row[_WIDTH + 1], task_view(row)) for row in found]


_COMPLETIONS = (
    select(col(Task.completed_at))
    .where(*_MY_TASK, col(Task.completed_at) >= bindparam("since"))
    .order_by(col(Task.completed_at).desc())
    .limit(bindparam("most"))
)


async def completions_since(db: AsyncSession, actor: Actor, since: datetime, limit: int) -> list[datetime]:
    """When the person completed tasks, latest first."""
    values = {"owner_id": actor.user_id, "since": since, "most": limit}
    found = await db.scalars(_COMPLETIONS, values)
    return [completed for completed in found if completed is not None]
