"""Says when a series happens: by its rule, without what was skipped, with what was added or moved.

A series lives on the clock of its zone. A time that a clock jumps over happens the length of the jump later, and a
time that a clock shows twice happens the first time (RFC 5545, 3.3.10). Nothing happens twice at one moment, so a
day that a zone never had adds nothing to the day after it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import dropwhile, islice, takewhile
from typing import Any, Final, NamedTuple

from dateutil import rrule as dateutil

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.local_day import zone
from coaching_app.domain.recurrence.rule import EARLIEST, LATEST, Rule, last_moment, refuse

MOST_OCCURRENCES: Final = 10_000
MOST_EXCEPTIONS: Final = 2_000
_FREQUENCY: Mapping[str, Any] = {
    "YEARLY": dateutil.YEARLY,
    "MONTHLY": dateutil.MONTHLY,
    "WEEKLY": dateutil.WEEKLY,
    "DAILY": dateutil.DAILY,
}
# The calendar repeats itself every 400 years, so a rule can be tried there, near the end of all years.
_NEAR_THE_END = 19 * 400
_LAST = datetime.combine(LATEST, datetime.max.time())


class Occurrence(NamedTuple):
    """One time of a series: when it was meant and when it comes (wall clock), and the clock's distance to UTC then."""

    original: datetime
    starts: datetime
    offset: timedelta

    @property
    def moment(self) -> datetime:
        """When it happens, in UTC."""
        return (self.starts - self.offset).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Series:
    """What happens again: from `start` on (wall clock), by `rule`.

    `added` and `skipped` are wall-clock moments; `moved` leads from when one was meant to when it happens.
    """

    start: datetime
    rule: Rule | None = None
    time_zone: str = "UTC"
    added: tuple[datetime, ...] = ()
    skipped: frozenset[datetime] = frozenset()
    moved: Mapping[datetime, datetime] = field(default_factory=dict[datetime, datetime])


def checked(series: Series) -> Series:
    """The series, if its days are ours, its exceptions are not too many, and it ever happens."""
    if series.start.tzinfo is not None:
        raise ValueError("a series starts on the wall clock")
    for moment in (series.start, *series.added, *series.moved.values()):
        if not EARLIEST <= moment.date() <= LATEST:
            raise refuse(_("Choose a day between 1900 and 2200."))
    if len(series.added) + len(series.skipped) + len(series.moved) > MOST_EXCEPTIONS:
        raise refuse(_("A series holds at most {limit} exceptions.").format(limit=f"{MOST_EXCEPTIONS:,}"))
    if series.rule is not None and not _ever_happens(series.rule, series.start):
        raise refuse(_("By this rule it would never happen."))
    return series


def occurrences(
    series: Series,
    after: datetime | None = None,
    before: datetime | None = None,
    *,
    limit: int = MOST_OCCURRENCES,
) -> list[Occurrence]:
    """All from `after` (wall clock, included) to `before` (not included), in order; more than `limit` is refused."""
    found = list(islice(_stream(series, after or series.start, before or _LAST), limit + 1))
    if len(found) > limit:
        told = _("This series happens more than {limit} times in that span. Choose a shorter one.")
        raise refuse(told.format(limit=f"{limit:,}"))
    return found


def upcoming(series: Series, after: datetime, count: int = 5) -> list[Occurrence]:
    """The next few from `after` on."""
    return list(islice(_stream(series, after, _LAST), count))


def following(rule: Rule, done: date) -> date | None:
    """The day it comes back when the rule counts from the day it was done; never that day itself."""
    start = datetime(done.year, done.month, done.day)  # noqa: DTZ001 - a day on the wall
    endless = replace(rule, count=None)
    if not _ever_happens(endless, start):
        return None
    for found in _by_rule(endless, start, start, _LAST, ""):
        if found > start:
            return found.date()
    return None


def _stream(series: Series, after: datetime, before: datetime) -> Iterator[Occurrence]:
    """In the order of the wall clock. The loop is short because it runs for every occurrence."""
    offset_of = zone(series.time_zone).utcoffset
    # Without the detour through the named tuple's own Python function, which costs as much as the rest of the loop.
    make: Callable[..., Occurrence] = tuple[Any, ...].__new__
    latest = latest_offset = None
    for original, starts in _meant(series, after, before):
        # For a time that was jumped over this is the offset before the jump, as the standard wants.
        offset = offset_of(starts)
        assert offset is not None
        if offset != latest_offset:
            if latest is not None and latest_offset is not None and starts - offset <= latest - latest_offset:
                continue
            latest_offset = offset
        latest = starts
        yield make(Occurrence, (original, starts, offset))


def _meant(series: Series, after: datetime, before: datetime) -> Iterator[tuple[datetime, datetime]]:
    regular = _regular(series, after, before)
    if series.added or series.skipped or series.moved:
        return _with_exceptions(series, regular, after, before)
    return ((one, one) for one in regular)


def _with_exceptions(
    series: Series, regular: Iterator[datetime], after: datetime, before: datetime
) -> Iterator[tuple[datetime, datetime]]:
    gone = series.skipped | series.moved.keys()
    extras = sorted(
        (starts, original)
        for starts, original in (
            *((one, one) for one in series.added if one not in gone),
            *((there, one) for one, there in series.moved.items() if one not in series.skipped),
        )
        if after <= starts < before
    )
    place, known = 0, {starts for starts, _original in extras}
    for starts in regular:
        if starts in gone or starts in known:
            continue
        while place < len(extras) and extras[place][0] < starts:
            yield extras[place][1], extras[place][0]
            place += 1
        yield starts, starts
    for starts, original in extras[place:]:
        yield original, starts


def _regular(series: Series, after: datetime, before: datetime) -> Iterator[datetime]:
    if series.rule is None:
        return iter((series.start,) if after <= series.start < before else ())
    return _by_rule(series.rule, series.start, after, before, series.time_zone)


def _by_rule(
    rule: Rule, start: datetime, after: datetime, before: datetime, time_zone: str
) -> Iterator[datetime]:
    end = min(before - timedelta.resolution, _LAST)
    if rule.until is not None:
        end = min(end, _on_the_wall(rule.until, time_zone))
    if rule.count is None:
        rule, start = _near(rule, start, after)
    found: Iterator[datetime] = iter(_vendor(rule, start, until=end))
    if rule.count is not None:
        found = takewhile(end.__ge__, found)
    return found if after <= start else dropwhile(after.__gt__, found)


def _on_the_wall(until: date | datetime, time_zone: str) -> datetime:
    last = last_moment(until)
    return last.astimezone(zone(time_zone)).replace(tzinfo=None) if last.tzinfo else last


def _vendor(rule: Rule, start: datetime, until: datetime | None = None) -> Any:
    return dateutil.rrule(
        _FREQUENCY[rule.frequency],
        dtstart=start,
        interval=rule.interval,
        wkst=rule.week_start,
        count=rule.count,
        # Together with a count it is not allowed; then the count ends it.
        until=until if rule.count is None else None,
        bysetpos=rule.by_position or None,
        bymonth=rule.by_month or None,
        bymonthday=rule.by_month_day or None,
        byyearday=rule.by_year_day or None,
        byweekno=rule.by_week_number or None,
        byweekday=[dateutil.weekday(day, place or None) for day, place in rule.by_day] or None,
    )


def _near(rule: Rule, start: datetime, after: datetime) -> tuple[Rule, datetime]:
    """The same rule with a start shortly before `after`, so that a series of 1900 is not counted up to today."""
    if (after - start).days < 366:
        return rule, start
    rule = _spelled_out(rule, start)
    step = rule.interval
    if rule.frequency == "DAILY":
        return rule, start + timedelta(days=(after - start).days // step * step)
    if rule.frequency == "WEEKLY":
        first = start - timedelta(days=(start.weekday() - rule.week_start) % 7)
        weeks = (after - first).days // 7 // step * step
        return rule, max(start, first + timedelta(weeks=weeks))
    if rule.frequency == "MONTHLY":
        months = (after.year - start.year) * 12 + after.month - start.month
        months = max(0, months // step - 1) * step + start.month - 1
        return rule, max(start, start.replace(year=start.year + months // 12, month=months % 12 + 1, day=1))
    years = max(0, (after.year - start.year) // step - 1) * step
    return rule, max(start, start.replace(year=start.year + years, month=1, day=1))


def _spelled_out(rule: Rule, start: datetime) -> Rule:
    """The rule with the days it takes from its start, so that it may start elsewhere."""
    if rule.by_day or rule.by_month_day or rule.by_year_day or rule.by_week_number:
        return rule
    if rule.frequency == "WEEKLY":
        return replace(rule, by_day=((start.weekday(), 0),))
    if rule.frequency == "MONTHLY":
        return replace(rule, by_month_day=(start.day,))
    if rule.frequency == "YEARLY":
        return replace(rule, by_month=rule.by_month or (start.month,), by_month_day=(start.day,))
    return rule


@lru_cache(maxsize=2_000)
def _ever_happens(rule: Rule, start: datetime) -> bool:
    """Whether it happens before the last day we know.

    The vendor searches to the end of the year 9999, seconds long for a thirtieth of February; close to that end
    the same search is short.
    """
    for found in _vendor(replace(rule, count=None), start.replace(year=start.year + _NEAR_THE_END)):
        first = found.replace(year=found.year - _NEAR_THE_END)
        return first <= (_LAST if rule.until is None else min(_LAST, _on_the_wall(rule.until, "")))
    return False
