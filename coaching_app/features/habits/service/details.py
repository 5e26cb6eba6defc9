"""Reads everything about one habit: its curve, its calendar, its weekdays, its streaks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.kept import best_streaks, covered_days, current_streak, streaks
from coaching_app.domain.habits.patterns import by_weekday, shades
from coaching_app.domain.habits.plan import DONE, SKIPPED, Kind
from coaching_app.domain.habits.score import multiplier, window
from coaching_app.domain.habits.words import locale_of, number_words, plan_words
from coaching_app.features.habits.queries import entries_between
from coaching_app.features.habits.schemas import (
    DayRow,
    HabitDetails,
    ScoreDay,
    ScoreRow,
    StreakRow,
    WeekdayRow,
)
from coaching_app.features.habits.service.days import today_of
from coaching_app.features.habits.service.entries import entry_view
from coaching_app.features.habits.service.reading import require_habit, score_days, whole_days, whole_history
from coaching_app.features.habits.service.standing import Reading, plan_of
from coaching_app.features.habits.service.wording import (
    day_label,
    days_words,
    entry_words,
    short_date,
    weekday_name,
)

CURVE_DAYS = {"quarter": 91, "year": 365, "all": 0}
MOST_POINTS = 120
HEAT_WEEKS = 26
BEST = 5
LAST_DAYS = 7
# Fewer days than this say nothing about a weekday.
ENOUGH_DAYS = 4


async def read_details(db: AsyncSession, actor: Actor, habit_id: str, span: str = "quarter") -> HabitDetails:
    """One habit as its page shows it; `span` is the part of the curve: quarter, year or all."""
    habit = await require_habit(db, actor, habit_id)
    today = await today_of(db, actor)
    reading = await whole_history(db, habit, today)
    series = score_days(reading)
    score = series[-1].score if series else 0.0
    figures = _streak_figures(reading, actor.language)
    curve = _curve(series, span, actor.language)
    return HabitDetails(
        id=habit.id,
        name=habit.name,
        question=habit.question,
        description=habit.description,
        facts=plan_words(plan_of(habit), habit.unit, actor.language),
        tags=tuple(habit.tags),
        is_archived=habit.archived_at is not None,
        is_measured=habit.kind == Kind.MEASURED,
        percent=round(100 * score),
        score_how=_score_how(reading, score),
        streak_how=_streak_how(),
        total=_total(reading),
        total_how=_total_how(reading),
        weekdays=_weekdays(reading, actor.language),
        weekday_summary=_weekday_summary(reading, actor.language),
        days=await _last_days(db, reading, actor.language),
        today=today.isoformat(),
        has_days=bool(reading.marks),
        **figures,
        **curve,
        **_heat(reading, actor.language),
    )


def _lead(reading: Reading) -> list[int]:
    """The days from some weeks before the first mark, where spans may reach, to today."""
    plan = plan_of(reading.habit)
    first = (reading.habit.first_day or reading.today).toordinal() - max(31, plan.days)
    return reading.history.days(first, reading.today.toordinal())


def _streak_figures(reading: Reading, language: str) -> dict[str, Any]:
    days = _lead(reading)
    found = streaks(reading.history, days)
    best = best_streaks(found, BEST)
    longest = max((one.length for one in found), default=0)
    rows = tuple(
        StreakRow(
            f"{short_date(date.fromordinal(one.first), language)} – {short_date(date.fromordinal(one.last), language)}",
            one.length,
            round(100 * one.length / longest),
        )
        for one in best
    )
    return {"streak": current_streak(reading.history, days, found), "best": longest, "streaks": rows}


def _curve(series: Sequence[ScoreDay], span: str, language: str) -> dict[str, Any]:
    length = CURVE_DAYS.get(span, 91)
    shown = series[-length:] if length else series
    if not shown:
        return {}
    step = max(1, -(-len(shown) // MOST_POINTS))
    # Counted back from today, so that the last point is always today's.
    points = list(shown[::-1][::step][::-1])
    monthly = [one for one in shown if one.day.day == 1 or one is shown[-1]]
    rows = monthly if length != 91 else shown[::-1][::7][::-1]
    return {
        "curve": tuple(round(100 * one.score, 2) for one in points),
        "curve_summary": _curve_words(shown),
        "curve_rows": tuple(
            ScoreRow(short_date(one.day, language), f"{100 * one.score:.1f} %") for one in reversed(rows)
        ),
        "curve_from": short_date(shown[0].day, language),
    }


def _curve_words(shown: Sequence[ScoreDay]) -> str:
    first, last = shown[0], shown[-1]
    highest = max(shown, key=lambda one: one.score)
    return _("From {first} to {last} percent in {days}, highest {highest} percent.").format(
        first=round(100 * first.score),
        last=round(100 * last.score),
        highest=round(100 * highest.score),
        days=days_words(len(shown)),
    )


def _heat(reading: Reading, language: str) -> dict[str, Any]:
    today = reading.today
    # Whole weeks, so that each row of the map is one weekday.
    first_weekday = locale_of(language).first_week_day
    first = today - timedelta(days=(today.weekday() - first_weekday) % 7) - timedelta(weeks=HEAT_WEEKS - 1)
    history, days = reading.history, range(first.toordinal(), today.toordinal() + 1)
    covered = covered_days(history, _lead(reading)) if reading.habit.first_day else set[int]()
    levels = shades(history, days, covered)
    active = sum(level > 1 for level in levels)
    words = _("Something was done on {count} of the last {total} days.").format(
        count=active, total=len(levels)
    )
    return {"levels": tuple(levels), "heat_summary": words}


def _weekdays(reading: Reading, language: str) -> tuple[WeekdayRow, ...]:
    first = locale_of(language).first_week_day
    found = by_weekday(reading.history, whole_days(reading) if reading.marks else [])
    return tuple(
        WeekdayRow(
            weekday_name(one.weekday, language),
            one.percent,
            _("{done} of {asked}").format(done=one.done, asked=one.asked),
        )
        for one in (*found[first:], *found[:first])
    )


def _weekday_summary(reading: Reading, language: str) -> str:
    found = by_weekday(reading.history, whole_days(reading) if reading.marks else [])
    enough = [one for one in found if one.asked >= ENOUGH_DAYS]
    best = max(enough, key=lambda one: one.percent, default=None)
    if best is None or len({one.percent for one in enough}) < 2:
        return _("There are too few days to tell weekdays apart.")
    return _("Most often on {weekday}: {percent} % of {count}.").format(
        weekday=weekday_name(best.weekday, language), percent=best.percent, count=days_words(best.asked)
    )


async def _last_days(db: AsyncSession, reading: Reading, language: str) -> tuple[DayRow, ...]:
    first = reading.today - timedelta(days=LAST_DAYS - 1)
    rows = await entries_between(db, reading.habit.id, first, reading.today, LAST_DAYS)
    written = {row.day: entry_view(reading.habit, row.day, row) for row in rows}
    days = [reading.today - timedelta(days=back) for back in range(LAST_DAYS)]
    found: list[DayRow] = []
    for day in days:
        entry = written.get(day) or entry_view(reading.habit, day, None)
        label = day_label(day, reading.today, language)
        found.append(DayRow(day.isoformat(), label, entry_words(entry, reading.habit.unit), bool(entry.note)))
    return tuple(found)


def _total(reading: Reading) -> str:
    marks = [mark for mark in reading.marks.values() if mark != SKIPPED]
    if reading.habit.kind == Kind.MEASURED:
        return f"{number_words(sum(marks))} {reading.habit.unit}".strip()
    return days_words(sum(mark == DONE for mark in marks))


def _total_how(reading: Reading) -> str:
    skipped = sum(mark == SKIPPED for mark in reading.marks.values())
    counted = _("Everything written down since the first day, {days} with an answer.").format(
        days=days_words(len(reading.marks) - skipped)
    )
    return f"{counted} {_('Skipped days are left out:')} {skipped}." if skipped else counted


def _score_how(reading: Reading, score: float) -> str:
    plan = plan_of(reading.habit)
    keep = multiplier(plan)
    return _(
        "Each day the score keeps {keep} % of the day before; the remaining {rest} % are what you achieved of your plan "
        "in the last {days}. Skipped days and rest leave it as it is. Today this gives {score} %. It is the "
        "formula of Loop Habit Tracker: 0.5 to the power of √frequency ÷ 13."
    ).format(
        keep=f"{100 * keep:.2f}",
        rest=f"{100 - 100 * keep:.2f}",
        days=days_words(window(plan)),
        score=f"{100 * score:.2f}",
    )


def _streak_how() -> str:
    return _(
        "Days in a row that were done or skipped, or that needed nothing because the plan was fulfilled around them. "
        "Rest and weekdays that are not meant neither break nor lengthen it. Today may still be open."
    )
