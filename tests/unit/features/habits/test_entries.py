"""What is written into days: once, in order of time, and without losing a note."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from coaching_app.core import clock
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.habits import service
from coaching_app.features.habits.schemas import EntryChange
from tests.unit.features.habits.practising import NOON, TODAY, ago, board, make, view, write


@pytest.fixture(autouse=True)
def stopped():
    with clock.freeze(NOON):
        yield


async def _entry(actor, habit_id, day=TODAY):
    async with snapshot(actor.tenant_id) as db:
        return await service.get_entry(db, actor, habit_id, day)


async def test_a_tick_says_who_and_when_and_moves_the_score(cast):
    habit = await make(cast.mentee)
    marked = await write(cast.mentee, habit.id, TODAY, "yes")
    assert (marked.entry.state, marked.entry.by, marked.entry.at) == ("yes", cast.mentee.user_id, NOON)
    assert marked.standing.cells.endswith("|y")
    assert marked.standing.percent == 5
    assert round((await view(cast.mentee, habit.id)).score, 6) == 0.051922


async def test_the_same_key_is_applied_once(cast):
    habit = await make(cast.mentee)
    first = await write(cast.mentee, habit.id, TODAY, "yes", client_key="phone-1")
    await write(cast.mentee, habit.id, TODAY, "none")
    again = await write(cast.mentee, habit.id, TODAY, "yes", client_key="phone-1")
    assert (first.entry.state, again.entry.state) == ("yes", "none")
    with pytest.raises(Conflict):
        await write(cast.mentee, habit.id, ago(1), "yes", client_key="phone-1")
    # Another person may use the same key.
    other = await make(cast.other_mentee)
    assert (await write(cast.other_mentee, other.id, TODAY, "yes", client_key="phone-1")).entry.state == "yes"


async def test_of_two_marks_the_later_stays_however_late_it_arrives(cast):
    habit = await make(cast.mentee)
    await write(cast.mentee, habit.id, TODAY, "skip", at=NOON - timedelta(hours=1))
    late = await write(
        cast.mentee, habit.id, TODAY, "yes", at=NOON - timedelta(hours=3), client_key="offline"
    )
    assert late.entry.state == "skip"
    newer = await write(cast.mentee, habit.id, TODAY, "yes", at=NOON - timedelta(minutes=1))
    assert (newer.entry.state, newer.entry.at) == ("yes", NOON - timedelta(minutes=1))


async def test_the_original_moment_is_kept_but_never_one_in_the_future(people):
    habit = await make(people.mentee)
    original = NOON - timedelta(hours=20)
    first = await write(people.mentee, habit.id, ago(1), "yes", at=original, client_key="a")
    ahead = await write(people.mentee, habit.id, TODAY, "yes", at=NOON + timedelta(days=3), client_key="b")
    assert (first.entry.at, ahead.entry.at) == (original, NOON)


async def test_a_tick_and_a_note_from_two_devices_both_stay(people):
    habit = await make(people.mentee)
    await write(people.mentee, habit.id, TODAY, note="From the web")
    merged = await write(people.mentee, habit.id, TODAY, "yes", at=NOON - timedelta(hours=3), client_key="x")
    assert (merged.entry.state, merged.entry.note) == ("yes", "From the web")


async def test_notes_that_did_not_know_of_each_other_are_both_kept(cast):
    habit = await make(cast.mentee)
    await write(cast.mentee, habit.id, TODAY, note="From the web")
    blind = await write(cast.mentee, habit.id, TODAY, note="From the phone", seen=0, client_key="y")
    assert blind.entry.note == "From the web\n\nFrom the phone"
    older = await write(cast.mentee, habit.id, TODAY, note="Older", at=NOON - timedelta(hours=9))
    assert older.entry.note.endswith("\n\nOlder")
    knowing = await write(cast.mentee, habit.id, TODAY, note="New", seen=older.entry.version)
    assert knowing.entry.note == "New"
    assert (await write(cast.mentee, habit.id, TODAY, note="")).entry.note == ""


async def test_a_note_is_sealed_on_the_disk(cast):
    habit = await make(cast.mentee)
    await write(cast.mentee, habit.id, TODAY, "yes", note="Only for me")
    async with snapshot(ALL_TENANTS) as db:
        stored = await db.scalar(text("SELECT note FROM habitentry"))
    assert stored.startswith("v1.")


async def test_numbers_only_where_numbers_belong(people):
    pages = await make(people.mentee, "Read", kind="measured", target=20_000, unit="pages")
    walk = await make(people.mentee)
    assert (await write(people.mentee, pages.id, TODAY, "value", amount=12_500)).entry.value == 12.5
    for habit_id, state, amount in (
        (pages.id, "yes", None),
        (walk.id, "value", 1000),
        (pages.id, "value", None),
    ):
        with pytest.raises(Invalid):
            await write(people.mentee, habit_id, TODAY, state, amount=amount)
    assert (await write(people.mentee, pages.id, TODAY, "skip")).entry.state == "skip"


async def test_any_past_day_can_be_edited_and_no_future_one(people):
    habit = await make(people.mentee)
    assert (await write(people.mentee, habit.id, ago(9000), "yes")).entry.state == "yes"
    # Somebody may be where it is tomorrow already.
    await write(people.mentee, habit.id, ago(-1), "yes")
    for day in (ago(-2), ago(60_000)):
        with pytest.raises(Invalid):
            await write(people.mentee, habit.id, day, "yes")


async def test_nobody_else_reaches_a_day(cast):
    habit = await make(cast.mentee)
    for stranger in (cast.other_mentee, cast.mentor, cast.admin, cast.foreign_mentee):
        with pytest.raises(NotFound):
            await write(stranger, habit.id, TODAY, "yes")
        with pytest.raises(NotFound):
            await _entry(stranger, habit.id)


async def test_after_midnight_it_is_still_yesterday(people):
    habit = await make(people.mentee)
    with clock.freeze(datetime(2026, 11, 22, 2, 59, tzinfo=UTC)):
        assert (await board(people.mentee)).today == "2026-11-21"
        async with unit_of_work(people.mentee.tenant_id) as db:
            await service.set_day_start_hour(db, people.mentee, 0)
        assert (await board(people.mentee)).today == "2026-11-22"
    assert habit.id


async def test_entries_are_listed_latest_first(cast):
    habit = await make(cast.mentee)
    for back in (3, 0, 8):
        await write(cast.mentee, habit.id, ago(back), "yes")
    await write(cast.mentee, habit.id, ago(1), "yes")
    await write(cast.mentee, habit.id, ago(1), "none")
    async with snapshot(cast.mentee.tenant_id) as db:
        found = await service.list_entries(db, cast.mentee, habit.id, ago(7), TODAY)
    assert [one.day for one in found] == [TODAY, ago(3)]


async def test_a_naive_moment_and_a_strange_key_are_refused(people):
    habit = await make(people.mentee)
    async with unit_of_work(people.mentee.tenant_id) as db:
        for change in (
            EntryChange("yes", at=datetime(2026, 11, 21, 9)),  # noqa: DTZ001 - refusing it is the point
            EntryChange("yes", client_key="x" * 65),
            EntryChange("yes", client_key="ä"),
        ):
            with pytest.raises(Invalid):
                await service.write_entry(db, people.mentee, habit.id, TODAY, change)
