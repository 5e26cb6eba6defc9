"""Lists habits with their scores, for the API, the page and other features."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import NotFound
from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.plan import WHOLE
from coaching_app.domain.habits.rules import weekday_names
from coaching_app.domain.habits.score import scores
from coaching_app.features.habits.queries import active_habits, all_habits, find_habit, marks_of, needed_marks
from coaching_app.features.habits.schemas import HabitView, ScoreDay
from coaching_app.features.habits.service.days import today_of
from coaching_app.features.habits.service.standing import (
    Reading,
    by_habit,
    needs_everything,
    read_all,
    read_one,
    rest_of,
    score_now,
)
from coaching_app.models import Habit


def habit_view(reading: Reading) -> HabitView:
    """A habit as others may know it."""
    habit = reading.habit
    return HabitView(
        id=habit.id,
        name=habit.name,
        question=habit.question,
        description=habit.description,
        kind=habit.kind,
        aim=habit.aim,
        target=habit.target / WHOLE,
        unit=habit.unit,
        times=habit.times,
        days=habit.days,
        weekdays=weekday_names(habit.weekdays),
        tags=tuple(habit.tags),
        position=habit.position,
        is_archived=habit.archived_at is not None,
        score=score_now(reading),
        created_at=habit.created_at,
        updated_at=habit.updated_at,
        version=habit.version,
    )


async def require_habit(db: AsyncSession, actor: Actor, habit_id: str, *, lock: bool = False) -> Habit:
    """The person's living habit; NotFound for anything else."""
    habit = await find_habit(db, actor, habit_id, lock=lock)
    if habit is None or habit.deleted_at is not None:
        raise NotFound
    return habit


async def get_habit(db: AsyncSession, actor: Actor, habit_id: str) -> HabitView:
    """One habit of the person."""
    habit = await require_habit(db, actor, habit_id)
    return habit_view(await read_one(db, habit, await today_of(db, actor)))


async def list_habits(db: AsyncSession, actor: Actor, *, status: str = "active") -> tuple[HabitView, ...]:
    """The person's habits in their order; `status` is active, archived or all."""
    today = await today_of(db, actor)
    if status == "active":
        return tuple(habit_view(one) for one in await active_readings(db, actor.user_id, today))
    habits = await all_habits(db, actor.user_id, archived=status == "archived")
    found = by_habit(await marks_of(db, [habit.id for habit in habits]))
    resting = await rest_of(db, actor.user_id, habits, today)
    return tuple(habit_view(Reading(one, found.get(one.id, {}), today, resting)) for one in habits)


async def has_habits(db: AsyncSession, actor: Actor) -> bool:
    """Whether the person practises anything; without reading a single day."""
    return bool(await active_habits(db, actor.user_id))


async def active_readings(db: AsyncSession, owner_id: str, today: date) -> list[Reading]:
    """Everything that is practised, read as far back as its scores need."""
    habits = await active_habits(db, owner_id)
    found = by_habit(await needed_marks(db, owner_id))
    resting = await rest_of(db, owner_id, habits, today)
    readings = [Reading(habit, found.get(habit.id, {}), today, resting) for habit in habits]
    return [await read_all(db, one) if needs_everything(one) else one for one in readings]


async def whole_history(db: AsyncSession, habit: Habit, today: date) -> Reading:
    """A habit with all of its past."""
    resting = await rest_of(db, habit.owner_id, (habit,), today)
    return await read_all(db, Reading(habit, {}, today, resting))


def whole_days(reading: Reading) -> list[int]:
    """Every day that counts, from the first mark to today."""
    first = reading.habit.first_day or reading.today
    return reading.history.days(first.toordinal(), max(first, reading.today).toordinal())


async def score_series(
    db: AsyncSession, actor: Actor, habit_id: str, first: date, last: date
) -> tuple[ScoreDay, ...]:
    """The score at the end of each of these days, as far as the habit had begun; rest repeats the day before."""
    habit = await require_habit(db, actor, habit_id)
    reading = await whole_history(db, habit, await today_of(db, actor))
    return tuple(one for one in score_days(reading) if first <= one.day <= last)


def score_days(reading: Reading) -> list[ScoreDay]:
    """The score of every day since the first."""
    if reading.habit.first_day is None:
        return []
    days = whole_days(reading)
    known = dict(zip(days, scores(reading.history, days), strict=True))
    found: list[ScoreDay] = []
    score = 0.0
    for day in _calendar(reading, days):
        score = known.get(day, score)
        found.append(ScoreDay(date.fromordinal(day), score))
    return found


def _calendar(reading: Reading, days: Sequence[int]) -> range:
    return range(days[0], max(days[-1], reading.today.toordinal()) + 1) if days else range(0)
