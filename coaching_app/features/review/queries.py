"""Reads what happened in a week, and the reviews that are saved."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.models import Note, Task, WeeklyReview

MOST = 30


async def tasks_done(
    db: AsyncSession, actor: Actor, start: datetime, end: datetime
) -> tuple[tuple[str, ...], int]:
    """What was completed, and how many that were in all."""
    conditions = (
        col(Task.owner_id) == actor.user_id,
        col(Task.deleted_at).is_(None),
        col(Task.completed_at) >= start,
        col(Task.completed_at) < end,
    )
    titles = await db.scalars(
        select(col(Task.title)).where(*conditions).order_by(col(Task.completed_at)).limit(MOST)
    )
    count = await db.scalar(select(func.count()).select_from(Task).where(*conditions))
    return tuple(titles), count or 0


async def tasks_waiting(db: AsyncSession, actor: Actor, last: date) -> tuple[str, ...]:
    """What was planned until then and is still open."""
    query = (
        select(col(Task.title))
        .where(
            col(Task.owner_id) == actor.user_id,
            col(Task.deleted_at).is_(None),
            col(Task.completed_at).is_(None),
            col(Task.due_on) <= last,
        )
        .order_by(col(Task.due_on), col(Task.id))
        .limit(MOST)
    )
    return tuple(await db.scalars(query))


async def notes_written(
    db: AsyncSession, actor: Actor, start: datetime, end: datetime
) -> tuple[Sequence[Any], int]:
    """Notes that were written or changed here; what only came in with an import was written elsewhere.

    A private one is counted and not named: reviews are read aloud, printed and talked about.
    """
    is_ours = or_(col(Note.imported_sha256).is_(None), col(Note.imported_sha256) != col(Note.sha256))
    conditions = (
        col(Note.owner_id) == actor.user_id,
        col(Note.deleted_at).is_(None),
        col(Note.updated_at) >= start,
        col(Note.updated_at) < end,
        is_ours,
    )
    query = (
        select(col(Note.id), col(Note.title))
        .where(*conditions, col(Note.sealed_head).is_(None))
        .order_by(col(Note.updated_at))
        .limit(MOST)
    )
    count = await db.scalar(select(func.count()).select_from(Note).where(*conditions))
    return (await db.execute(query)).all(), count or 0


async def find(db: AsyncSession, actor: Actor, week: date) -> WeeklyReview | None:
    """The saved review of a week."""
    query = select(WeeklyReview).where(
        col(WeeklyReview.owner_id) == actor.user_id, col(WeeklyReview.week) == week
    )
    return (await db.scalars(query.with_for_update())).first()


async def saved(db: AsyncSession, actor: Actor, limit: int) -> Sequence[WeeklyReview]:
    """The saved reviews, the latest week first."""
    query = (
        select(WeeklyReview)
        .where(col(WeeklyReview.owner_id) == actor.user_id)
        .order_by(col(WeeklyReview.week).desc())
        .limit(limit)
    )
    return (await db.scalars(query)).all()
