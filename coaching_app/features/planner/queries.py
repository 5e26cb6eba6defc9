"""Reads tasks and goals of one person: SQL in, schemas out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, and_, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.features.planner.schemas import GoalView, Progress, TaskView, Workload
from coaching_app.models import Goal, Task

# Sorts tasks without a date behind all others.
NO_DATE = date(9999, 12, 31)
due_key = func.coalesce(col(Task.due_on), literal(NO_DATE, Date))


def task_view(task: Task, goal_title: str | None) -> TaskView:
    """A task as others may know it; without the title of a living goal there is no goal."""
    return TaskView(
        id=task.id,
        title=task.title,
        notes=task.notes,
        due_on=task.due_on,
        estimate_minutes=task.estimate_minutes,
        goal_id=task.goal_id if goal_title is not None else None,
        goal_title=goal_title or "",
        origin=task.origin,
        completed_at=task.completed_at,
        created_at=task.created_at,
        updated_at=task.updated_at,
        version=task.version,
    )


def goal_view(goal: Goal, done: int, total: int) -> GoalView:
    """A goal as others may know it."""
    return GoalView(
        id=goal.id,
        title=goal.title,
        why=goal.why,
        due_on=goal.due_on,
        status=goal.status,
        progress=Progress(done, total, 100 * done // total if total else 0),
        created_at=goal.created_at,
        updated_at=goal.updated_at,
        version=goal.version,
    )


def my_tasks(actor: Actor) -> Select[Task, str]:
    """The person's living tasks, each with the title of its goal if that lives too."""
    goal = and_(col(Goal.id) == col(Task.goal_id), col(Goal.deleted_at).is_(None))
    mine = (col(Task.owner_id) == actor.user_id, col(Task.deleted_at).is_(None))
    return select(Task, col(Goal.title)).outerjoin(Goal, goal).where(*mine)


async def task_views(db: AsyncSession, query: Select[Task, str]) -> tuple[TaskView, ...]:
    """The tasks of a query that `my_tasks` began."""
    return tuple(task_view(task, title) for task, title in await db.execute(query))


async def workload(db: AsyncSession, query: Select[Task, str]) -> Workload:
    """The size of a query that `my_tasks` began, all of it."""
    minutes, is_open = col(Task.estimate_minutes), col(Task.completed_at).is_(None)
    sums = query.with_only_columns(
        func.count(),
        func.count(col(Task.completed_at)),
        func.sum(case((is_open, func.coalesce(minutes, 0)), else_=0)),
        func.sum(case((and_(is_open, minutes.is_(None)), 1), else_=0)),
    )
    count, done, left, unknown = (await db.execute(sums)).one()
    return Workload(count, done, int(left or 0), int(unknown or 0))


def group_of(today: date, week_end: date) -> Any:
    """The heading a task stands under, as SQL."""
    due = col(Task.due_on)
    return case(
        (col(Task.completed_at).is_not(None), "done"),
        (due.is_(None), "undated"),
        (due < today, "overdue"),
        (due == today, "today"),
        (due <= week_end, "week"),
        else_="later",
    )


async def grouped_tasks(
    db: AsyncSession, actor: Actor, group: Any, limit: int, *, goal_id: str = "", only: str = ""
) -> Sequence[tuple[str, int, TaskView]]:
    """The first tasks of each group, with the group's name and size."""
    order = (col(Task.completed_at).desc(), due_key, col(Task.id))
    ranked = select(
        col(Task.id),
        group.label("group"),
        func.count().over(partition_by=group).label("size"),
        func.row_number().over(partition_by=group, order_by=order).label("rank"),
    ).where(col(Task.owner_id) == actor.user_id, col(Task.deleted_at).is_(None))
    if goal_id:
        ranked = ranked.where(col(Task.goal_id) == goal_id)
    if only:
        ranked = ranked.where(group == only)
    first = ranked.subquery()
    query = (
        my_tasks(actor)
        .join(first, first.c.id == col(Task.id))
        .where(first.c.rank <= limit)
        .add_columns(first.c["group"], first.c.size)
        .order_by(first.c["group"], first.c.rank)
    )
    return [(name, size, task_view(task, title)) for task, title, name, size in await db.execute(query)]


async def completions_since(db: AsyncSession, actor: Actor, since: datetime, limit: int) -> list[datetime]:
    """When the person completed tasks, latest first."""
    moment = col(Task.completed_at)
    mine = (col(Task.owner_id) == actor.user_id, col(Task.deleted_at).is_(None), moment >= since)
    found = await db.scalars(select(moment).where(*mine).order_by(moment.desc()).limit(limit))
    return [completed for completed in found if completed is not None]


async def goal_views(db: AsyncSession, query: Select[Goal, int, int]) -> tuple[GoalView, ...]:
    """The goals of a query that `my_goals` began."""
    return tuple(goal_view(goal, done, total) for goal, done, total in await db.execute(query))


def my_goals(actor: Actor) -> Select[Goal, int, int]:
    """The person's living goals, each with its done and all its tasks counted."""
    counts = (
        select(
            col(Task.goal_id),
            func.count(col(Task.completed_at)).label("done"),
            func.count().label("total"),
        )
        .where(col(Task.owner_id) == actor.user_id, col(Task.deleted_at).is_(None))
        .group_by(col(Task.goal_id))
        .subquery()
    )
    return (
        select(Goal, func.coalesce(counts.c.done, 0), func.coalesce(counts.c.total, 0))
        .outerjoin(counts, counts.c.goal_id == col(Goal.id))
        .where(col(Goal.owner_id) == actor.user_id, col(Goal.deleted_at).is_(None))
    )
