"""Habits that somebody prepared for a person, kept under a key that says where they came from."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.domain.goal_template import PreparedHabit
from coaching_app.features.habits.schemas import TEXT_LENGTH, HabitChanges, HabitDraft
from coaching_app.features.habits.service.habits import (
    archive_habit,
    edit_habit,
    make_habit,
    restore_habit,
    unarchive_habit,
)
from coaching_app.models import Habit

_WEEK = 7


async def keep_prepared(db: AsyncSession, actor: Actor, key: str, wanted: PreparedHabit) -> None:
    """Make the habit, or give the one that is there this name, these notes and so many times a week."""
    times, days = (1, 1) if wanted.times >= _WEEK else (wanted.times, _WEEK)
    description = wanted.notes[:TEXT_LENGTH]
    habit = await _of_key(db, actor.user_id, key)
    if habit is None:
        draft = HabitDraft(wanted.name, description=description, times=times, days=days)
        await make_habit(db, actor, draft, origin=key)
        return
    await restore_habit(db, actor, habit.id)
    await unarchive_habit(db, actor, habit.id)
    changes = HabitChanges(name=wanted.name, description=description, times=times, days=days, weekdays=0)
    await edit_habit(db, actor, habit.id, habit.version, changes)


async def put_prepared_away(db: AsyncSession, actor: Actor, key: str) -> None:
    """Archive it with all its days; what is gone already stays gone."""
    habit = await _of_key(db, actor.user_id, key)
    if habit is not None and habit.deleted_at is None:
        await archive_habit(db, actor, habit.id)


async def find_prepared(db: AsyncSession, owner_id: str, prefix: str) -> dict[str, PreparedHabit]:
    """The person's living habits whose key begins so."""
    query = select(Habit).where(
        col(Habit.owner_id) == owner_id,
        col(Habit.origin).startswith(prefix, autoescape=True),
        col(Habit.deleted_at).is_(None),
        col(Habit.archived_at).is_(None),
    )
    found: Sequence[Habit] = (await db.scalars(query)).all()
    return {one.origin: PreparedHabit(one.name, one.description, _times(one)) for one in found}


async def _of_key(db: AsyncSession, owner_id: str, key: str) -> Habit | None:
    query = select(Habit).where(col(Habit.owner_id) == owner_id, col(Habit.origin) == key).with_for_update()
    return (await db.scalars(query)).first()


def _times(habit: Habit) -> int:
    if habit.weekdays:
        return 0
    if habit.times == habit.days:
        return _WEEK
    return habit.times if habit.days == _WEEK else 0
