"""The board and the day, computed for the person's own calendar day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from coaching_app.core.clock import freeze
from coaching_app.features.planner import service
from tests.support.people import Cast
from tests.unit.features.planner.doing import do, goal, see, task, utc

TODAY = date(2026, 11, 21)


async def test_the_board_groups_and_counts(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        for title, days in {"late": -3, "now": 0, "soon": 1, "in a week": 7, "in eight days": 8}.items():
            await task(cast.mentee, title, due_on=TODAY + timedelta(days=days))
        await task(cast.mentee, "some day")
        for title in ("first", "second"):
            await do(service.complete_task, cast.mentee, (await task(cast.mentee, title)).id)
        board = await see(service.read_board, cast.mentee)
    found = {group.key: [row.title for row in group.rows] for group in board.groups}
    assert list(found) == ["overdue", "today", "week", "later", "undated", "done"]
    assert found["week"] == ["soon", "in a week"]
    assert found["later"] == ["in eight days"]
    assert sorted(found["done"]) == ["first", "second"]
    assert board.open_count == 6
    late = board.groups[0].rows[0]
    assert (late.due_label, late.tone) == ("since Wed, Nov 18", "amber")
    assert [row.due_label for row in board.groups[2].rows] == ["tomorrow", "Sat, Nov 28"]


async def test_a_long_group_says_how_much_it_hides(cast: Cast) -> None:
    for number in range(15):
        await task(cast.mentee, f"{number}")
    (group,) = (await see(service.read_board, cast.mentee)).groups
    assert (group.count, len(group.rows), group.hidden) == (15, 12, 3)
    (whole,) = (await see(service.read_board, cast.mentee, only="undated")).groups
    assert (len(whole.rows), whole.hidden) == (15, 0)
    assert (await see(service.read_board, cast.mentee, only="today")).groups == ()
    assert (await see(service.read_board, cast.mentee, only="' or 1=1")).groups == ()


async def test_the_board_of_one_goal(cast: Cast) -> None:
    aim = await goal(cast.mentee, due_on=date(2027, 1, 6))
    with freeze(utc("2026-11-21T12:00")):
        await do(service.complete_task, cast.mentee, (await task(cast.mentee, "mine", goal_id=aim.id)).id)
        await task(cast.mentee, "other")
        board = await see(service.read_board, cast.mentee, goal_id=aim.id)
    assert [row.title for group in board.groups for row in group.rows] == ["mine"]
    (row,) = board.goals
    assert (row.percent, row.formula, row.due_label) == (100, "1 of 1 task done = 100 %", "Jan 6, 2027")


async def test_today_counts_what_was_promised(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        await task(cast.mentee, "late", due_on=TODAY - timedelta(days=2), estimate_minutes=40)
        await task(cast.mentee, "now", due_on=TODAY)
        await task(cast.mentee, "tomorrow", due_on=TODAY + timedelta(days=1), estimate_minutes=500)
        kept = await task(cast.mentee, "kept", due_on=TODAY, estimate_minutes=10)
        await do(service.complete_task, cast.mentee, kept.id)
        early = await task(cast.mentee, "early", due_on=TODAY + timedelta(days=9))
        await do(service.complete_task, cast.mentee, early.id)
        day = await see(service.read_today, cast.mentee)
    assert [(row.title, row.is_done) for row in day.promised] == [
        ("late", False),
        ("now", False),
        ("kept", True),
    ]
    assert (day.promised_count, day.done_count, day.minutes_left, day.without_estimate) == (3, 1, 40, 1)
    assert (day.sentence, day.summary) == ("Two promises today.", "1 of 3 done · 40 min left")
    assert "1 task has no estimate" in day.explanation
    assert [row.title for row in day.coming] == ["tomorrow"]
    assert (day.moved_count, day.moved[-1].count, day.moved[-1].is_today) == (2, 2, True)
    assert day.levels[-1] == 2
    assert len(day.levels) == 19 * 7 + 6  # a Saturday, in weeks that begin on Monday
    assert day.moved_summary == "2 tasks completed in the last 7 days, 2 in 20 weeks"


async def test_a_long_day_counts_all_and_shows_a_screenful(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        for number in range(33):
            await task(cast.mentee, f"{number}", due_on=TODAY, estimate_minutes=2)
        day = await see(service.read_today, cast.mentee)
    assert (len(day.promised), day.promised_count, day.hidden_count, day.minutes_left) == (30, 33, 3, 66)
    assert day.sentence == "33 promises today."


async def test_an_empty_day(cast: Cast) -> None:
    day = await see(service.read_today, cast.mentee)
    assert (day.promised, day.coming, day.has_tasks) == ((), (), False)
    assert day.sentence == "Nothing is promised today."
    assert [count.count for count in day.moved] == [0] * 7


@pytest.mark.parametrize(
    ("zone", "moment", "today", "start", "length"),
    [
        # Apia is thirteen hours ahead: its Sunday begins at eleven on UTC's Saturday.
        ("Pacific/Apia", "2026-11-21T11:00", "2026-11-22", "2026-11-21T11:00", 24),
        # Lord Howe moves its clocks by half an hour.
        ("Australia/Lord_Howe", "2026-04-04T20:00", "2026-04-05", "2026-04-04T13:00", 24.5),
        ("Australia/Lord_Howe", "2026-10-04T00:00", "2026-10-04", "2026-10-03T13:30", 23.5),
        ("Europe/Berlin", "2026-03-29T08:00", "2026-03-29", "2026-03-28T23:00", 23),
        ("Europe/Berlin", "2026-10-25T08:00", "2026-10-25", "2026-10-24T22:00", 25),
        ("Asia/Beirut", "2026-03-29T08:00", "2026-03-29", "2026-03-28T22:00", 23),
        ("Asia/Kathmandu", "2026-01-01T18:15", "2026-01-02", "2026-01-01T18:15", 24),
    ],
)
async def test_today_begins_and_ends_with_the_persons_day(
    cast: Cast, *, zone: str, moment: str, today: str, start: str, length: float
) -> None:
    person = replace(cast.mentee, time_zone=zone)
    first, end = utc(start), utc(start) + timedelta(hours=length)
    instants = {
        "before": first - timedelta(seconds=1),
        "first": first,
        "last": end - timedelta(seconds=1),
        "after": end,
    }
    for title, instant in instants.items():
        made = await task(person, title, due_on=date.fromisoformat(today))
        with freeze(instant):
            await do(service.complete_task, person, made.id)
    with freeze(utc(moment)):
        day = await see(service.read_today, person)
    assert day.moved[-1].day == today
    assert [row.title for row in day.promised] == ["first", "last"]
    assert [count.count for count in day.moved][-2:] == [1, 2]


async def test_words_follow_the_language(cast: Cast) -> None:
    german = replace(cast.mentee, language="de")
    with freeze(utc("2026-11-21T12:00")):
        await task(german, due_on=date(2026, 11, 24), estimate_minutes=65)
        day = await see(service.read_today, german)
    assert day.coming[0].due_label == "Di., 24. Nov."
    assert day.coming[0].minutes_label == "1 h 05"
    assert day.moved[0].label == "So"


async def test_an_unknown_language_is_english(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        await task(cast.mentee, due_on=date(2026, 11, 24))
        day = await see(service.read_today, replace(cast.mentee, language="x-klingon"))
    assert day.coming[0].due_label == "Tue, Nov 24"
