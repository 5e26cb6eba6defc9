"""Reads the person's day: what was promised, what moved, what comes next."""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import and_, bindparam, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import day_start, local_day
from coaching_app.features.planner.queries import (
    MY_TASKS,
    WORKLOAD,
    completions_since,
    due_key,
    task_views,
    workload,
)
from coaching_app.features.planner.schemas import DayCount, Today, Workload
from coaching_app.features.planner.service.board import rests
from coaching_app.features.planner.service.rested_days import rested_days
from coaching_app.features.planner.service.wording import (
    first_day_of_week,
    minutes_label,
    task_row,
    weekday_label,
)
from coaching_app.models import Task

# One screen; the planner shows the rest.
MOST_PROMISED = 30
NEXT = 3
WEEKS = 20
# What a machine could tick in 20 weeks is not worth reading.
MOST_COMPLETIONS = 10_000
DARKEST = 4
_completed = col(Task.completed_at)
_PROMISED = MY_TASKS.where(
    col(Task.due_on) <= bindparam("today"),
    or_(
        _completed.is_(None),
        and_(_completed >= bindparam("day_start"), _completed < bindparam("day_end")),
    ),
)
# Done ones sink, so that what is left stays in sight on a phone.
_SHOWN = _PROMISED.order_by(_completed.is_not(None), due_key, col(Task.id)).limit(MOST_PROMISED)
_LOAD = _PROMISED.with_only_columns(*WORKLOAD)
_COMING = (
    MY_TASKS.where(col(Task.due_on) > bindparam("today"), _completed.is_(None))
    .order_by(due_key, col(Task.id))
    .limit(NEXT)
)
_ANY = MY_TASKS.limit(1)


async def read_today(db: AsyncSession, actor: Actor) -> Today:
    """The day as it is now in the person's time zone.

    Promised is what is due today or earlier and still open, and of that what was completed today.
    """
    today = local_day(now(), actor.time_zone)
    shown = await task_views(db, actor, _SHOWN, **_bounds(actor, today))
    is_resting = await rests(db, actor)
    rested = await rested_days(db, actor.user_id, today)
    load = await workload(db, actor, _LOAD, **_bounds(actor, today))
    coming = await task_views(db, actor, _COMING, today=today)
    first = first_day_of_week(today, actor.language) - timedelta(weeks=WEEKS - 1)
    counts = await _completions(db, actor, first)
    week = _week(counts, today, actor.language)
    moved = sum(day.count for day in week)
    return Today(
        promised=tuple(
            task_row(task, today, actor.language, resting=is_resting or task.due_on in rested)
            for task in shown
        ),
        promised_count=load.count,
        hidden_count=load.count - len(shown),
        done_count=load.done,
        minutes_left=load.minutes_left,
        without_estimate=load.without_estimate,
        summary=_summary(load),
        sentence=_sentence(load.count - load.done, load.count),
        explanation=_explanation(load),
        moved=week,
        moved_count=moved,
        levels=tuple(
            min(DARKEST, counts[first + timedelta(days=day)]) for day in range((today - first).days + 1)
        ),
        moved_summary=_moved_summary(moved, counts.total()),
        coming=tuple(task_row(task, today, actor.language) for task in coming),
        coming_count=len(coming),
        has_tasks=bool(shown or coming) or await _has_any(db, actor),
    )


def _bounds(actor: Actor, today: date) -> dict[str, date]:
    """The person's day, and the moments when it begins and ends."""
    start = day_start(today, actor.time_zone)
    end = day_start(today + timedelta(days=1), actor.time_zone)
    return {"today": today, "day_start": start, "day_end": end}


async def _completions(db: AsyncSession, actor: Actor, first: date) -> Counter[date]:
    since = day_start(first, actor.time_zone)
    found = await completions_since(db, actor, since, MOST_COMPLETIONS)
    return Counter(local_day(moment, actor.time_zone) for moment in found)


def _week(counts: Counter[date], today: date, language: str) -> tuple[DayCount, ...]:
    days = [today - timedelta(days=back) for back in range(6, -1, -1)]
    return tuple(
        DayCount(day.isoformat(), weekday_label(day, language), counts[day], day == today) for day in days
    )


async def _has_any(db: AsyncSession, actor: Actor) -> bool:
    return bool(await task_views(db, actor, _ANY))


def _moved_summary(week: int, all_weeks: int) -> str:
    recent = ngettext(
        "{count} task completed in the last 7 days", "{count} tasks completed in the last 7 days", week
    ).format(count=week)
    return _("{recent}, {count} in {weeks} weeks").format(recent=recent, count=all_weeks, weeks=WEEKS)


def _summary(load: Workload) -> str:
    counted = _("{done} of {total} done").format(done=load.done, total=load.count)
    if not load.minutes_left:
        return counted
    left = _("{time} left").format(time=minutes_label(load.minutes_left))
    return f"{counted} · {left}"


def _sentence(left: int, total: int) -> str:
    if not total:
        return _("Nothing is promised today.")
    if not left:
        return _("What you promised is done.")
    spelled = (
        _("One promise today."),
        _("Two promises today."),
        _("Three promises today."),
        _("Four promises today."),
        _("Five promises today."),
        _("Six promises today."),
    )
    return spelled[left - 1] if left <= len(spelled) else _("{count} promises today.").format(count=left)


def _explanation(load: Workload) -> str:
    counted = _(
        "Promised is every task due today or earlier that is still open, and of those the ones you completed "
        "today. Time left is the sum of the estimates of the open ones: {minutes} min from {count} tasks."
    ).format(minutes=load.minutes_left, count=load.count - load.done)
    if not load.without_estimate:
        return counted
    missing = ngettext(
        "{count} task has no estimate and counts as 0 min.",
        "{count} tasks have no estimate and count as 0 min.",
        load.without_estimate,
    ).format(count=load.without_estimate)
    return f"{counted} {missing}"
