"""The score that is continued from a checkpoint is the score of the whole past, whatever is edited when."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlmodel import col

from coaching_app.core import clock
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.habits import service
from coaching_app.features.habits.schemas import HabitChanges
from coaching_app.features.rest import service as rest
from coaching_app.features.rest.schemas import OnceDraft
from coaching_app.models import Habit, HabitEntry
from tests.unit.features.habits.practising import NOON, TODAY, ago, board, details, make, view, write

PLANS = [
    {},
    {"times": 3, "days": 7},
    {"times": 1, "days": 30},
    {"weekdays": 0b0010101},
    {"kind": "measured", "target": 20_000, "unit": "pages"},
    {"kind": "measured", "aim": "at_most", "target": 2000, "unit": "cups"},
    {"kind": "measured", "target": 100_000, "days": 7},
]


async def _exact(actor, habit_id):
    """The score of today from the whole past."""
    async with snapshot(actor.tenant_id) as db:
        found = await service.score_series(db, actor, habit_id, ago(0), ago(-40))
    return {one.day: one.score for one in found}


def _mark(rng, plan):
    if plan.get("kind") == "measured":
        return rng.choice([("value", rng.choice([0, 1000, 20_000, 3000])), ("skip", None), ("none", None)])
    return rng.choice([("yes", None), ("yes", None), ("no", None), ("skip", None), ("none", None)])


@pytest.mark.parametrize("plan", PLANS, ids=str)
async def test_the_checkpoint_never_changes_a_score(sqlite_database, people, plan):
    mentee = people.mentee
    rng = Random(str(plan))
    with clock.freeze(NOON - timedelta(days=80)):
        habit = await make(mentee, **plan)
    for step in range(0, 72, 2):
        moment = NOON - timedelta(days=80 - step - rng.randint(0, 2))
        with clock.freeze(moment):
            day = moment.date() - timedelta(days=rng.choice([0, 0, 0, 1, 3, 15, 60]))
            state, amount = _mark(rng, plan)
            await write(mentee, habit.id, day, state, amount=amount)
            got = (await view(mentee, habit.id)).score
            async with snapshot(mentee.tenant_id) as db:
                series = await service.score_series(db, mentee, habit.id, moment.date(), moment.date())
            assert got == pytest.approx(series[-1].score if series else got, abs=1e-12)
    async with snapshot(mentee.tenant_id) as db:
        row = (await db.scalars(select(Habit).where(col(Habit.id) == habit.id))).one()
        assert row.checked_day is not None


async def test_a_tick_on_5000_days_reads_a_few_of_them(sqlite_database, people, monkeypatch):
    mentee = people.mentee
    with clock.freeze(NOON):
        habit = await make(mentee, times=3, days=7)
        async with unit_of_work(mentee.tenant_id) as db:
            db.add_all(HabitEntry(habit_id=habit.id, day=ago(n), mark=int(n % 3 == 0)) for n in range(5000))
            row = (await db.scalars(select(Habit).where(col(Habit.id) == habit.id))).one()
            row.first_day = ago(4999)
        await write(mentee, habit.id, TODAY, "yes")
        read = []
        from coaching_app.features.habits.service import standing

        original = standing.marks_of

        async def counted(*args):
            found = await original(*args)
            read.append(len(found))
            return found

        monkeypatch.setattr(standing, "marks_of", counted)
        await write(mentee, habit.id, TODAY, "none")
        await write(mentee, habit.id, ago(6), "yes")
        assert max(read) < 60
        got = (await view(mentee, habit.id)).score
        assert got == pytest.approx((await _exact(mentee, habit.id))[TODAY], abs=1e-12)


async def test_a_new_plan_counts_for_the_whole_past(sqlite_database, people):
    mentee = people.mentee
    with clock.freeze(NOON):
        habit = await make(mentee)
        for back in range(60):
            await write(mentee, habit.id, ago(back), "yes" if back % 3 == 0 else "no")
        before = await view(mentee, habit.id)
        async with unit_of_work(mentee.tenant_id) as db:
            await service.edit_habit(db, mentee, habit.id, before.version, HabitChanges(times=1, days=3))
        after = await view(mentee, habit.id)
    assert after.score > 2 * before.score


async def test_rest_entered_later_leaves_the_score_as_it_was(sqlite_database, people, monkeypatch):
    """U18: ten days of illness, entered two days late and seen on the page and in the details alike."""
    mentee = people.mentee
    ill = frozenset(ago(n) for n in range(10))

    async def no_rest(*_):
        return frozenset()

    async def rested(_db, _person, first, last, _area):
        return frozenset(day for day in ill if first <= day <= last)

    monkeypatch.setattr(rest, "rest_days", no_rest)
    with clock.freeze(NOON - timedelta(days=10)):
        habit = await make(mentee, times=3, days=7)
        for back in range(60, 9, -1):
            await write(mentee, habit.id, ago(back), "yes" if back % 2 else "no")
        before = (await view(mentee, habit.id)).score
    with clock.freeze(NOON):
        await write(mentee, habit.id, ago(9), "no")
        assert (await view(mentee, habit.id)).score < before
        monkeypatch.setattr(rest, "rest_days", rested)
        assert (await view(mentee, habit.id)).score == pytest.approx(before, abs=1e-12)
        shown = await board(mentee)
        assert shown.standings[habit.id].cells == "r|r|r|r|r|r|r"
        assert "r" not in shown.summary.split()[0]
        assert (await details(mentee, habit.id)).percent == round(100 * before)
    with clock.freeze(NOON + timedelta(days=1)):
        await write(mentee, habit.id, ago(-1), "yes")
        after = (await view(mentee, habit.id)).score
        assert after >= before


async def test_the_page_says_that_one_rests_only_while_one_does(sqlite_database, people):
    """A day that is partly rest is no miss, but before its evening, and once one is back, nobody rests."""
    mentee = people.mentee
    habit = await make(mentee)
    with clock.freeze(NOON):
        async with unit_of_work(mentee.tenant_id) as db:
            await rest.add_once(db, mentee, OnceDraft(NOON + timedelta(hours=1), NOON + timedelta(hours=2)))
    for hours, is_resting in ((0, False), (1.5, True), (3, False)):
        with clock.freeze(NOON + timedelta(hours=hours)):
            shown = await board(mentee)
            assert shown.is_resting is is_resting
            assert shown.standings[habit.id].cells.endswith("r")


async def test_an_archived_habit_is_listed_with_its_score(cast):
    with clock.freeze(NOON):
        habit = await make(cast.mentee)
        await write(cast.mentee, habit.id, TODAY, "yes")
        async with unit_of_work(cast.mentee.tenant_id) as db:
            await service.archive_habit(db, cast.mentee, habit.id)
        async with snapshot(cast.mentee.tenant_id) as db:
            [archived] = await service.list_habits(db, cast.mentee, status="archived")
            assert await service.list_habits(db, cast.mentee) == ()
        assert archived.score > 0
        assert (await board(cast.mentee)).archived_count == 1
