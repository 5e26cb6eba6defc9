"""Reads what a person did on each day, for the layers of the calendar."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.models import Checkin, Habit, HabitEntry


async def habit_days(db: AsyncSession, actor: Actor, first: date, last: date) -> dict[date, int]:
    """On how many habits something was kept, by day."""
    query = (
        select(col(HabitEntry.day), func.count())
        .join(Habit, col(Habit.id) == col(HabitEntry.habit_id))
        .where(
            col(Habit.owner_id) == actor.user_id,
            col(Habit.deleted_at).is_(None),
            col(HabitEntry.day) >= first,
            col(HabitEntry.day) < last,
            col(HabitEntry.mark) > 0,
        )
        .group_by(col(HabitEntry.day))
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}


async def checkin_days(db: AsyncSession, actor: Actor, first: date, last: date) -> dict[date, int]:
    """How many check-ins there are, by day."""
    query = (
        select(col(Checkin.day), func.count())
        .where(
            col(Checkin.owner_id) == actor.user_id,
            col(Checkin.deleted_at).is_(None),
            col(Checkin.day) >= first,
            col(Checkin.day) < last,
        )
        .group_by(col(Checkin.day))
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}
