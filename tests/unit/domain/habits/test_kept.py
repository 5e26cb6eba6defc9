"""Streaks and covered days against the literal second telling of Loop's rules."""

from datetime import date, timedelta
from random import Random

import pytest

from coaching_app.domain.habits.history import History
from coaching_app.domain.habits.kept import best_streaks, covered_days, current_streak, streaks
from coaching_app.domain.habits.plan import DONE, MISSED, SKIPPED, Aim, Kind, Plan
from tests.unit.domain.habits import slow_loop

FIRST = date(2024, 1, 15)
START = FIRST.toordinal()
LEAD = 40


@pytest.mark.parametrize(
    ("times", "days"), [(1, 1), (1, 2), (1, 7), (2, 7), (3, 7), (5, 7), (1, 30), (4, 31), (2, 3)]
)
@pytest.mark.parametrize("seed", range(6))
def test_streaks_match_the_rules(times, days, seed):
    rng = Random(f"{times}/{days}/{seed}")
    entries = {
        FIRST + timedelta(days=n): rng.choice(["yes", "yes", "no", slow_loop.SKIP])
        for n in range(240) if rng.random() < 0.15 + 0.14 * seed
    }  # fmt: skip
    codes = {"yes": DONE, "no": MISSED, slow_loop.SKIP: SKIPPED}
    history = History(
        Plan(times=times, days=days), {day.toordinal(): codes[value] for day, value in entries.items()}
    )
    span = history.days(START - LEAD, START + 300)
    got = [(one.first, one.last) for one in streaks(history, span)]
    wanted = slow_loop.runs(slow_loop.kept_days(entries, times, days))
    assert got == [(first.toordinal(), last.toordinal()) for first, last in wanted]


def test_three_times_a_week_needs_nothing_on_the_other_days():
    history = History(Plan(times=3, days=7), {START: DONE, START + 1: DONE, START + 5: DONE})
    days = history.days(START, START + 9)
    assert covered_days(history, days) == {START + 2, START + 3, START + 4, START + 6}
    [only] = streaks(history, days)
    assert (only.first, only.last, only.length) == (START, START + 6, 7)


def test_measured_streaks_compare_the_day_with_the_target():
    plan = Plan(Kind.MEASURED, Aim.AT_LEAST, 2000)
    history = History(
        plan, {START: 2000, START + 1: 1999, START + 2: 5000, START + 3: SKIPPED, START + 4: 2000}
    )
    assert [one.length for one in streaks(history, history.days(START, START + 6))] == [1, 3]


def test_a_limit_needs_an_answer():
    plan = Plan(Kind.MEASURED, Aim.AT_MOST, 2000)
    history = History(plan, {START: 0, START + 1: 2000, START + 3: 2001, START + 4: 1000})
    assert [one.length for one in streaks(history, history.days(START, START + 5))] == [2, 1]


def test_weekdays_that_are_not_meant_and_rest_neither_break_nor_lengthen():
    monday = START + (1 - START) % 7
    plan = Plan(weekdays=0b0010101)
    ticks = {monday + n: DONE for n in (0, 2, 4, 7, 14, 16)}
    rest = frozenset({monday + 9, monday + 10, monday + 11})
    history = History(plan, ticks, rest)
    days = history.days(monday, monday + 17)
    assert [one.length for one in streaks(history, days)] == [6]
    assert current_streak(history, days, streaks(history, days)) == 6


def test_the_streak_lives_while_today_is_open():
    history = History(Plan(), {START: DONE, START + 1: DONE})
    for last, alive in ((START + 1, 2), (START + 2, 2), (START + 3, 0)):
        days = history.days(START, last)
        assert current_streak(history, days, streaks(history, days)) == alive
    assert current_streak(History(Plan(), {}), [START], []) == 0


def test_the_best_ones_are_the_longest_shown_newest_first():
    marks = {START + n: DONE for n in (0, 1, 2, 4, 5, 7, 8, 9, 11, 13, 14)}
    history = History(Plan(), marks)
    found = streaks(history, history.days(START, START + 15))
    assert [one.length for one in best_streaks(found, 3)] == [2, 3, 3]
    assert [one.last - START for one in best_streaks(found, 3)] == [14, 9, 2]
