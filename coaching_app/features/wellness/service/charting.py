"""Turns trends and years into what the charts of the page draw, and into the tables beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.domain.actor import Actor
from coaching_app.features.wellness.schemas import ChartPoint, Insight, InsightRow, Trend, Year
from coaching_app.features.wellness.service.board import number_words
from coaching_app.features.wellness.service.reading import read_trend, read_year

_MOST_ROWS = 100
_FEWEST_WEEKS, _DAY = 20, timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as the page draws it: points as (days since the first, value, mean, lower, upper)."""

    label: str
    points: tuple[tuple[int, float | None, float | None, float | None, float | None], ...]
    low: float
    high: float
    rows: tuple[ChartPoint, ...]
    summary: str
    first: str
    levels: tuple[int, ...]
    year_summary: str


async def draw(db: AsyncSession, actor: Actor, field_id: str, *, today: date, days: int, year: int) -> Drawn:
    """The last days of a question, and a year of it."""
    begin = today - timedelta(days=days - 1)
    trend = await read_trend(db, actor, field_id, first=begin, last=today)
    whole = await read_year(db, actor, field_id, year)
    low, high = _band(trend)
    return Drawn(
        label=trend.label,
        points=tuple(((day.day - begin).days, day.value, day.mean, day.low, day.high) for day in trend.days),
        low=low,
        high=high,
        rows=_rows(trend, actor),
        summary=trend.summary,
        first=format_date(begin, "d MMM y", locale=actor.language),
        levels=_levels(whole, today),
        year_summary=whole.summary,
    )


def insight_rows(found: Sequence[Insight]) -> tuple[InsightRow, ...]:
    """Insights as the page shows them."""
    return tuple(InsightRow(one.done, one.measured, one.text, one.doubts, one.verdict) for one in found)


def _band(trend: Trend) -> tuple[float, float]:
    """The lowest and highest value the chart has to hold."""
    if trend.lowest is not None and trend.highest is not None:
        return trend.lowest, trend.highest
    values = [value for day in trend.days for value in (day.value, day.low, day.high) if value is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if high > low else (low - 1, high + 1)


def _rows(trend: Trend, actor: Actor) -> tuple[ChartPoint, ...]:
    """The days of a trend, the latest first."""
    rows: list[ChartPoint] = []
    for day in reversed(trend.days):
        bounds = "" if day.low is None or day.high is None else f"{day.low:.1f} – {day.high:.1f}"
        rows.append(
            ChartPoint(
                format_date(day.day, "EEE d MMM y", locale=actor.language),
                "" if day.value is None else number_words(day.value),
                "" if day.mean is None else f"{day.mean:.1f}",
                bounds,
            )
        )
    return tuple(rows[:_MOST_ROWS])


def _levels(year: Year, today: date) -> tuple[int, ...]:
    """A level for each day of the year from its first Monday's week on; -1 where there is no answer.

    The year that is under way ends today, or after as many weeks as a phone shows at once.
    """
    levels = {day.day: day.level for day in year.days}
    first = date(year.year, 1, 1)
    start = first - timedelta(days=first.weekday())
    last = min(date(year.year, 12, 31), max(today, start + timedelta(weeks=_FEWEST_WEEKS) - _DAY))
    return tuple(levels.get(start + timedelta(days=offset), -1) for offset in range((last - start).days + 1))
