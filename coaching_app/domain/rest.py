"""When a person rests, as spans of time: weekly rests on their own clock, unions, and the days they touch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from coaching_app.domain.local_day import day_start, local_day, zone

WEEK = 7


class Area(StrEnum):
    """What somebody rests from; ALL means everything."""

    ALL = "all"
    HABITS = "habits"
    CHECKINS = "checkins"
    PLANNER = "planner"
    REMINDERS = "reminders"
    COMMITMENTS = "commitments"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a moment up to, not including, another; without an end until further notice."""

    start: datetime
    end: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in it."""
        return self.start <= moment and (self.end is None or moment < self.end)


@dataclass(frozen=True, slots=True)
class WeeklyRest:
    """Every week from one wall-clock moment to another; the same moment twice means a whole week.

    An occurrence belongs to the local day it starts on; only days from `first_day` to `last_day` start one.
    """

    from_weekday: int
    from_time: time
    until_weekday: int
    until_time: time
    first_day: date
    last_day: date | None = None
    cuts: tuple[Span, ...] = ()

    @property
    def days(self) -> int:
        """How many calendar days lie between start and end."""
        between = (self.until_weekday - self.from_weekday) % WEEK
        return WEEK if between == 0 and self.until_time <= self.from_time else between


def wall_clock(day: date, at: time, time_zone: str) -> datetime:
    """The moment a clock on that wall shows this; a skipped time is as long after the jump, a doubled one the first."""
    return datetime.combine(day, at, tzinfo=zone(time_zone)).astimezone(UTC)


def weekly_spans(rest: WeeklyRest, time_zone: str, start: datetime, end: datetime) -> Iterator[Span]:
    """What a weekly rest covers of the time from `start` to `end`, whole occurrences, without what was cut out."""
    day = max(rest.first_day, local_day(start, time_zone) - timedelta(days=WEEK + 1))
    day += timedelta(days=(rest.from_weekday - day.weekday()) % WEEK)
    latest = min(local_day(end, time_zone), rest.last_day or date.max)
    while day <= latest:
        begins = wall_clock(day, rest.from_time, time_zone)
        ends = wall_clock(day + timedelta(days=rest.days), rest.until_time, time_zone)
        # On the day of a jump the end can come before the start.
        if begins < ends and ends > start and begins < end:
            yield from _without(Span(begins, ends), rest.cuts)
        day += timedelta(days=WEEK)


def _without(span: Span, cuts: Iterable[Span]) -> Iterator[Span]:
    parts = [span]
    for cut in cuts:
        parts = [rest for part in parts for rest in _less(part, cut)]
    yield from parts


def _less(span: Span, cut: Span) -> Iterator[Span]:
    """What is left of a span beside a cut."""
    if cut.start > span.start:
        before = cut.start if span.end is None else min(cut.start, span.end)
        yield Span(span.start, before)
    if cut.end is not None and (span.end is None or cut.end < span.end):
        yield Span(max(cut.end, span.start), span.end)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in the fewest spans, in order; what touches becomes one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start):
        if span.end is not None and span.end <= span.start:
            continue
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and span.start > last.end):
            merged.append(span)
        elif last.end is not None:
            merged[-1] = Span(last.start, None if span.end is None else max(last.end, span.end))
    return tuple(merged)


def around(spans: Iterable[Span], moment: datetime) -> Span | None:
    """The whole stretch of rest that the moment lies in."""
    return next((span for span in union(spans) if span.holds(moment)), None)


def days_touched(spans: Iterable[Span], time_zone: str, first: date, last: date) -> frozenset[date]:
    """The local days of which any part was rest."""
    found: set[date] = set()
    for span in union(spans):
        end = day_start(last + timedelta(days=1), time_zone) if span.end is None else span.end
        day = max(first, local_day(span.start, time_zone))
        final = min(last, local_day(end - timedelta(microseconds=1), time_zone))
        while day <= final:
            found.add(day)
            day += timedelta(days=1)
    return frozenset(found)
