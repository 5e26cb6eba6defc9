"""Taking habits in and handing them out: nothing doubled, nothing of one's own overwritten."""

import json

import pytest

from coaching_app.core import clock
from coaching_app.core.errors import Invalid
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.habits import service
from tests.unit.domain.habits.transfer.test_loop_csv import HEAD, packed
from tests.unit.features.habits.practising import NOON, TODAY, ago, board, make, view, write


@pytest.fixture(autouse=True)
def stopped():
    with clock.freeze(NOON):
        yield


async def take_in(actor, content):
    parcel = await service.unpack(content)
    report = service.first_report(parcel)
    for place in range(len(parcel.habits)):
        async with unit_of_work(actor.tenant_id) as db:
            report = await service.take_in(db, actor, parcel, place, report)
    return report


def _zip(days=40):
    lines = "\n".join(f"{ago(n)},YES_MANUAL,Note {n}" for n in range(days))
    return packed(**{
        "Habits.csv": f"{HEAD}\n001,Walk,YES_NO,,,1,1,,,,,false\n002,Walk,YES_NO,,,1,7,,,,,true\n003,Bad,YES_NO,,,0,7,,,,,\n",
        "001 Walk/Checkmarks.csv": f"Date,Value,Notes\n{lines}\nnonsense,NO,\n",
        "002 Walk/Checkmarks.csv": f"Date,Value,Notes\n{ago(3)},YES_MANUAL,\n",
    })  # fmt: skip


async def test_taking_in_twice_doubles_nothing(cast):
    first = await take_in(cast.mentee, _zip())
    assert (first.habits, first.entries, [one.line for one in first.skipped]) == (2, 41, [4, 42])
    again = await take_in(cast.mentee, _zip())
    assert (again.habits, again.habits_known, again.entries, again.entries_known) == (0, 2, 0, 41)
    shown = await board(cast.mentee)
    assert (len(shown.rows), shown.archived_count) == (1, 1)
    daily = 1 - 0.5 ** (1 / 13)
    expected = sum(daily * (1 - daily) ** n for n in range(40))
    assert (await view(cast.mentee, shown.rows[0].id)).score == pytest.approx(expected, abs=1e-12)


async def test_a_habit_of_the_same_name_takes_the_days_and_keeps_its_own(people):
    own = await make(people.mentee, "Walk")
    await write(people.mentee, own.id, TODAY, "skip", note="Mine")
    report = await take_in(people.mentee, _zip())
    assert (report.habits, report.habits_known) == (1, 1)
    async with snapshot(people.mentee.tenant_id) as db:
        today, yesterday = await service.list_entries(db, people.mentee, own.id, ago(1), TODAY)
    assert (today.state, today.note) == ("skip", "Mine")
    assert (yesterday.state, yesterday.note) == ("yes", "Note 1")


async def test_what_is_handed_out_comes_in_elsewhere_without_loss(people):
    read = await make(people.mentee, "Read", kind="measured", target=20_000, unit="pages", tags=("mind",))
    choir = await make(people.mentee, "Choir", weekdays=0b0001010)
    for back in range(30):
        await write(people.mentee, read.id, ago(back), "value", amount=back * 1250, note=f"Day {back}")
        await write(people.mentee, choir.id, ago(back), "yes" if back % 3 else "skip")
    async with snapshot(people.mentee.tenant_id) as db:
        before = json.loads(await service.export_json(db, people.mentee))
        zipped = await service.export_loop(db, people.mentee)
    await take_in(people.foreign_mentee, json.dumps(before).encode())
    async with snapshot(people.foreign_mentee.tenant_id) as db:
        assert json.loads(await service.export_json(db, people.foreign_mentee)) == before
        scores = [one.score for one in await service.list_habits(db, people.foreign_mentee)]
    assert scores == [(await view(people.mentee, one.id)).score for one in (read, choir)]
    assert (await take_in(people.other_mentee, zipped)).entries == 60
    # Into one's own account it changes nothing.
    assert (await take_in(people.mentee, json.dumps(before).encode())).entries == 0


async def test_a_deleted_habit_comes_back_by_its_import(people):
    await take_in(people.mentee, _zip())
    shown = await board(people.mentee)
    async with unit_of_work(people.mentee.tenant_id) as db:
        await service.delete_habit(db, people.mentee, shown.rows[0].id)
    assert (await take_in(people.mentee, _zip())).habits_known == 2
    assert len((await board(people.mentee)).rows) == 1


async def test_other_files_are_refused():
    for content in (b"", b"hello", b"%PDF-1.7", b"\x89PNG"):
        with pytest.raises(Invalid):
            await service.unpack(content)
