"""What comes back, and what fits: the minutes are never exceeded and nothing comes back that should not."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.resurfacing import (
    ORDER,
    PAUSES,
    SMALLEST_PART,
    Answer,
    Item,
    Why,
    left,
    next_day,
    pick,
    reason,
)

TODAY = date(2026, 11, 21)
days = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))


@st.composite
def items(draw) -> list[Item]:
    return [
        Item(
            id=f"r{number}",
            minutes=draw(st.none() | st.integers(1, 600)),
            progress=draw(st.integers(0, 99)),
            due_on=draw(st.none() | days),
            has_goal=draw(st.booleans()),
            resurface_on=draw(st.none() | days),
            is_finished=draw(st.booleans()),
            since=draw(days),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@given(items(), st.integers(1, 300))
def test_the_minutes_are_kept_and_nothing_is_picked_twice(queue: list[Item], minutes: int) -> None:
    picks = pick(queue, minutes, TODAY)
    assert sum(one.minutes for one in picks) <= minutes
    assert len({one.id for one in picks}) == len(picks)
    assert all(one.minutes >= 1 for one in picks)
    known = {item.id: item for item in queue}
    for one in picks:
        assert one.why is reason(known[one.id], TODAY)
        assert one.minutes == left(known[one.id]) or (one.is_part and one.minutes < left(known[one.id]))


@given(items(), st.integers(SMALLEST_PART, 300))
def test_something_is_picked_whenever_anything_waits(queue: list[Item], minutes: int) -> None:
    waits = any(reason(item, TODAY) is not None for item in queue)
    assert bool(pick(queue, minutes, TODAY)) is waits


@given(items(), st.integers(1, 300))
def test_the_order_of_the_reasons_is_kept(queue: list[Item], minutes: int) -> None:
    whole = [ORDER[one.why] for one in pick(queue, minutes, TODAY) if not one.is_part]
    assert whole == sorted(whole)


@given(items())
def test_what_is_finished_is_picked_only_when_its_day_has_come(queue: list[Item]) -> None:
    for item in queue:
        if item.is_finished and (item.resurface_on is None or item.resurface_on > TODAY):
            assert reason(item, TODAY) is None


@given(days, st.integers(0, 20), st.sampled_from(Answer), st.booleans())
def test_it_comes_back_later_than_today_and_only_for_a_goal(
    today: date, seen: int, answer: Answer, active: bool
) -> None:
    back = next_day(today, seen, answer, goal_is_active=active)
    if answer is Answer.ENOUGH or not active:
        assert back is None
    elif back is not None:
        assert today < back <= today + timedelta(days=max(PAUSES))


def test_the_pauses_grow_and_end() -> None:
    backs = [next_day(TODAY, seen, Answer.USEFUL, goal_is_active=True) for seen in range(len(PAUSES) + 1)]
    assert backs[-1] is None
    assert backs[:-1] == sorted(backs[:-1])
    assert len(set(backs)) == len(backs)


def test_a_long_read_is_taken_in_parts() -> None:
    (one,) = pick([Item("book", 300, progress=50)], 25, TODAY)
    assert (one.minutes, one.is_part, one.why) == (25, True, Why.BEGUN)
