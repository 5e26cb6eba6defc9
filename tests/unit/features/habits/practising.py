"""Short ways to practise in tests."""

from datetime import UTC, date, datetime, timedelta

from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.habits import service
from coaching_app.features.habits.schemas import EntryChange, HabitDraft

# A Saturday, at noon in London.
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def make(actor, name="Walk", **plan):
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_habit(db, actor, HabitDraft(name, **plan))


async def write(actor, habit_id, day, state=None, **change):
    async with unit_of_work(actor.tenant_id) as db:
        return await service.write_entry(db, actor, habit_id, day, EntryChange(state, **change))


async def view(actor, habit_id):
    async with snapshot(actor.tenant_id) as db:
        return await service.get_habit(db, actor, habit_id)


async def board(actor):
    async with snapshot(actor.tenant_id) as db:
        return await service.read_board(db, actor)


async def details(actor, habit_id, span="quarter"):
    async with snapshot(actor.tenant_id) as db:
        return await service.read_details(db, actor, habit_id, span)
