"""Insights are true ones: false ones are as rare as promised, and a paradox is not told."""

import math
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.insight.compare import Doubt, compare
from coaching_app.domain.insight.discover import discover, split_at_middle
from coaching_app.domain.insight.student import quantile, two_sided
from coaching_app.domain.insight.trend import trend

START = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("freedom", "expected"), [(5, 2.570582), (10, 2.228139), (20, 2.085963), (60, 2.000298), (300, 1.967903)]
)
def test_quantiles_are_those_of_the_tables(freedom: float, expected: float) -> None:
    assert quantile(0.975, freedom) == pytest.approx(expected, abs=5e-4)
    assert two_sided(expected, freedom) == pytest.approx(0.05, abs=1e-4)


def days_of(length: int) -> list[date]:
    return [START + timedelta(days=index) for index in range(length)]


def life_without_an_effect(rng: random.Random) -> tuple[dict, dict]:
    """Habits in streaks and moods that linger, both with weekdays, drift and gaps, and nothing between them."""
    length = rng.choice((60, 90, 180, 365))
    days = days_of(length)
    behaviours = {}
    for name in range(rng.randint(2, 5)):
        weekly = [rng.uniform(-1.5, 1.5) for _day in range(7)]
        last, stay, drift = 0.0, rng.uniform(0, 0.6), rng.uniform(-1.5, 1.5)
        marks = {}
        for index, day in enumerate(days):
            last = stay * last + rng.gauss(0, 1)
            if rng.random() < 0.85:
                marks[day] = last + weekly[day.weekday()] + drift * index / length > 0
        behaviours[f"habit {name}"] = marks
    outcomes = {}
    for name in range(rng.randint(1, 3)):
        weekly = [rng.uniform(-0.7, 0.7) for _day in range(7)]
        last, stay, drift = 0.0, rng.uniform(0, 0.6), rng.uniform(-1.5, 1.5)
        values = {}
        for index, day in enumerate(days):
            last = stay * last + rng.gauss(0, 1)
            if rng.random() < 0.8:
                values[day] = float(
                    round(min(5, max(1, 3 + last + weekly[day.weekday()] + drift * index / length)))
                )
        outcomes[f"mood {name}"] = values
    return behaviours, outcomes


def test_at_most_one_in_twenty_lives_without_an_effect_has_an_insight() -> None:
    rng = random.Random(20261121)
    wrong = sum(bool(discover(*life_without_an_effect(rng)).findings) for _life in range(1_000))
    assert wrong <= 50


def test_an_effect_that_is_there_is_found_with_its_size() -> None:
    rng = random.Random(5)
    found = 0
    for _life in range(40):
        days = days_of(180)
        walked = {day: rng.random() < 0.45 for day in days}
        mood = {day: 3 + 0.7 * walked[day] + rng.gauss(0, 0.8) for day in days if rng.random() < 0.9}
        findings = discover({"walk": walked}, {"mood": mood}).findings
        if findings:
            comparison = findings[0].comparison
            found += comparison.low <= 0.7 <= comparison.high
            assert comparison.with_days + comparison.without_days == len(mood)
    assert found >= 36


def test_a_paradox_of_two_times_of_life_is_not_told() -> None:
    """In each half running goes with a worse mood; put together it seems to go with a better one."""
    rng = random.Random(9)
    days = days_of(240)
    ran = {day: rng.random() < (0.2 if index < 120 else 0.8) for index, day in enumerate(days)}
    mood = {
        day: (2.0 if index < 120 else 4.0) - 0.4 * ran[day] + rng.gauss(0, 0.4)
        for index, day in enumerate(days)
    }
    comparison = compare(ran, mood)
    assert comparison is not None
    assert comparison.plain_difference > 0.3
    assert comparison.high < 0
    assert comparison.is_reversed
    assert Doubt.PERIOD in comparison.doubts
    assert discover({"run": ran}, {"mood": mood}).findings == ()


def test_a_paradox_of_weekdays_is_not_told() -> None:
    rng = random.Random(10)
    days = days_of(280)
    free = {day: day.weekday() >= 5 for day in days}
    read = {day: rng.random() < (0.85 if free[day] else 0.15) for day in days}
    mood = {day: (4.2 if free[day] else 2.6) - 0.4 * read[day] + rng.gauss(0, 0.4) for day in days}
    comparison = compare(read, mood)
    assert comparison is not None
    assert comparison.plain_difference > 0 > comparison.difference
    assert Doubt.WEEKDAY in comparison.doubts
    assert discover({"read": read}, {"mood": mood}).findings == ()


def test_a_mood_that_leads_is_named() -> None:
    rng = random.Random(11)
    mood, did, last = {}, {}, 0.0
    for day in days_of(300):
        did[day] = last + rng.gauss(0, 0.6) > 0
        last = 0.75 * last + rng.gauss(0, 0.6)
        mood[day] = 3 + last
    comparison = compare(did, mood)
    assert comparison is not None
    assert Doubt.DAY_BEFORE in comparison.doubts


def test_missing_is_not_zero() -> None:
    rng = random.Random(12)
    days = days_of(200)
    did = {day: rng.random() < 0.5 for day in days}
    mood = {day: 3 + rng.gauss(0, 1) for day in days}
    known = {day: value for day, value in mood.items() if rng.random() < 0.5}
    comparison = compare(did, known)
    assert comparison is not None
    assert comparison.with_days + comparison.without_days == len(known)
    assert comparison.with_mean == pytest.approx(
        sum(known[day] for day in known if did[day]) / sum(did[day] for day in known)
    )


def test_too_few_days_say_nothing() -> None:
    days = days_of(60)
    assert compare({day: day == days[0] for day in days}, dict.fromkeys(days, 3.0)) is None
    assert compare(dict.fromkeys(days, True), {day: float(day.day) for day in days}) is None
    search = discover({"a": {days[0]: True}}, {"b": {days[0]: 1.0}})
    assert (search.findings, search.compared, search.too_few) == ((), 0, 1)


def test_a_value_is_split_at_its_own_middle() -> None:
    days = days_of(40)
    split = split_at_middle({day: float(index) for index, day in enumerate(days)})
    assert split is not None
    assert split[1] == 19.5
    assert sum(split[0].values()) == 20
    assert split_at_middle({days[0]: 1.0}) is None


VALUES = st.dictionaries(
    st.integers(0, 400).map(lambda offset: START + timedelta(days=offset)),
    st.one_of(st.integers(1, 5).map(float), st.floats(-1e6, 1e6)),
    max_size=80,
)


@given(
    st.dictionaries(st.integers(0, 400).map(lambda o: START + timedelta(days=o)), st.booleans(), max_size=80),
    VALUES,
)
def test_whatever_was_written_down_the_numbers_are_numbers(did: dict, mood: dict) -> None:
    comparison = compare(did, mood)
    if comparison is not None:
        assert comparison.low <= comparison.difference <= comparison.high
        assert 0 <= comparison.chance <= 1
        assert math.isfinite(comparison.high)


@given(VALUES)
def test_a_trend_stays_between_its_bounds(mood: dict) -> None:
    for point in trend(mood):
        assert point.low <= point.mean <= point.high
        assert point.days >= 4
