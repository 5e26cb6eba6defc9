"""The one door to APScheduler: triggers in UTC, and timers that call us when they come."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast

from apscheduler.schedulers.asyncio import (  # pyright: ignore[reportMissingTypeStubs]: it ships no types
    AsyncIOScheduler,
)
from apscheduler.triggers.cron import CronTrigger  # pyright: ignore[reportMissingTypeStubs]: the same
from apscheduler.triggers.interval import (  # pyright: ignore[reportMissingTypeStubs]: the same
    IntervalTrigger,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Trigger(Protocol):
    """Moments without end."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """The first moment after the previous one, or from `now` on without one."""
        ...


def trigger(when: str | timedelta) -> Trigger:
    """Moments by crontab fields or by distance from 1970; raises ValueError for what means nothing."""
    if isinstance(when, timedelta):
        if when < timedelta(seconds=1):
            raise ValueError("a schedule fires at most once a second")
        # Counted from a fixed moment, so that every process means the same ones.
        return cast(
            "Trigger", IntervalTrigger(seconds=int(when.total_seconds()), start_date=_EPOCH, timezone=UTC)
        )
    fields = when.split()
    # APScheduler counts weekdays from Monday, cron from Sunday: a digit would mean either.
    if len(fields) == 5 and any(sign.isdigit() for sign in fields[4]):
        raise ValueError("name the weekdays of a schedule (mon, tue)")
    from_crontab = cast("Callable[..., Trigger]", CronTrigger.from_crontab)  # pyright: ignore[reportUnknownMemberType]: no types
    return from_crontab(when, timezone=UTC)


def start(calls: Iterable[tuple[Trigger, Callable[[], Awaitable[Any]]]]) -> Callable[[], None]:
    """Call each whenever its trigger says so; gives back how to stop that."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    add = cast("Callable[..., object]", scheduler.add_job)  # pyright: ignore[reportUnknownMemberType]: no types
    for moments, call in calls:
        add(call, moments, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    return lambda: scheduler.shutdown(wait=False)
