"""What comes back: which day is next, the row of that time, skipping one, taking a completion back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.domain.recurrence import Series, checked, following, read_rule, upcoming
from coaching_app.domain.written_text import refuse
from coaching_app.features.planner.schemas import TaskView
from coaching_app.features.planner.service.task_rows import change, count_parts, own_task, task_of, today_of
from coaching_app.models import Task

NEXT_FEW = 5
# What the next time takes over from the one that was done.
_KEPT = (
    "owner_id", "goal_id", "title", "notes", "due_time", "estimate_minutes", "tags", "repeats",
    "is_after_completion", "series_id", "series_start", "exceptions", "item_id",
)  # fmt: skip


def begin_series(task: Task, today: date) -> None:
    """Make a task with a rule the first time of its series; without a day it gets the first one of the rule."""
    if not task.repeats:
        return
    if task.parent_id is not None:
        raise refuse("repeats", _("A part of a task comes back with its task, not by itself."))
    day = task.due_on or _first_day(task.repeats, today)
    checked(Series(_start(day), read_rule(task.repeats)))
    task.due_on = task.series_start = task.series_day = day
    task.series_id = task.series_id or task.id


def next_days(
    rule_text: str, first: date, *, is_after_completion: bool, count: int = NEXT_FEW
) -> tuple[date, ...]:
    """The first few days, the first included; what counts from completion is taken to be done on its day."""
    rule = read_rule(rule_text)
    if not is_after_completion:
        found = upcoming(Series(_start(first), rule), _start(first), count)
        return tuple(one.starts.date() for one in found)

    def days() -> Iterator[date]:
        day: date | None = first
        while day is not None:
            yield day
            day = following(rule, day)

    return tuple(islice(days(), min(count, rule.count or count)))


async def task_days(db: AsyncSession, actor: Actor, task_id: str) -> tuple[date, ...]:
    """The next five days on which a task happens."""
    task = await own_task(db, actor, task_id)
    if not task.repeats or task.series_day is None:
        return (task.due_on,) if task.due_on else ()
    if task.is_after_completion:
        return next_days(task.repeats, task.due_on or task.series_day, is_after_completion=True)
    found = upcoming(series_of(task), _start(task.series_day), NEXT_FEW)
    return tuple(
        task.due_on or day if (day := one.starts.date()) == task.series_day else day for one in found
    )


def series_of(task: Task) -> Series:
    """The series of a row, with what was skipped, added and moved."""
    known: dict[str, Any] = task.exceptions
    moved: dict[str, str] = known.get("moved", {})
    return Series(
        _start(task.series_start or task.due_on or task.created_at.date()),
        read_rule(task.repeats),
        added=tuple(_start(date.fromisoformat(day)) for day in known.get("added", ())),
        skipped=frozenset(_start(date.fromisoformat(day)) for day in known.get("skipped", ())),
        moved={
            _start(date.fromisoformat(meant)): _start(date.fromisoformat(day)) for meant, day in moved.items()
        },
    )


async def make_next(db: AsyncSession, actor: Actor, done: Task) -> Task | None:
    """The open row of the next time, made or brought back; nothing when the series has ended or one is open."""
    if not done.repeats or done.series_id is None or await _open_row(db, done.series_id):
        return None
    found = await _next(db, actor, done)
    row = None
    while found is not None:
        row = await _row_of_day(db, done.series_id, found[0])
        if row is None or row.deleted_at is not None:
            break
        # That time is done already; a record is never opened again by itself.
        found = await _next(db, actor, done, beyond=found[0])
    if found is None:
        return None
    values: dict[str, Any] = {name: getattr(done, name) for name in _KEPT}
    if row is None:
        moment = now()
        row = Task(**values, due_on=found[1], series_day=found[0], created_at=moment, updated_at=moment)
        db.add(row)
        await db.flush()
        await _copy_parts(db, done, row)
    else:
        change(row, **values, due_on=found[1], deleted_at=None, completed_at=None)
        row.version = 1
    await db.flush()
    return row


async def take_back_next(db: AsyncSession, task: Task) -> None:
    """After a completion was taken back: the next time goes if nobody touched it, else both stay."""
    if task.series_id is None:
        return
    following_row = await _open_row(db, task.series_id, but=task.id)
    if following_row is not None and following_row.version == 1 and following_row.spent_seconds == 0:
        change(following_row, deleted_at=now())
        await db.flush()


async def skip_task(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """Leave out this time; the open row goes on to the next day of its rule. It is neither done nor missed."""
    task = await own_task(db, actor, task_id)
    if not task.repeats or task.completed_at is not None or task.series_day is None:
        raise Conflict(_("Only something open that comes back can be skipped."))
    found = await _next(
        db, actor, task, beyond=max(task.series_day, today_of(actor)) if task.is_after_completion else None
    )
    if found is None:
        raise Conflict(_("This was the last time. Complete or delete it instead."))
    skipped = [*task.exceptions.get("skipped", []), task.series_day.isoformat()][-500:]
    await _free_day(db, task, found[0])
    change(task, exceptions={**task.exceptions, "skipped": skipped}, series_day=found[0], due_on=found[1])
    await db.flush()
    return await task_of(db, actor, task_id)


async def unskip_task(db: AsyncSession, actor: Actor, task_id: str, day: date | None) -> TaskView:
    """Take the skipping of a day back."""
    task = await own_task(db, actor, task_id)
    skipped: list[str] = list(task.exceptions.get("skipped", []))
    if day is None or day.isoformat() not in skipped or task.completed_at is not None:
        raise Conflict(_("This day was not skipped."))
    skipped.remove(day.isoformat())
    await _free_day(db, task, day)
    change(task, exceptions={**task.exceptions, "skipped": skipped}, series_day=day, due_on=day)
    await db.flush()
    return await task_of(db, actor, task_id)


async def _next(
    db: AsyncSession, actor: Actor, task: Task, *, beyond: date | None = None
) -> tuple[date, date] | None:
    """The day that is meant next and the day it happens; a day that passed unseen is not asked for again."""
    today = today_of(actor)
    if task.is_after_completion:
        rule = read_rule(task.repeats)
        if rule.count is not None and await _times(db, task.series_id) >= rule.count:
            return None
        done = local_day(task.completed_at, actor.time_zone) if task.completed_at else today
        day = following(rule, beyond or done)
        return (day, day) if day else None
    meant = max(filter(None, (task.series_day, beyond)), default=today)
    after = max(meant + timedelta(days=1), today)
    for one in upcoming(series_of(task), _start(after), 1):
        return one.original.date(), one.starts.date()
    return None


async def _times(db: AsyncSession, series_id: str | None) -> int:
    query = select(func.count()).where(col(Task.series_id) == series_id, col(Task.deleted_at).is_(None))
    return await db.scalar(query) or 0


async def _open_row(db: AsyncSession, series_id: str, but: str = "") -> Task | None:
    query = select(Task).where(
        col(Task.series_id) == series_id,
        col(Task.id) != but,
        col(Task.completed_at).is_(None),
        col(Task.deleted_at).is_(None),
    )
    return (await db.scalars(query.limit(1))).first()


async def _row_of_day(db: AsyncSession, series_id: str, day: date) -> Task | None:
    query = select(Task).where(col(Task.series_id) == series_id, col(Task.series_day) == day)
    return (await db.scalars(query.limit(1))).first()


async def _free_day(db: AsyncSession, task: Task, day: date) -> None:
    """Let a deleted row of that day leave its series, for one day is one row."""
    taken = await _row_of_day(db, task.series_id or "", day)
    if taken is not None and taken.id != task.id:
        taken.series_id = None
        await db.flush()


async def _copy_parts(db: AsyncSession, done: Task, row: Task) -> None:
    query = select(Task).where(col(Task.parent_id) == done.id, col(Task.deleted_at).is_(None))
    for part in (await db.scalars(query.order_by(col(Task.id)))).all():
        kept = {name: getattr(part, name) for name in ("title", "notes", "estimate_minutes", "tags")}
        db.add(Task(owner_id=part.owner_id, parent_id=row.id, **kept))
    await count_parts(db, row.id)


def _first_day(rule_text: str, today: date) -> date:
    endless = replace(read_rule(rule_text), count=None)
    for one in upcoming(checked(Series(_start(today), endless)), _start(today), 1):
        return one.starts.date()
    return today


def _start(day: date) -> datetime:
    return datetime.combine(day, time())
