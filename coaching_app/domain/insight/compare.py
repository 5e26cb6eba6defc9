"""Compares the days on which something was done with those on which it was not, honestly.

A difference between such days may come from the weekday, from a time of life, or from days that resemble
the day before. Weekdays and stretches of four weeks are taken out of both sides first, and the uncertainty
is that of as many independent days as the two series are worth.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean

from coaching_app.domain.insight.student import quantile, two_sided

FEWEST_EACH = 10
FEWEST_DAYS = 30
_STRETCH_DAYS = 28
_LONGEST_LAG = 14
_ROUNDS = 30
_CONFIDENCE = 0.95


class Doubt(StrEnum):
    """Why a difference may mean something else than it seems to."""

    WEEKDAY = "weekday"
    PERIOD = "period"
    DAY_BEFORE = "day_before"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Days with against days without, in the unit of what was measured.

    `difference` has weekdays and stretches of time taken out, `plain_difference` has not; `low` and `high`
    bound the former with 95 % confidence; `chance` is how likely it is if nothing is behind it.
    """

    with_days: int
    without_days: int
    with_mean: float
    without_mean: float
    difference: float
    plain_difference: float
    low: float
    high: float
    chance: float
    doubts: tuple[Doubt, ...]

    @property
    def is_reversed(self) -> bool:
        """Whether the plain difference points the other way: then neither is told."""
        return self.difference * self.plain_difference <= 0


def compare(done: Mapping[date, bool], measured: Mapping[date, float]) -> Comparison | None:
    """Compare where both are known; a day without an answer is no day. None when there are too few days."""
    days = sorted(done.keys() & measured.keys())
    marks = [1.0 if done[day] else 0.0 for day in days]
    values = [measured[day] for day in days]
    with_days = int(sum(marks))
    if min(with_days, len(days) - with_days) < FEWEST_EACH or len(days) < FEWEST_DAYS:
        return None
    groups = _groups(days)
    x, y = _without(marks, groups), _without(values, groups)
    spread = sum(value * value for value in x)
    if spread < 1e-9 or sum(value * value for value in y) < 1e-12:
        return None
    slope = sum(a * b for a, b in zip(x, y, strict=True)) / spread
    error, freedom = _uncertainty(days, x, y, slope, spent=sum(max(group) for group in groups) + 2)
    if freedom < 5:
        return None
    reach = quantile((1 + _CONFIDENCE) / 2, freedom) * error
    plain = _plain(marks, values)
    return Comparison(
        with_days=with_days,
        without_days=len(days) - with_days,
        with_mean=plain[0],
        without_mean=plain[1],
        difference=slope,
        plain_difference=plain[0] - plain[1],
        low=slope - reach,
        high=slope + reach,
        chance=two_sided(slope / error, freedom),
        doubts=tuple(_confounded(groups, marks, values)) + tuple(_led(days, slope, done, measured)),
    )


def _plain(marks: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    pairs = list(zip(marks, values, strict=True))
    return fmean(value for mark, value in pairs if mark), fmean(value for mark, value in pairs if not mark)


def _groups(days: Sequence[date]) -> tuple[list[int], list[int]]:
    """For each day its weekday and its stretch of four weeks, each counted from zero."""
    first = days[0]
    stretches = [(day - first).days // _STRETCH_DAYS for day in days]
    place = {stretch: index for index, stretch in enumerate(dict.fromkeys(stretches))}
    return [day.weekday() for day in days], [place[stretch] for stretch in stretches]


def _without(values: Sequence[float], groups: tuple[list[int], ...]) -> list[float]:
    """What is left of the values when the mean of every group is taken out, until nothing moves."""
    left = list(values)
    for _round in range(_ROUNDS):
        moved = 0.0
        for group in groups:
            moved = max(moved, _centre(left, group))
        if moved < 1e-9:
            break
    return left


def _centre(values: list[float], group: list[int]) -> float:
    """Take each group's mean out, in place; the largest mean there was."""
    size = max(group) + 1
    sums, counts = [0.0] * size, [0] * size
    for value, index in zip(values, group, strict=True):
        sums[index] += value
        counts[index] += 1
    means = [total / count if count else 0.0 for total, count in zip(sums, counts, strict=True)]
    for place, index in enumerate(group):
        values[place] -= means[index]
    return max(abs(mean) for mean in means)


def _uncertainty(
    days: Sequence[date], x: Sequence[float], y: Sequence[float], slope: float, *, spent: int
) -> tuple[float, float]:
    """The standard error of the slope and its degrees of freedom.

    Two series of days that resemble their neighbours are worth fewer days than they have: the variance of
    their covariance grows by one plus twice the sum of the products of their autocorrelations (Bartlett).
    """
    worth = len(days) / _inflation(days, x, y)
    freedom = worth - spent * worth / len(days)
    rest = sum((b - slope * a) ** 2 for a, b in zip(x, y, strict=True))
    spread = sum(a * a for a in x)
    if freedom < 5:
        return math.inf, freedom
    return math.sqrt(max(rest, 1e-12) / (spread * freedom)), freedom


def _inflation(days: Sequence[date], x: Sequence[float], y: Sequence[float]) -> float:
    total = 1.0
    by_day = {day: index for index, day in enumerate(days)}
    longest = min(_LONGEST_LAG, len(days) // 4)
    spreads = sum(a * a for a in x) / len(x), sum(b * b for b in y) / len(y)
    for lag in range(1, longest + 1):
        pairs = [(index, by_day.get(day + timedelta(days=lag))) for index, day in enumerate(days)]
        both = [(i, j) for i, j in pairs if j is not None]
        if len(both) < FEWEST_EACH:
            continue
        of_x = sum(x[i] * x[j] for i, j in both) / len(both) / spreads[0]
        of_y = sum(y[i] * y[j] for i, j in both) / len(both) / spreads[1]
        total += 2 * (1 - lag / (longest + 1)) * of_x * of_y
    # Days that alternate are worth no more than they are.
    return max(1.0, total)


def _confounded(
    groups: tuple[list[int], list[int]], marks: Sequence[float], values: Sequence[float]
) -> Iterator[Doubt]:
    """What makes at least half of the plain difference when it is left in."""
    plain = _slope(marks, values)
    for doubt, group in zip((Doubt.WEEKDAY, Doubt.PERIOD), groups, strict=True):
        within = _slope(_without(marks, (group,)), _without(values, (group,)))
        if within is None or plain is None or within * plain <= 0 or abs(within) < abs(plain) / 2:
            yield doubt


def _led(
    days: Sequence[date], slope: float, done: Mapping[date, bool], measured: Mapping[date, float]
) -> Iterator[Doubt]:
    """Whether the day before differed already, so that it may be the other way round."""
    before = {day + timedelta(days=1): value for day, value in measured.items()}
    earlier = [(day, before[day]) for day in days if day in before]
    if len(earlier) < FEWEST_DAYS:
        return
    leads = _slope([float(done[day]) for day, _value in earlier], [value for _day, value in earlier])
    if leads is not None and leads * slope > 0 and abs(leads) > abs(slope) / 2:
        yield Doubt.DAY_BEFORE


def _slope(x: Sequence[float], y: Sequence[float]) -> float | None:
    mean_x, mean_y = fmean(x), fmean(y)
    spread = sum((a - mean_x) ** 2 for a in x)
    if spread < 1e-9:
        return None
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread
