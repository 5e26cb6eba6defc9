"""Weekdays and shades."""

import pytest

from coaching_app.domain.habits.history import History
from coaching_app.domain.habits.kept import covered_days
from coaching_app.domain.habits.patterns import by_weekday, shades
from coaching_app.domain.habits.plan import DONE, MISSED, SKIPPED, Aim, Kind, Plan

MONDAY = 738_885 - (738_885 - 1) % 7


def test_weekdays_count_what_was_asked():
    marks = {MONDAY: DONE, MONDAY + 7: MISSED, MONDAY + 14: SKIPPED, MONDAY + 1: DONE}
    found = by_weekday(History(Plan(), marks), range(MONDAY, MONDAY + 21))
    assert (found[0].done, found[0].asked, found[0].percent) == (1, 2, 50)
    assert (found[1].done, found[1].asked, found[1].percent) == (1, 3, 33)
    assert found[6].percent == 0


def test_weekdays_that_are_not_meant_are_not_asked():
    found = by_weekday(History(Plan(weekdays=1), {MONDAY: DONE}), range(MONDAY, MONDAY + 14))
    assert [one.asked for one in found] == [2, 0, 0, 0, 0, 0, 0]
    assert found[3].percent == 0


def test_a_plan_over_a_week_counts_every_day_that_helps():
    weekly = Plan(Kind.MEASURED, Aim.AT_LEAST, 100_000, 1, 7)
    found = by_weekday(History(weekly, {MONDAY: 20_000, MONDAY + 1: 0}), range(MONDAY, MONDAY + 7))
    assert [one.done for one in found] == [1, 0, 0, 0, 0, 0, 0]


def test_shades_of_a_yes():
    history = History(Plan(times=1, days=3), {MONDAY: DONE, MONDAY + 4: MISSED})
    days = range(MONDAY, MONDAY + 6)
    assert shades(history, days, covered_days(history, days)) == [4, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("aim", "target", "mark", "shade"),
    [
        (Aim.AT_LEAST, 2000, 1, 1), (Aim.AT_LEAST, 2000, 1000, 2), (Aim.AT_LEAST, 2000, 9000, 4),
        (Aim.AT_LEAST, 0, 0, 4), (Aim.AT_LEAST, 2000, 0, 0), (Aim.AT_LEAST, 2000, SKIPPED, 0),
        (Aim.AT_MOST, 2000, 0, 4), (Aim.AT_MOST, 2000, 2000, 4), (Aim.AT_MOST, 2000, 3000, 3),
        (Aim.AT_MOST, 2000, 9000, 0), (Aim.AT_MOST, 0, 0, 4), (Aim.AT_MOST, 0, 1, 0),
    ],
)  # fmt: skip
def test_shades_of_a_number(aim, target, mark, shade):
    history = History(Plan(Kind.MEASURED, aim, target), {MONDAY: mark})
    assert shades(history, [MONDAY], set()) == [shade]
    assert shades(history, [MONDAY + 1], set()) == [0]
