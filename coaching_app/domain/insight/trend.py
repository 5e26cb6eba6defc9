"""Where a measured value is going, with how sure that is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, stdev

from coaching_app.domain.insight.student import quantile

_FEWEST = 4


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The mean of the days around a day, and the bounds that hold it with 95 % confidence."""

    day: date
    mean: float
    low: float
    high: float
    days: int


def trend(measured: Mapping[date, float], *, window: int = 15) -> tuple[TrendPoint, ...]:
    """A point for every day that has enough answers around it; days without an answer count for nothing."""
    if not measured:
        return ()
    reach = timedelta(days=window // 2)
    points: list[TrendPoint] = []
    day, last = min(measured), max(measured)
    ordered = sorted(measured.items())
    first = end = 0
    while day <= last:
        while first < len(ordered) and ordered[first][0] < day - reach:
            first += 1
        while end < len(ordered) and ordered[end][0] <= day + reach:
            end += 1
        if end - first >= _FEWEST:
            points.append(_point(day, [value for _day, value in ordered[first:end]]))
        day += timedelta(days=1)
    return tuple(points)


def _point(day: date, values: list[float]) -> TrendPoint:
    mean, count = fmean(values), len(values)
    reach = quantile(0.975, count - 1) * stdev(values) / math.sqrt(count)
    return TrendPoint(day, mean, mean - reach, mean + reach, count)
