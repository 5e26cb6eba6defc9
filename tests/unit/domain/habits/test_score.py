"""The score against Loop's published rules, computed a second time and slowly, and against figures Loop publishes."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.habits.history import History
from coaching_app.domain.habits.plan import DONE, MISSED, SKIPPED, Aim, Kind, Plan
from coaching_app.domain.habits.score import Checkpoint, multiplier, scores, window
from tests.unit.domain.habits import slow_loop

FIRST = date(2019, 1, 26)
START = FIRST.toordinal()
CODES = {"yes": DONE, "no": MISSED, slow_loop.SKIP: SKIPPED}
YES_NO = [
    (1, 1),
    (1, 2),
    (1, 7),
    (2, 7),
    (3, 7),
    (6, 7),
    (7, 7),
    (1, 30),
    (1, 31),
    (10, 31),
    (14, 14),
    (2, 3),
]
MEASURED = [
    (aim, target, 1, days) for aim in Aim for target in (0, 1, 250, 2000, 20_500) for days in (1, 2, 7, 30)
]


def _random_entries(rng: Random, count: int, values: list[object]) -> dict[date, object]:
    return {
        FIRST + timedelta(days=n): rng.choice(values) for n in range(count) if n == 0 or rng.random() < 0.8
    }


def _as_marks(entries: dict[date, object]) -> dict[int, int]:
    return {
        day.toordinal(): CODES[value] if isinstance(value, str) else int(value * 1000)
        for day, value in entries.items()
    }


@pytest.mark.parametrize(("times", "days"), YES_NO)
@pytest.mark.parametrize("seed", range(4))
def test_yes_no_matches_the_rules_to_nine_digits(times, days, seed):
    rng = Random(f"{times}/{days}/{seed}")
    entries = _random_entries(rng, 260, ["yes"] * (1 + seed) + ["no", slow_loop.SKIP])
    history = History(Plan(times=times, days=days), _as_marks(entries))
    got = scores(history, history.days(START, START + 289))
    calendar = [FIRST + timedelta(days=n) for n in range(290)]
    parts = slow_loop.percentages(entries, calendar, times, days, measured=False, at_most=False, target=Decimal(0))  # fmt: skip
    for position in (0, 1, 30, 100, 259, 289):
        wanted = slow_loop.score(parts[: position + 1], slow_loop.keep(times, days), at_most=False)
        assert abs(Decimal(got[position]) - wanted) < Decimal("1e-9")


@pytest.mark.parametrize(("aim", "target", "times", "days"), MEASURED)
@pytest.mark.parametrize("seed", range(2))
def test_measured_matches_the_rules_to_nine_digits(aim, target, times, days, seed):
    rng = Random(f"{aim}/{target}/{days}/{seed}")
    values = [0, 0.001, 0.25, 1, 2, 3.5, 40, slow_loop.SKIP] if seed else [0, 1, 2, 3]
    entries = _random_entries(rng, 200, values)
    history = History(Plan(Kind.MEASURED, aim, target, times, days), _as_marks(entries))
    got = scores(history, history.days(START, START + 229))
    calendar = [FIRST + timedelta(days=n) for n in range(230)]
    at_most = aim is Aim.AT_MOST
    parts = slow_loop.percentages(
        entries, calendar, times, days, measured=True, at_most=at_most, target=Decimal(target) / 1000
    )
    for position in (0, 1, 6, 7, 100, 199, 229):
        wanted = slow_loop.score(parts[: position + 1], slow_loop.keep(times, days), at_most=at_most)
        assert abs(Decimal(got[position]) - wanted) < Decimal("1e-9")


def _kept_for(days: int) -> list[float]:
    history = History(Plan(), {START + n: DONE for n in range(days)})
    return scores(history, history.days(START, START + days - 1))


def test_figures_that_loop_publishes():
    """The six digits that Loop's own tests promise."""
    assert _kept_for(20)[-4:] == pytest.approx([0.596033, 0.617008, 0.636894, 0.655747], abs=1e-6)
    assert round(_kept_for(13)[-1], 9) == 0.5
    limit = History(Plan(Kind.MEASURED, Aim.AT_MOST, 2000), {START: 1000} | {START + n: 5000 for n in range(1, 21)})  # fmt: skip
    got = scores(limit, limit.days(START, START + 20))
    assert got[:3] == pytest.approx([1, 0.948078, 0.898851], abs=1e-6)


def test_skipping_changes_nothing():
    marks = {START + n: DONE for n in range(20)} | {START + n: SKIPPED for n in (8, 9, 14)}
    history = History(Plan(), marks)
    got = scores(history, history.days(START, START + 19))
    assert got[7] == got[8] == got[9]
    assert got[13] == got[14]
    assert round(got[-1], 6) == 0.596033


def test_as_often_as_there_are_days_is_daily():
    assert multiplier(Plan(times=7, days=7)) == multiplier(Plan())
    assert window(Plan(times=7, days=7)) == 1
    assert (window(Plan(times=3, days=7)), window(Plan(Kind.MEASURED, times=1, days=7))) == (14, 7)


def test_weekdays_that_are_not_meant_are_like_skipped_ones_of_a_daily_habit():
    plan = Plan(weekdays=0b0010101)
    ticks = {START + n: DONE for n in range(60) if plan.is_due(START + n) and n % 5}
    skips = {START + n: SKIPPED for n in range(60) if not plan.is_due(START + n)}
    chosen, daily = History(plan, ticks), History(Plan(), ticks | skips)
    days = chosen.days(START, START + 59)
    assert scores(chosen, days) == scores(daily, days)


def test_doing_it_on_a_weekday_that_is_not_meant_counts():
    plan = Plan(weekdays=1)
    monday = START + (1 - START) % 7
    days = list(range(monday, monday + 3))
    without = scores(History(plan, {monday: DONE}), days)
    with_extra = scores(History(plan, {monday: DONE, monday + 1: DONE}), days)
    assert with_extra[-1] > without[-1]


@pytest.mark.parametrize("plan", [Plan(), Plan(times=3, days=7), Plan(Kind.MEASURED, Aim.AT_LEAST, 20_000, 1, 7),
                                  Plan(Kind.MEASURED, Aim.AT_MOST, 2000)])  # fmt: skip
def test_rest_is_as_if_those_days_had_never_been(plan):
    rng = Random(str(plan))
    values = [DONE, MISSED] if not plan.is_measured else [0, 1000, 3000]
    before = {START + n: rng.choice(values) for n in range(40)}
    rest = frozenset(range(START + 40, START + 50))
    after = {START + n: rng.choice(values) for n in range(40, 60)}
    rested = History(plan, before | {day + 10: mark for day, mark in after.items()}, rest)
    unbroken = History(plan, before | after)
    got = scores(rested, rested.days(START, START + 69))
    assert got == scores(unbroken, unbroken.days(START, START + 59))


def test_what_is_done_while_resting_counts():
    rest = frozenset({START + 1, START + 2})
    history = History(Plan(), {START: DONE, START + 1: DONE}, rest)
    assert history.days(START, START + 2) == [START, START + 1]


_plans = st.one_of(
    st.builds(Plan, times=st.integers(1, 7), days=st.sampled_from([7, 14]), weekdays=st.just(0)),
    st.builds(Plan, weekdays=st.integers(0, 127)),
    st.builds(
        Plan,
        st.just(Kind.MEASURED),
        st.sampled_from(Aim),
        st.integers(0, 5000),
        st.just(1),
        st.integers(1, 40),
    ),
)


@given(plan=_plans, data=st.data())
def test_going_on_from_a_checkpoint_gives_the_same(plan, data):
    size = data.draw(st.integers(1, 120))
    marks = data.draw(st.dictionaries(st.integers(START, START + size), st.integers(-1, 3), max_size=size))
    rest = data.draw(st.frozensets(st.integers(START, START + size), max_size=20))
    history = History(plan, marks, rest)
    days = history.days(START, START + size)
    whole = dict(zip(days, scores(history, days), strict=True))
    if not days:
        return
    middle = data.draw(st.sampled_from(days))
    place = days.index(middle)
    tail = days[max(0, place - window(plan) + 1) :]
    continued = scores(history, tail, Checkpoint(middle, whole[middle]))
    assert continued == pytest.approx([whole[day] for day in days[place + 1 :]], abs=1e-12)
    assert all(0 <= one <= 1 for one in whole.values())
