"""Reads what the page of habits and the day's list show at once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.day import habit_day
from coaching_app.domain.habits.plan import WHOLE, Kind
from coaching_app.domain.habits.rules import weekday_names
from coaching_app.domain.habits.words import number_words, plan_words
from coaching_app.features.habits.queries import all_habits, find_entry, start_hour
from coaching_app.features.habits.schemas import CELLS, DayForm, HabitBoard, HabitForm, HabitRow
from coaching_app.features.habits.service.days import today_of
from coaching_app.features.habits.service.entries import Marked, entry_view
from coaching_app.features.habits.service.forms import day_of
from coaching_app.features.habits.service.reading import active_readings, require_habit
from coaching_app.features.habits.service.rules import clean_day
from coaching_app.features.habits.service.standing import AREA, Reading, plan_of, standing
from coaching_app.features.habits.service.wording import day_heads, day_label, entry_words
from coaching_app.features.rest import service as rest
from coaching_app.models import Habit

# Days that ask for nothing: skipped, not meant, at rest, covered by others.
_QUIET = frozenset("sorc")
_KEPT = frozenset("y")


async def read_board(db: AsyncSession, actor: Actor) -> HabitBoard:
    """The person's habits with their last days."""
    today = await today_of(db, actor)
    readings = await active_readings(db, actor.user_id, today)
    archived = await all_habits(db, actor.user_id, archived=True)
    standings = {reading.habit.id: standing(reading) for reading in readings}
    done, due = count_today(one.cells for one in standings.values())
    # Today may be a day of rest from its evening on, or have been one until the person came back.
    now_resting = await rest.resting(db, (actor.user_id,), area=AREA)
    return HabitBoard(
        rows=tuple(habit_row(reading, actor.language) for reading in readings),
        standings=standings,
        heads=day_heads(today, CELLS, actor.language),
        today=today.isoformat(),
        tags=tuple(sorted({str(tag) for reading in readings for tag in reading.habit.tags})),
        done=done,
        due=due,
        summary=day_summary(done, due) if readings else _("What you do again and again, one tap a day."),
        archived_count=len(archived),
        is_resting=actor.user_id in now_resting,
    )


def count_today(cells: Iterable[str]) -> tuple[int, int]:
    """How many habits are done today, of those that today asks for."""
    last = [one.rsplit("|", 1)[-1][:1] for one in cells]
    return sum(sign in _KEPT for sign in last), sum(sign not in _QUIET for sign in last)


async def asked_today(db: AsyncSession, owner_id: str, time_zone: str) -> dict[str, str]:
    """The names of the habits that still ask something of this person now; for reminders.

    A day that rest touches stays neutral, but it asks for nothing only while the rest lasts.
    """
    if owner_id in await rest.resting(db, (owner_id,), area=AREA):
        return {}
    today = habit_day(now(), time_zone, await start_hour(db, owner_id))
    readings = [
        replace(one, rest=one.rest - {today.toordinal()})
        for one in await active_readings(db, owner_id, today)
    ]
    answered = _QUIET | _KEPT | {"x"}
    return {
        one.habit.id: one.habit.name
        for one in readings
        if standing(one).cells.rsplit("|", 1)[-1][:1] not in answered
    }


def board_mark(today: str, cells: Mapping[str, str]) -> str:
    """The same for tabs that show the same days; nothing can be read from it."""
    return sha256(repr((today, sorted(cells.items()))).encode()).hexdigest()[:16]


def day_summary(done: int, due: int) -> str:
    """The day in one sentence, without blame."""
    if not due:
        return _("Nothing is asked of you today.")
    if done == due:
        return _("All done for today.")
    return _("{done} of {due} done today.").format(done=done, due=due)


def habit_row(reading: Reading, language: str) -> HabitRow:
    """A habit as a list shows it."""
    habit = reading.habit
    return HabitRow(
        id=habit.id,
        name=habit.name,
        facts=plan_words(plan_of(habit), habit.unit, language),
        unit=habit.unit,
        is_measured=habit.kind == Kind.MEASURED,
        tags=tuple(habit.tags),
    )


async def read_archived(db: AsyncSession, actor: Actor) -> tuple[HabitRow, ...]:
    """What was put away."""
    today = await today_of(db, actor)
    habits = await all_habits(db, actor.user_id, archived=True)
    return tuple(habit_row(Reading(habit, {}, today, frozenset()), actor.language) for habit in habits)


async def read_form(db: AsyncSession, actor: Actor, habit_id: str) -> HabitForm:
    """A habit ready to be edited."""
    habit = await require_habit(db, actor, habit_id)
    return HabitForm(
        id=habit.id,
        name=habit.name,
        question=habit.question,
        description=habit.description,
        kind=habit.kind,
        aim=habit.aim,
        target=number_words(habit.target).replace(",", "") if habit.kind == Kind.MEASURED else "",
        unit=habit.unit,
        rhythm=_rhythm(habit),
        times=str(habit.times),
        days=str(habit.days),
        every=str(habit.days if habit.times == 1 and habit.days > 1 else 2),
        weekdays=weekday_names(habit.weekdays),
        tags=" ".join(str(tag) for tag in habit.tags),
        version=habit.version,
    )


def _rhythm(habit: Habit) -> str:
    if habit.weekdays:
        return "weekdays"
    if habit.times == habit.days:
        return "daily"
    return "every" if habit.times == 1 else "times"


def marked_words(marked: Marked) -> str:
    """What was written, in one line."""
    name = marked.habit if len(marked.habit) <= 40 else f"{marked.habit[:39]}…"
    return _("{habit}: {state}").format(habit=name, state=entry_words(marked.entry, marked.unit))


async def read_day(db: AsyncSession, actor: Actor, habit_id: str, day_text: str) -> DayForm:
    """A day ready to be edited."""
    habit = await require_habit(db, actor, habit_id)
    today = await today_of(db, actor)
    day = clean_day(day_of(day_text) if day_text else today, today)
    entry = entry_view(habit, day, await find_entry(db, habit.id, day))
    return DayForm(
        habit_id=habit.id,
        habit=habit.name,
        day=day.isoformat(),
        label=day_label(day, today, actor.language),
        state="none" if entry.state == "value" else entry.state,
        value=number_words(round(entry.value * WHOLE)).replace(",", "") if entry.value is not None else "",
        unit=habit.unit,
        note=entry.note,
        is_measured=habit.kind == Kind.MEASURED,
        told=entry_words(entry, habit.unit),
        version=entry.version,
    )
