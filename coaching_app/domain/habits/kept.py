"""Which days count as kept, and how many of them follow each other."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from coaching_app.domain.habits.history import History
from coaching_app.domain.habits.plan import DONE, SKIPPED, WHOLE

_MONTHS = frozenset({30, 31})


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row, as numbers of the calendar; `length` leaves out rest and weekdays that are not meant."""

    first: int
    last: int
    length: int


@dataclass(slots=True)
class _Span:
    """The positions that one fulfilment of the plan covers; `core` is the last tick it needs."""

    first: int
    core: int
    last: int


def covered_days(history: History, days: Sequence[int]) -> set[int]:
    """Days without a tick on which none was needed, because the plan is fulfilled around them.

    Three times in seven days are fulfilled by Monday, Tuesday and Saturday: all seven days are covered. The newest
    span stands where its first tick is; older ones move back to where they no longer overlap the next one, at most
    until their last tick ends them.
    """
    if history.plan.is_measured or history.plan.rhythm == (1, 1):
        return set()
    ticks = [place for place, day in enumerate(days) if history.marks.get(day) == DONE]
    # A span that slides may begin before the first known day and end behind the last.
    return {
        days[place]
        for span in _spans(history, days, ticks)
        for place in range(max(0, span.first), min(len(days) - 1, span.last) + 1)
        if history.marks.get(days[place]) not in {DONE, SKIPPED}
    }


def _spans(history: History, days: Sequence[int], ticks: Sequence[int]) -> list[_Span]:
    """One span for each run of `times` ticks that fits, newest first, slid apart."""
    times, _days = history.plan.rhythm
    spans: list[_Span] = []
    for place in range(len(ticks) - times, -1, -1):
        first, core = ticks[place], ticks[place + times - 1]
        size = _size(history, days[first])
        if core - first < size:
            spans.append(_Span(first, core, first + size - 1))
    for newer, span in pairwise(spans):
        overlap = span.last - newer.first + 1
        if overlap > 0:
            shift = min(overlap, span.last - span.core)
            span.first, span.last = span.first - shift, span.last - shift
    return spans


def _size(history: History, ordinal: int) -> int:
    """How many days a span has; "a month" is as long as the month it begins in."""
    _times, size = history.plan.rhythm
    if size not in _MONTHS:
        return size
    begin = date.fromordinal(ordinal)
    length = monthrange(begin.year, begin.month)[1]
    if begin.day < length:
        return length
    following = begin + timedelta(days=1)
    return monthrange(following.year, following.month)[1]


def is_kept(history: History, day: int, covered: set[int]) -> bool:
    """Whether the day keeps a streak alive; a skipped one does."""
    plan, mark = history.plan, history.marks.get(day)
    if mark == SKIPPED or day in covered:
        return True
    if not plan.is_measured:
        return mark == DONE
    if mark is None:
        return False
    amount, target = mark / WHOLE, plan.target / WHOLE
    return amount <= target if plan.is_limit else amount >= target


def streaks(history: History, days: Sequence[int]) -> list[Streak]:
    """Every streak, oldest first. Rest and weekdays that are not meant neither break nor lengthen one."""
    covered = covered_days(history, days)
    found: list[Streak] = []
    run: list[int] = []
    for day in days:
        if is_kept(history, day, covered):
            run.append(day)
        elif not history.is_neutral(day):
            _close(run, found)
    _close(run, found)
    return found


def _close(run: list[int], found: list[Streak]) -> None:
    if run:
        found.append(Streak(run[0], run[-1], len(run)))
        run.clear()


def best_streaks(found: Sequence[Streak], count: int) -> list[Streak]:
    """The longest ones, the newest of equals first, shown newest first."""
    longest = sorted(found, key=lambda one: (one.length, one.last), reverse=True)[:count]
    return sorted(longest, key=lambda one: one.last, reverse=True)


def current_streak(history: History, days: Sequence[int], found: Sequence[Streak]) -> int:
    """The length of the streak that is still alive: today may be open yet."""
    if not found or not days:
        return 0
    newest = found[-1]
    open_days = [day for day in days if day > newest.last and not history.is_neutral(day)]
    return newest.length if not open_days or open_days == [days[-1]] else 0
