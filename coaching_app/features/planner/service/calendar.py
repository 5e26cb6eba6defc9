"""Tasks on a calendar: those of a span of days, all of them as entries of a file, and entries that become tasks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.domain.actor import Actor
from coaching_app.domain.calendar_file import Entry
from coaching_app.domain.local_day import zone
from coaching_app.domain.recurrence import Series, checked, occurrences, read_rule, upcoming
from coaching_app.domain.written_text import clean_text
from coaching_app.features.planner.queries import MY_TASKS, due_key, task_views
from coaching_app.features.planner.schemas import TEXT_LENGTH, TaskView
from coaching_app.features.planner.service.rules import clean_title
from coaching_app.features.planner.service.series import series_of
from coaching_app.features.planner.service.task_rows import today_of
from coaching_app.models import Task

MOST_SHOWN = 1_000
MOST_COMING = 400
# What is older than this is a record and not a plan.
_LOOKING_BACK = timedelta(days=90)
_BETWEEN = (
    MY_TASKS.where(
        col(Task.due_on) >= bindparam("first"),
        col(Task.due_on) < bindparam("last"),
        col(Task.parent_id).is_(None),
    )
    .order_by(due_key, col(Task.due_time), col(Task.id))
    .limit(bindparam("most"))
)
_SERIES = (
    select(Task)
    .where(
        col(Task.owner_id) == bindparam("owner_id"),
        col(Task.deleted_at).is_(None),
        col(Task.completed_at).is_(None),
        col(Task.repeats) != "",
        col(Task.series_day) < bindparam("last"),
    )
    .limit(200)
)


async def tasks_between(db: AsyncSession, actor: Actor, first: date, last: date) -> tuple[TaskView, ...]:
    """The tasks of the days from `first` to before `last`, without parts of tasks."""
    return await task_views(db, actor, _BETWEEN, first=first, last=last, most=MOST_SHOWN)


async def coming_between(
    db: AsyncSession, actor: Actor, first: date, last: date
) -> tuple[tuple[str, str, date, time | None, int | None], ...]:
    """Later times of what comes back by the calendar: id of the open task, title, day, time, minutes.

    What counts from completion has no later times yet.
    """
    found: list[tuple[str, str, date, time | None, int | None]] = []
    for task in (await db.scalars(_SERIES, {"owner_id": actor.user_id, "last": last})).all():
        if task.is_after_completion or task.series_day is None:
            continue
        begin = max(first, task.series_day + timedelta(days=1))
        for one in upcoming(series_of(task), datetime.combine(begin, time()), 62):
            if one.starts.date() >= last or len(found) >= MOST_COMING:
                break
            found.append((task.id, task.title, one.starts.date(), task.due_time, task.estimate_minutes))
    return tuple(found)


async def calendar_entries(db: AsyncSession, actor: Actor) -> tuple[Entry, ...]:
    """Everything with a day, as a calendar shows it: what is open, and what was done in the last three months."""
    since = today_of(actor) - _LOOKING_BACK
    query = (
        select(Task)
        .where(
            col(Task.owner_id) == actor.user_id,
            col(Task.deleted_at).is_(None),
            col(Task.parent_id).is_(None),
            col(Task.due_on).is_not(None),
            col(Task.completed_at).is_(None) | (col(Task.due_on) >= since),
        )
        .order_by(col(Task.due_on), col(Task.id))
        .limit(10_000)
    )
    return tuple(_entry(task) for task in (await db.scalars(query)).all())


def _entry(task: Task) -> Entry:
    assert task.due_on is not None
    is_series = bool(task.repeats) and task.completed_at is None and not task.is_after_completion
    known: dict[str, Any] = task.exceptions if is_series else {}
    return Entry(
        uid=f"{task.id}@coaching",
        title=task.title,
        day=task.due_on,
        at=task.due_time,
        minutes=task.estimate_minutes,
        notes=task.notes,
        rule=_rest_of(task) if is_series else "",
        skipped=tuple(date.fromisoformat(day) for day in known.get("skipped", ())),
        added=tuple(date.fromisoformat(day) for day in known.get("added", ())),
        is_done=task.completed_at is not None,
        category="task",
    )


def _rest_of(task: Task) -> str:
    """The rule from this time on: of a number of times, those that are left."""
    rule = read_rule(task.repeats)
    if rule.count is None or task.series_day is None:
        return task.repeats
    left = len(occurrences(series_of(task), datetime.combine(task.series_day, time())))
    return task.repeats.replace(f"COUNT={rule.count}", f"COUNT={max(1, left)}")


async def keep_entries(db: AsyncSession, actor: Actor, entries: Sequence[Entry]) -> tuple[int, int]:
    """Make tasks of the entries of a file: how many are new, and how many were here already and stay as they are."""
    origins = {_origin(entry): entry for entry in entries}
    present: set[str] = set()
    names = list(origins)
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        query = select(col(Task.origin)).where(
            col(Task.owner_id) == actor.user_id, col(Task.origin).in_(part)
        )
        present |= set((await db.scalars(query)).all())
    own = await _own_ids(db, actor, entries)
    added = 0
    for origin, entry in origins.items():
        if origin in present or entry.uid.removesuffix("@coaching") in own:
            continue
        db.add(_task(actor, entry, origin))
        added += 1
    await db.flush()
    return added, len(entries) - added


async def _own_ids(db: AsyncSession, actor: Actor, entries: Sequence[Entry]) -> set[str]:
    """The ids among the entries that are tasks of ours: a file we wrote comes back."""
    ids = [entry.uid.removesuffix("@coaching") for entry in entries if entry.uid.endswith("@coaching")]
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        query = select(col(Task.id)).where(
            col(Task.owner_id) == actor.user_id, col(Task.id).in_(ids[start : start + 500])
        )
        found |= set((await db.scalars(query)).all())
    return found


def _origin(entry: Entry) -> str:
    return f"ics:{sha256(entry.uid.encode('utf-8', 'surrogatepass')).hexdigest()[:48]}"


def _task(actor: Actor, entry: Entry, origin: str) -> Task:
    moment, today = now(), today_of(actor)
    task = Task(
        owner_id=actor.user_id,
        origin=origin,
        title=clean_title(entry.title),
        notes=clean_text(entry.notes, "notes", TEXT_LENGTH),
        due_on=entry.day,
        due_time=entry.at,
        estimate_minutes=entry.minutes,
        created_at=moment,
        updated_at=moment,
    )
    if entry.rule:
        _repeat(task, entry, today)
    # What lies in the past has happened; a to-do that nobody ticked has not.
    is_past = task.due_on is not None and task.due_on < today and not entry.is_todo
    if entry.is_done or is_past:
        task.completed_at = _end(actor, entry)
        task.repeats = ""
    return task


def _repeat(task: Task, entry: Entry, today: date) -> None:
    rule = read_rule(entry.rule)
    task.exceptions = {
        "skipped": [day.isoformat() for day in entry.skipped],
        "added": [day.isoformat() for day in entry.added],
        "moved": {meant.isoformat(): day.isoformat() for meant, day in entry.moved},
    }
    task.repeats, task.series_id, task.series_start = entry.rule, task.id, entry.day
    task.series_day = entry.day
    checked(Series(datetime.combine(entry.day, time()), rule))
    for one in upcoming(series_of(task), datetime.combine(max(today, entry.day), time()), 1):
        task.series_day, task.due_on = one.original.date(), one.starts.date()


def _end(actor: Actor, entry: Entry) -> datetime:
    local = datetime.combine(entry.day, entry.at or time(12), tzinfo=zone(actor.time_zone))
    return min(local + timedelta(minutes=entry.minutes or 0), now())
