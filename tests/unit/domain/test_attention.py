"""Who may need their coach: nothing is said of what is not shared, nor of whoever rests."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.attention import (
    OVERDUE_DAYS,
    QUIET_DAYS,
    Reason,
    Signs,
    findings,
    has_dropped,
    overdue,
    pressing,
    quiet_days,
)

TODAY = date(2026, 11, 21)
CATEGORIES = ("goals", "tasks", "habits", "checkins", "notes")
days = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=2))
answers = st.lists(st.tuples(days, st.integers(1, 5).map(float)), max_size=40)


@st.composite
def signs(draw) -> Signs:
    shared = draw(st.frozensets(st.sampled_from(CATEGORIES)))
    awaited = draw(st.frozensets(st.sampled_from(sorted(shared)))) if shared else frozenset()
    return Signs(
        shared=shared,
        awaited=awaited,
        last=draw(st.none() | days) if shared else None,
        is_resting=draw(st.booleans()),
        rested=draw(st.frozensets(days, max_size=30)),
        moods={"Mood": draw(answers)} if "checkins" in shared else {},
        due=draw(st.dictionaries(days, st.integers(1, 9), max_size=5)) if "tasks" in shared else {},
        plan_rested=draw(st.frozensets(days, max_size=30)),
    )


@given(signs())
def test_there_is_always_a_reason_and_the_quiet_ones_stand_alone(one: Signs) -> None:
    found = findings(one, TODAY)
    assert found
    alone = {Reason.RESTING, Reason.SHARES_NOTHING, Reason.FINE}
    assert len(found) == 1 or not alone & {each.reason for each in found}
    assert [each.reason for each in found] == sorted((each.reason for each in found), key=list(Reason).index)


@given(signs())
def test_whoever_rests_is_only_resting(one: Signs) -> None:
    reasons = {each.reason for each in findings(one, TODAY)}
    assert (reasons == {Reason.RESTING}) is one.is_resting


@given(signs())
def test_who_shares_nothing_is_never_quiet(one: Signs) -> None:
    reasons = {each.reason for each in findings(one, TODAY)}
    if not one.shared:
        assert reasons <= {Reason.SHARES_NOTHING, Reason.RESTING}
    if not one.awaited:
        assert Reason.QUIET not in reasons


@given(signs(), st.frozensets(days, max_size=30))
def test_more_rest_never_makes_anybody_quieter(one: Signs, more: frozenset[date]) -> None:
    rested = Signs(one.shared, one.awaited, one.last, one.is_resting, one.rested | more, one.moods)
    assert quiet_days(rested, TODAY) <= quiet_days(one, TODAY)


@given(signs(), st.integers(0, 6))
def test_whoever_moved_within_the_week_is_not_quiet(one: Signs, ago: int) -> None:
    moved = Signs(one.shared, one.awaited, TODAY - timedelta(days=ago), one.is_resting, one.rested, one.moods)
    assert Reason.QUIET not in {each.reason for each in findings(moved, TODAY)}


def test_quiet_begins_on_the_seventh_day_and_grows_by_the_day() -> None:
    def silent(ago: int) -> Signs:
        return Signs(frozenset({"habits"}), frozenset({"habits"}), TODAY - timedelta(days=ago))

    assert findings(silent(QUIET_DAYS - 1), TODAY)[0].reason is Reason.FINE
    assert findings(silent(QUIET_DAYS), TODAY)[0].days == QUIET_DAYS
    assert pressing(findings(silent(30), TODAY)) < pressing(findings(silent(8), TODAY))


def test_days_of_rest_are_no_silence() -> None:
    rested = frozenset(TODAY - timedelta(days=back) for back in range(5))
    one = Signs(frozenset({"habits"}), frozenset({"habits"}), TODAY - timedelta(days=9), rested=rested)
    assert quiet_days(one, TODAY) == 4
    assert findings(one, TODAY)[0].reason is Reason.FINE


def _mood(recent: list[float], before: list[float]) -> list[tuple[date, float]]:
    found = [(TODAY - timedelta(days=back), value) for back, value in enumerate(recent)]
    return found + [(TODAY - timedelta(days=8 + back), value) for back, value in enumerate(before)]


@given(
    st.lists(st.integers(1, 5).map(float), max_size=2), st.lists(st.integers(1, 5).map(float), max_size=20)
)
def test_few_answers_are_no_drop(recent: list[float], before: list[float]) -> None:
    assert not has_dropped(_mood(recent, before), TODAY)
    assert not has_dropped(_mood([1.0, 1.0, 1.0], before[:5]), TODAY)


@given(st.lists(st.integers(1, 5).map(float), min_size=3, max_size=7))
def test_a_rise_is_no_drop(recent: list[float]) -> None:
    assert not has_dropped(_mood(recent, [1.0] * 10), TODAY)


def test_a_clear_fall_is_a_drop_and_a_wobble_is_none() -> None:
    assert has_dropped(_mood([2, 2, 1, 2], [4, 4, 5, 4, 4, 3, 4]), TODAY)
    assert not has_dropped(_mood([3, 4, 3], [4, 3, 4, 5, 2, 4, 3]), TODAY)


def _due(*back: int, rested: tuple[int, ...] = ()) -> Signs:
    return Signs(
        frozenset({"tasks"}),
        due={TODAY - timedelta(days=one): 1 for one in back},
        plan_rested=frozenset(TODAY - timedelta(days=one) for one in rested),
    )


def test_what_is_past_its_day_is_said_from_the_third_day_on() -> None:
    assert findings(_due(-3, 0, 1, OVERDUE_DAYS - 1), TODAY)[0].reason is Reason.FINE
    (found,) = findings(_due(2, OVERDUE_DAYS, 9), TODAY)
    assert (found.reason, found.count, found.days) == (Reason.OVERDUE, 2, 9)


def test_days_of_rest_make_nothing_late() -> None:
    assert not overdue(_due(5, rested=(5,)), TODAY)
    assert not overdue(_due(4, rested=(3, 1)), TODAY)
    assert overdue(_due(4, rested=(3,)), TODAY) == {3: 1}


@given(signs(), st.frozensets(days, max_size=30))
def test_more_rest_never_makes_more_overdue(one: Signs, more: frozenset[date]) -> None:
    rested = replace(one, plan_rested=one.plan_rested | more)
    assert sum(overdue(rested, TODAY).values()) <= sum(overdue(one, TODAY).values())
