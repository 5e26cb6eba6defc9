"""Insights come from the person's own days and go away when they say so."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from coaching_app.core import clock
from coaching_app.core.errors import NotFound
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.habits import service as habits
from coaching_app.features.habits.schemas import EntryChange, HabitDraft
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import FormView, Insights
from tests.support.people import Cast
from tests.unit.features.wellness.conftest import Answering

TODAY = date(2026, 6, 30)
# Ninety days of marks are many transactions, and what they come to is worked out in Python.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _noon():
    with clock.freeze(datetime(2026, 6, 30, 12, tzinfo=UTC)):
        yield


@pytest.fixture
async def walk(me: Actor, form: FormView, answer: Answering) -> str:
    """Ninety days on which walking goes with a better mood; unmarked days are those of no walk."""
    rng = random.Random(4)
    async with unit_of_work(me.tenant_id) as db:
        habit = await habits.add_habit(db, me, HabitDraft("Walk"))
    for ago in range(90):
        day, walked = TODAY - timedelta(days=ago), rng.random() < 0.45
        await answer(day, mood=min(5, max(1, round(2.4 + 1.6 * walked + rng.gauss(0, 0.6)))))
        if walked:
            async with unit_of_work(me.tenant_id) as db:
                await habits.write_entry(db, me, habit.id, day, EntryChange(state="yes"))
    return habit.id


async def read(actor: Actor) -> Insights:
    async with snapshot(actor.tenant_id) as db:
        return await service.read_insights(db, actor)


async def test_what_goes_together_is_told_with_its_bounds(cast: Cast, me: Actor, walk: str) -> None:
    found = await read(me)
    (insight,) = [one for one in found.items if one.done == f"habit:{walk}"]
    assert "“Walk”" in insight.text
    assert "“Mood” averaged +1." in insight.text
    assert "95 % interval" in insight.text
    assert insight.with_days + insight.without_days >= 85
    assert 0 < insight.low < insight.difference < insight.high
    assert "5 %" in found.method
    assert (await read(cast.other_mentee)).items == ()


async def test_hidden_wrong_and_shown_again(cast: Cast, me: Actor, walk: str) -> None:
    (insight,) = [one for one in (await read(me)).items if one.done == f"habit:{walk}"]
    for verdict in ("hidden", "wrong"):
        async with unit_of_work(me.tenant_id) as db:
            await service.judge_insight(
                db,
                me,
                insight.done,
                insight.measured,
                verdict=verdict,
                reason="I only walk when I feel well.",
            )
        found = await read(me)
        assert insight.done not in {one.done for one in found.items}
        assert [one.verdict for one in found.hidden if one.done == insight.done] == [verdict]
    async with unit_of_work(me.tenant_id) as db:
        await service.judge_insight(db, me, insight.done, insight.measured, verdict="shown")
    assert insight in (await read(me)).items
    for actor, done, measured in (
        (cast.other_mentee, insight.done, insight.measured),
        (me, "habit:nothing", insight.measured),
        (me, insight.done, "field:nothing"),
    ):
        with pytest.raises(NotFound):
            async with unit_of_work(actor.tenant_id) as db:
                await service.judge_insight(db, actor, done, measured, verdict="hidden")


async def test_nobody_new_is_told_anything(me: Actor) -> None:
    found = await read(me)
    assert (found.items, found.hidden, found.compared) == ((), (), 0)
