"""What comes back: each completion is its own record, the next time is made, nothing un-checks silently."""

from datetime import date

import pytest

from coaching_app.core.clock import freeze
from coaching_app.core.errors import Conflict, Invalid
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import TaskFilter, TaskView
from tests.support.people import Cast
from tests.unit.features.planner.doing import do, see, task, utc

FRIDAYS = "FREQ=WEEKLY;BYDAY=FR"


async def every(cast: Cast, status: str = "all") -> list[TaskView]:
    return list((await see(service.list_tasks, cast.mentee, TaskFilter(status), limit=100)).items)


async def open_one(cast: Cast) -> TaskView:
    (found,) = await every(cast, "open")
    return found


@pytest.fixture(autouse=True)
def saturday():
    with freeze(utc("2026-11-21T12:00")):
        yield


async def test_completing_keeps_the_record_and_makes_the_next(cast: Cast) -> None:
    made = await task(
        cast.mentee, due_on=date(2026, 11, 20), repeats=FRIDAYS, tags=("Study",), estimate_minutes=25
    )
    assert (made.series_id, made.series_day, made.repeats) == (made.id, date(2026, 11, 20), FRIDAYS)
    done = await do(service.complete_task, cast.mentee, made.id)
    following = await open_one(cast)
    assert done.completed_at is not None
    assert (following.due_on, following.series_id, following.tags, following.estimate_minutes) == (
        date(2026, 11, 27),
        made.id,
        ("study",),
        25,
    )
    await do(service.complete_task, cast.mentee, following.id)
    assert [one.completed_at is not None for one in await every(cast)] == [True, True, False]
    # Again changes nothing more.
    await do(service.complete_task, cast.mentee, made.id)
    assert len(await every(cast)) == 3


async def test_what_was_missed_is_not_asked_for_again(cast: Cast) -> None:
    made = await task(cast.mentee, due_on=date(2026, 10, 2), repeats=FRIDAYS)
    await do(service.complete_task, cast.mentee, made.id)
    assert (await open_one(cast)).due_on == date(2026, 11, 27)


async def test_done_early_the_next_is_still_after_its_own_day(cast: Cast) -> None:
    made = await task(cast.mentee, due_on=date(2026, 11, 27), repeats=FRIDAYS)
    await do(service.complete_task, cast.mentee, made.id)
    assert (await open_one(cast)).due_on == date(2026, 12, 4)


async def test_after_completion_it_counts_from_the_day_it_was_done(cast: Cast) -> None:
    made = await task(
        cast.mentee, due_on=date(2026, 11, 1), repeats="FREQ=DAILY;INTERVAL=3", is_after_completion=True
    )
    await do(service.complete_task, cast.mentee, made.id)
    assert (await open_one(cast)).due_on == date(2026, 11, 24)


async def test_taking_a_completion_back_takes_the_untouched_next_away(cast: Cast) -> None:
    made = await task(cast.mentee, due_on=date(2026, 11, 20), repeats=FRIDAYS)
    await do(service.complete_task, cast.mentee, made.id)
    await do(service.reopen_task, cast.mentee, made.id)
    assert (await open_one(cast)).id == made.id
    # And back again: the same next time, once.
    await do(service.complete_task, cast.mentee, made.id)
    assert (await open_one(cast)).due_on == date(2026, 11, 27)
    assert len(await every(cast)) == 2


async def test_a_next_time_that_was_touched_stays(cast: Cast) -> None:
    made = await task(cast.mentee, due_on=date(2026, 11, 20), repeats=FRIDAYS)
    await do(service.complete_task, cast.mentee, made.id)
    following = await open_one(cast)
    await do(service.move_task, cast.mentee, following.id, date(2026, 11, 28))
    await do(service.reopen_task, cast.mentee, made.id)
    assert {one.id for one in await every(cast, "open")} == {made.id, following.id}
    # One open time is enough: completing the older makes no third.
    await do(service.complete_task, cast.mentee, made.id)
    assert {one.id for one in await every(cast, "open")} == {following.id}


async def test_a_moved_time_goes_on_from_the_day_that_was_meant(cast: Cast) -> None:
    made = await task(cast.mentee, due_on=date(2026, 11, 27), repeats=FRIDAYS)
    moved = await do(service.move_task, cast.mentee, made.id, date(2026, 11, 30))
    assert (moved.due_on, moved.series_day) == (date(2026, 11, 30), date(2026, 11, 27))
    assert await see(service.task_days, cast.mentee, made.id) == tuple(
        date.fromisoformat(day)
        for day in ("2026-11-30", "2026-12-04", "2026-12-11", "2026-12-18", "2026-12-25")
    )
    await do(service.complete_task, cast.mentee, made.id)
    assert (await open_one(cast)).due_on == date(2026, 12, 4)


async def test_skipping_is_neutral_and_can_be_taken_back(cast: Cast) -> None:
    made = await task(cast.mentee, due_on=date(2026, 11, 27), repeats=FRIDAYS)
    skipped = await do(service.skip_task, cast.mentee, made.id)
    assert (skipped.id, skipped.due_on, skipped.completed_at) == (made.id, date(2026, 12, 4), None)
    back = await do(service.unskip_task, cast.mentee, made.id, date(2026, 11, 27))
    assert back.due_on == date(2026, 11, 27)
    with pytest.raises(Conflict):
        await do(service.unskip_task, cast.mentee, made.id, date(2026, 11, 27))


async def test_a_series_ends_by_its_count_and_by_its_last_day(cast: Cast) -> None:
    for rule in ("FREQ=DAILY;COUNT=2", "FREQ=DAILY;UNTIL=20261122"):
        made = await task(cast.mentee, due_on=date(2026, 11, 21), repeats=rule)
        await do(service.complete_task, cast.mentee, made.id)
        second = await open_one(cast)
        await do(service.complete_task, cast.mentee, second.id)
        assert await every(cast, "open") == []
    counted = await task(
        cast.mentee, due_on=date(2026, 11, 21), repeats="FREQ=DAILY;COUNT=1", is_after_completion=True
    )
    await do(service.complete_task, cast.mentee, counted.id)
    assert await every(cast, "open") == []


async def test_a_rule_without_a_day_begins_on_its_first_day(cast: Cast) -> None:
    assert (await task(cast.mentee, repeats=FRIDAYS)).due_on == date(2026, 11, 27)


async def test_bombs_and_nonsense_are_refused_beside_their_field(cast: Cast) -> None:
    for rule in ("FREQ=SECONDLY", "FREQ=DAILY;COUNT=1000000000", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "x"):
        with pytest.raises(Invalid) as refused:
            await task(cast.mentee, repeats=rule)
        assert refused.value.detail == {"field": "repeats"}


async def test_parts_come_back_open(cast: Cast) -> None:
    made = await task(cast.mentee, due_on=date(2026, 11, 20), repeats=FRIDAYS)
    part = await task(cast.mentee, "Chapter 8", parent_id=made.id)
    await do(service.complete_task, cast.mentee, part.id)
    assert (await see(service.get_task, cast.mentee, made.id)).parts_done == 1
    await do(service.complete_task, cast.mentee, made.id)
    (following,) = [one for one in await every(cast, "open") if one.parent_id is None]
    (copied,) = await see(service.parts_of, cast.mentee, following.id)
    assert (following.parts, following.parts_done, copied.title, copied.completed_at) == (
        1,
        0,
        "Chapter 8",
        None,
    )


async def test_a_rule_can_be_changed_and_taken_away(cast: Cast) -> None:
    made = await task(cast.mentee, due_on=date(2026, 11, 20), repeats=FRIDAYS)
    edited = await do(service.edit_task, cast.mentee, made.id, 1, {"repeats": "FREQ=DAILY"})
    assert edited.repeats == "FREQ=DAILY"
    edited = await do(service.edit_task, cast.mentee, made.id, 2, {"repeats": ""})
    await do(service.complete_task, cast.mentee, made.id)
    assert await every(cast, "open") == []
