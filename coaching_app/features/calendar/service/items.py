"""Puts the layers of a span of days together, and names what overlaps."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.features.calendar.queries import checkin_days, habit_days
from coaching_app.features.calendar.schemas import CalendarItem, CalendarSpan
from coaching_app.features.calendar.service.days import day_words
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import EARLIEST, LATEST

LAYERS = ("task", "habit", "checkin")
LONGEST_SPAN = timedelta(days=400)
MINUTES = 30
_MOST_CONFLICTS = 20


async def read_span(
    db: AsyncSession, actor: Actor, first: date, last: date, layers: Collection[str] = LAYERS
) -> CalendarSpan:
    """What the days from `first` to before `last` show on these layers."""
    if not (EARLIEST <= first <= LATEST and first < last <= first + LONGEST_SPAN):
        raise Invalid(_("A calendar shows 1 to 400 days between 1900 and 2200."), detail={"field": "first"})
    items: list[CalendarItem] = []
    if "task" in layers:
        items += await _tasks(db, actor, first, last)
    if "habit" in layers:
        for day, count in sorted((await habit_days(db, actor, first, last)).items()):
            words = ngettext("{count} habit kept", "{count} habits kept", count).format(count=count)
            items.append(CalendarItem(f"habit-{day}", "habit", words, day.isoformat(), is_done=True))
    if "checkin" in layers:
        for day, count in sorted((await checkin_days(db, actor, first, last)).items()):
            words = ngettext("Check-in", "{count} check-ins", count).format(count=count)
            items.append(CalendarItem(f"checkin-{day}", "checkin", words, day.isoformat(), is_done=True))
    return with_conflicts(items, actor.language)


async def _tasks(db: AsyncSession, actor: Actor, first: date, last: date) -> list[CalendarItem]:
    items: list[CalendarItem] = []
    for task in await planner.tasks_between(db, actor, first, last):
        assert task.due_on is not None
        start, end = _span(task.due_on, task.due_time, task.estimate_minutes)
        is_done = task.completed_at is not None
        items.append(
            CalendarItem(task.id, "task", task.title, start, end, task.due_time is None, not is_done, is_done)
        )
    for task_id, title, day, at, minutes in await planner.coming_between(db, actor, first, last):
        start, end = _span(day, at, minutes)
        items.append(CalendarItem(task_id, "task", title, start, end, at is None, is_later=True))
    return items


def _span(day: date, at: time | None, minutes: int | None) -> tuple[str, str]:
    if at is None:
        return day.isoformat(), ""
    start = datetime.combine(day, at)
    return start.isoformat(), (start + timedelta(minutes=minutes or MINUTES)).isoformat()


def with_conflicts(items: Sequence[CalendarItem], language: str = "en") -> CalendarSpan:
    """The items, with those marked that are open and overlap another one at their time."""
    timed = sorted(
        (item.start, item.end, place)
        for place, item in enumerate(items)
        if not item.is_whole_day and not item.is_done
    )
    marked: set[int] = set()
    words: list[str] = []
    running: list[tuple[str, int]] = []
    for start, end, place in timed:
        running = [(until, other) for until, other in running if until > start]
        for _until, other in running:
            marked |= {place, other}
            words.append(
                _("{first} and {second} overlap on {day}.").format(
                    first=items[other].title,
                    second=items[place].title,
                    day=day_words(date.fromisoformat(start[:10]), language),
                )
            )
        running.append((end, place))
    shown = tuple(
        replace(item, is_conflict=True) if place in marked else item for place, item in enumerate(items)
    )
    return CalendarSpan(shown, tuple(words[:_MOST_CONFLICTS]))
