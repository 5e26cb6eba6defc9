"""Reads habits and their days: SQL in, rows and schemas out.

A statement is made once, with names where its values go: building SQL anew for every read costs more than reading.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.models import Habit, HabitEntry, HabitPreference

DEFAULT_START_HOUR = 3
_MINE = col(Habit.owner_id) == bindparam("owner_id")
_LIVING = col(Habit.deleted_at).is_(None)
_ORDER = (col(Habit.position), col(Habit.id))
_ACTIVE = select(Habit).where(_MINE, _LIVING, col(Habit.archived_at).is_(None)).order_by(*_ORDER)
_ALL = select(Habit).where(_MINE, _LIVING).order_by(*_ORDER)
_ARCHIVED = _ALL.where(col(Habit.archived_at).is_not(None))
_ONE = select(Habit).where(_MINE, col(Habit.id) == bindparam("habit_id"))
_ONE_LOCKED = _ONE.with_for_update()
# In the order of (habit, day, mark).
_DAYS = (col(HabitEntry.habit_id), col(HabitEntry.day), col(HabitEntry.mark))
_NEEDED = (
    select(*_DAYS)
    .join(Habit, col(Habit.id) == col(HabitEntry.habit_id))
    .where(
        _MINE,
        _LIVING,
        col(Habit.archived_at).is_(None),
        col(HabitEntry.mark).is_not(None),
        or_(col(Habit.read_from).is_(None), col(HabitEntry.day) >= col(Habit.read_from)),
    )
)
_MARKS = select(*_DAYS).where(
    col(HabitEntry.habit_id).in_(bindparam("habit_ids", expanding=True)),
    col(HabitEntry.mark).is_not(None),
    col(HabitEntry.day) >= bindparam("since"),
)
_ENTRY = select(HabitEntry).where(
    col(HabitEntry.habit_id) == bindparam("habit_id"), col(HabitEntry.day) == bindparam("day")
)
_RANGE = (
    select(HabitEntry)
    .where(
        col(HabitEntry.habit_id) == bindparam("habit_id"),
        col(HabitEntry.day) >= bindparam("first"),
        col(HabitEntry.day) <= bindparam("last"),
        or_(col(HabitEntry.mark).is_not(None), col(HabitEntry.note).is_not(None)),
    )
    .order_by(col(HabitEntry.day).desc())
    .limit(bindparam("most"))
)
_FIRST = select(func.min(col(HabitEntry.day))).where(
    col(HabitEntry.habit_id) == bindparam("habit_id"), col(HabitEntry.mark).is_not(None)
)
_HOUR = select(col(HabitPreference.day_start_hour)).where(
    col(HabitPreference.owner_id) == bindparam("owner_id")
)
_COUNT = select(func.count()).select_from(Habit).where(_MINE, _LIVING)
_LAST = select(func.max(col(Habit.position))).where(_MINE, _LIVING)

Found = Sequence[tuple[str, date, int]]


async def active_habits(db: AsyncSession, owner_id: str) -> Sequence[Habit]:
    """Those that are practised, in the person's order."""
    return (await db.scalars(_ACTIVE, {"owner_id": owner_id})).all()


async def all_habits(db: AsyncSession, owner_id: str, *, archived: bool = False) -> Sequence[Habit]:
    """All that are not deleted, or only the archived ones."""
    return (await db.scalars(_ARCHIVED if archived else _ALL, {"owner_id": owner_id})).all()


async def find_habit(db: AsyncSession, actor: Actor, habit_id: str, *, lock: bool = False) -> Habit | None:
    """The person's own, deleted ones too; locked so that two changes come one after the other."""
    if not is_id(habit_id):
        return None
    query = _ONE_LOCKED if lock else _ONE
    return (await db.scalars(query, {"owner_id": actor.user_id, "habit_id": habit_id})).first()


async def needed_marks(db: AsyncSession, owner_id: str) -> Found:
    """What the scores of all active habits have to be continued from."""
    found = await db.execute(_NEEDED, {"owner_id": owner_id})
    return [(habit_id, day, mark) for habit_id, day, mark in found if mark is not None]


async def marks_of(db: AsyncSession, habit_ids: Sequence[str], since: date = date.min) -> Found:
    """The marks of some habits from a day on."""
    if not habit_ids:
        return []
    found = await db.execute(_MARKS, {"habit_ids": list(habit_ids), "since": since})
    return [(habit_id, day, mark) for habit_id, day, mark in found if mark is not None]


async def find_entry(db: AsyncSession, habit_id: str, day: date) -> HabitEntry | None:
    """The row of one day."""
    return (await db.scalars(_ENTRY, {"habit_id": habit_id, "day": day})).first()


async def entries_between(
    db: AsyncSession, habit_id: str, first: date, last: date, most: int
) -> Sequence[HabitEntry]:
    """The rows of some days, latest first."""
    values: dict[str, Any] = {"habit_id": habit_id, "first": first, "last": last, "most": most}
    return (await db.scalars(_RANGE, values)).all()


async def first_mark(db: AsyncSession, habit_id: str) -> date | None:
    """The first day that has a mark."""
    return await db.scalar(_FIRST, {"habit_id": habit_id})


async def start_hour(db: AsyncSession, owner_id: str) -> int:
    """The hour at which the person's day begins."""
    hour = await db.scalar(_HOUR, {"owner_id": owner_id})
    return DEFAULT_START_HOUR if hour is None else hour


async def count_habits(db: AsyncSession, owner_id: str) -> int:
    """How many there are, archived ones too."""
    return await db.scalar(_COUNT, {"owner_id": owner_id}) or 0


async def last_position(db: AsyncSession, owner_id: str) -> int:
    """Where the last one stands."""
    return await db.scalar(_LAST, {"owner_id": owner_id}) or 0
