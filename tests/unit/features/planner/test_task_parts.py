"""Parts of tasks, the clock, tags, moves and bulk edits, and the one-line way in."""

from datetime import date, time, timedelta

import pytest

from coaching_app.core.clock import freeze
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import BulkChange, TaskFilter
from tests.support.people import Cast
from tests.support.samples import naughty_strings
from tests.unit.features.planner.doing import do, goal, see, task, utc

NOON = utc("2026-11-21T12:00")


async def test_parts_are_counted_deleted_and_restored_with_their_task(cast: Cast) -> None:
    whole = await task(cast.mentee)
    first, second = [await task(cast.mentee, title, parent_id=whole.id) for title in ("a", "b")]
    await do(service.complete_task, cast.mentee, first.id)
    await do(service.delete_task, cast.mentee, second.id)
    assert (await see(service.get_task, cast.mentee, whole.id)).parts == 1
    await do(service.restore_task, cast.mentee, second.id)
    counted = await see(service.get_task, cast.mentee, whole.id)
    assert (counted.parts, counted.parts_done, counted.version) == (2, 1, 1)
    await do(service.delete_task, cast.mentee, whole.id)
    assert await see(service.list_tasks, cast.mentee) == await see(service.list_tasks, cast.other_mentee)
    await do(service.restore_task, cast.mentee, whole.id)
    assert [part.title for part in await see(service.parts_of, cast.mentee, whole.id)] == ["a", "b"]
    with pytest.raises(Invalid, match="no parts itself"):
        await task(cast.mentee, parent_id=first.id)
    with pytest.raises(NotFound):
        await task(cast.other_mentee, parent_id=whole.id)


async def test_the_board_shows_tasks_without_their_parts(cast: Cast) -> None:
    whole = await task(cast.mentee)
    await task(cast.mentee, "part", parent_id=whole.id)
    board = await see(service.read_board, cast.mentee)
    assert [(group.key, group.count) for group in board.groups] == [("undated", 1)]


async def test_one_clock_runs_and_its_time_is_kept(cast: Cast) -> None:
    first, second = await task(cast.mentee, "a"), await task(cast.mentee, "b")
    with freeze(NOON):
        started = await do(service.start_timer, cast.mentee, first.id)
        assert started.timer_started_at == NOON
    # A restart changes nothing: the clock is a moment in the database.
    with freeze(NOON + timedelta(minutes=10)):
        await do(service.start_timer, cast.mentee, first.id)
        await do(service.start_timer, cast.mentee, second.id)
        running = await see(service.running_task, cast.mentee)
        assert running is not None
        assert running.id == second.id
        assert (await see(service.get_task, cast.mentee, first.id)).spent_seconds == 600
    with freeze(NOON + timedelta(minutes=15)):
        done = await do(service.complete_task, cast.mentee, second.id)
        assert (done.spent_seconds, done.timer_started_at) == (300, None)
        with pytest.raises(Conflict):
            await do(service.start_timer, cast.mentee, second.id)
    assert await see(service.running_task, cast.mentee) is None
    stopped = await do(service.stop_timer, cast.mentee, first.id)
    assert stopped.spent_seconds == 600


async def test_a_forgotten_clock_adds_twelve_hours_at_most(cast: Cast) -> None:
    made = await task(cast.mentee)
    with freeze(NOON):
        await do(service.start_timer, cast.mentee, made.id)
    with freeze(NOON + timedelta(days=3)):
        assert (await do(service.stop_timer, cast.mentee, made.id)).spent_seconds == 12 * 3600


async def test_moving_changes_day_time_and_length(cast: Cast) -> None:
    made = await task(cast.mentee)
    day = date(2026, 12, 1)
    moved = await do(service.move_task, cast.mentee, made.id, day, at=time(9, 30), minutes=45)
    assert (moved.due_on, moved.due_time, moved.estimate_minutes) == (day, time(9, 30), 45)
    moved = await do(service.move_task, cast.mentee, made.id, day, whole_day=True)
    assert (moved.due_time, moved.estimate_minutes) == (None, 45)
    assert (await do(service.move_task, cast.mentee, made.id, None)).due_on is None


async def test_tags_are_words_and_lists_can_be_narrowed_to_one(cast: Cast) -> None:
    made = await task(cast.mentee, tags=("#Study", "100%", "a_b", "study", " "))
    await task(cast.mentee, tags=("studying",))
    assert made.tags == ("study", "100%", "a_b")
    for tag, count in (
        ("study", 1),
        ("STUDY", 1),
        ("100%", 1),
        ("a%", 0),
        ("a_b", 1),
        ("aXb", 0),
        ("tud", 0),
    ):
        assert len((await see(service.list_tasks, cast.mentee, TaskFilter(tag=tag))).items) == count
    with pytest.raises(Invalid):
        await task(cast.mentee, tags=tuple(f"t{number}" for number in range(21)))


async def test_a_bulk_edit_is_all_or_nothing_and_says_how_it_was(cast: Cast) -> None:
    ids = [(await task(cast.mentee, f"t{number}", due_on=date(2026, 1, 1))).id for number in range(3)]
    foreign = (await task(cast.other_mentee)).id
    before = await do(service.change_tasks, cast.mentee, ids, BulkChange("move", day=date(2026, 2, 2)))
    assert [(one.task_id, one.day) for one in before] == [(one, date(2026, 1, 1)) for one in ids]
    tagged = await do(service.change_tasks, cast.mentee, ids[:2], BulkChange("tag", tag="Prayer"))
    assert (await see(service.get_task, cast.mentee, ids[0])).tags == ("prayer",)
    await do(service.put_back, cast.mentee, [*tagged, before[2]])
    found = [await see(service.get_task, cast.mentee, one) for one in ids]
    assert [(one.due_on, one.tags) for one in found] == [
        (date(2026, 2, 2), ()),
        (date(2026, 2, 2), ()),
        (date(2026, 1, 1), ()),
    ]
    with pytest.raises(NotFound):
        await do(service.change_tasks, cast.mentee, [*ids, foreign], BulkChange("complete"))
    assert len((await see(service.list_tasks, cast.mentee, TaskFilter("open"))).items) == 3
    assert len(await do(service.change_tasks, cast.mentee, ids, BulkChange("complete"))) == 3
    assert await do(service.change_tasks, cast.mentee, ids, BulkChange("complete")) == ()
    assert len(await do(service.change_tasks, cast.mentee, ids, BulkChange("delete"))) == 3
    assert len(await do(service.change_tasks, cast.mentee, ids, BulkChange("restore"))) == 3
    for wanted in (BulkChange("tag"), BulkChange("explode")):
        with pytest.raises(Invalid):
            await do(service.change_tasks, cast.mentee, ids, wanted)


async def test_a_line_becomes_a_task_and_the_preview_says_the_same(cast: Cast) -> None:
    aim = await goal(cast.mentee, "Prayer every day")
    await goal(cast.other_mentee, "Prayer of somebody else")
    line = "read Romans 8 @every fri 9:00 !20 Dec 25m #study +prayer"
    with freeze(NOON):
        parsed = await see(service.parse_line, cast.mentee, line)
        assert (parsed.title, parsed.repeats_words, parsed.goal_title) == (
            "read Romans 8",
            "every Friday until Dec 20, 2026",
            aim.title,
        )
        assert [str(day) for day in parsed.next_days] == [
            "2026-11-27",
            "2026-12-04",
            "2026-12-11",
            "2026-12-18",
        ]
        assert [(span.kind, span.words) for span in parsed.spans] == [
            ("repeats", "every Friday until Dec 20, 2026"),
            ("due", "last day"),
            ("estimate", "25 min"),
            ("tag", "#study"),
            ("goal", aim.title),
        ]
        made = await do(service.add_line, cast.mentee, line)
    assert (made.title, made.due_on, made.due_time, made.estimate_minutes, made.tags, made.goal_id) == (
        "read Romans 8",
        date(2026, 11, 27),
        time(9),
        25,
        ("study",),
        aim.id,
    )


async def test_a_pasted_book_is_previewed_and_refused_only_when_saved(cast: Cast) -> None:
    book = "In the beginning " * 6_000
    assert (await see(service.parse_line, cast.mentee, book)).title == book.strip()
    with pytest.raises(Invalid, match="at most 500 characters"):
        await do(service.add_line, cast.mentee, book)


async def test_no_line_is_refused_by_the_preview(cast: Cast) -> None:
    for text in naughty_strings():
        await see(service.parse_line, cast.mentee, text)
