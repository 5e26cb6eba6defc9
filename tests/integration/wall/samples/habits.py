"""Sample requests to the routes of habits, and one habit with a day in it."""

from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.habits import service
from coaching_app.features.habits.schemas import EntryChange, HabitDraft
from tests.integration.wall.samples.sample import Sample, canary

PUBLIC: dict[str, Sample] = {}
SIGNED_IN = {
    "GET /api/v1/habits": Sample(),
    "POST /api/v1/habits": Sample(201, {"name": "Walk"}),
    "GET /api/v1/habits/day-start": Sample(),
    "PUT /api/v1/habits/day-start": Sample(body={"hour": 3}),
    "POST /api/v1/habits/import": Sample(content=b'{"habits": []}'),
    "GET /api/v1/habits/export": Sample(query="?format=json"),
    "GET /api/v1/habits/{habit_id}": Sample(),
    "PATCH /api/v1/habits/{habit_id}": Sample(body={"version": 1, "name": "Walk"}),
    "DELETE /api/v1/habits/{habit_id}": Sample(204),
    "POST /api/v1/habits/{habit_id}/restore": Sample(),
    "POST /api/v1/habits/{habit_id}/archive": Sample(),
    "POST /api/v1/habits/{habit_id}/unarchive": Sample(),
    "POST /api/v1/habits/{habit_id}/place": Sample(body={"position": 0}),
    "GET /api/v1/habits/{habit_id}/entries": Sample(),
    "GET /api/v1/habits/{habit_id}/entries/{day}": Sample(),
    "PUT /api/v1/habits/{habit_id}/entries/{day}": Sample(body={"state": "yes"}),
    "GET /api/v1/habits/{habit_id}/score": Sample(query="?from=2026-01-01&to=2026-02-01"),
}
COACHES: dict[str, Sample] = {}
ADMIN: dict[str, Sample] = {}


async def belongings(actor: Actor) -> dict[str, str]:
    """A habit whose name and note only its owner may be sent."""
    words = canary(actor)
    async with unit_of_work(actor.tenant_id) as db:
        habit = await service.add_habit(db, actor, HabitDraft(f"Habit {words}", tags=(words,)))
        day = await service.today_of(db, actor)
        await service.write_entry(db, actor, habit.id, day, EntryChange("yes", note=f"Note {words}"))
    return {"habit_id": habit.id}
