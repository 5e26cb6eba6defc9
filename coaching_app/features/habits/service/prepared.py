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
from coaching_app.features.habits.service.standing import plan_of
from coaching_app.models import Habit


async def keep_prepared(db: AsyncSession, actor: Actor, key: str, wanted: PreparedHabit) -> None:
    """Make the habit, or give the one that is there this name, these notes and this plan.

    How a day is answered stays for good: a habit of the other kind is put away with its days, and a new one begins.
    """
    habit = await _of_key(db, actor.user_id, key)
    if habit is not None and habit.kind != wanted.plan.kind:
        if habit.deleted_at is None:
            await archive_habit(db, actor, habit.id)
        habit.origin = ""
        await db.flush()
        habit = None
    if habit is None:
        await make_habit(db, actor, _draft(wanted), origin=key)
        return
    await restore_habit(db, actor, habit.id)
    await unarchive_habit(db, actor, habit.id)
    draft = _draft(wanted)
    changes = HabitChanges(
        name=draft.name,
        description=draft.description,
        aim=draft.aim,
        target=draft.target,
        unit=draft.unit,
        times=draft.times,
        days=draft.days,
        weekdays=draft.weekdays,
    )
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
    return {one.origin: PreparedHabit(one.name, one.description, plan_of(one), one.unit) for one in found}


async def _of_key(db: AsyncSession, owner_id: str, key: str) -> Habit | None:
    query = select(Habit).where(col(Habit.owner_id) == owner_id, col(Habit.origin) == key).with_for_update()
    return (await db.scalars(query)).first()


def _draft(wanted: PreparedHabit) -> HabitDraft:
    plan = wanted.plan
    return HabitDraft(
        wanted.name,
        description=wanted.notes[:TEXT_LENGTH],
        kind=plan.kind.value,
        aim=plan.aim.value,
        target=plan.target,
        unit=wanted.unit,
        times=plan.times,
        days=plan.days,
        weekdays=plan.weekdays,
    )
