"""Requests of rest."""

from datetime import date, time

from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.models import Rest
from tests.integration.wall.samples.sample import Sample

_WEEKLY = {"from_weekday": 4, "from_time": "18:00", "until_weekday": 5, "until_time": "18:00"}
SIGNED_IN = {
    "GET /api/v1/rest": Sample(),
    "GET /api/v1/rest/now": Sample(),
    "POST /api/v1/rest": Sample(201, {"starts_at": "2030-01-01T10:00:00Z", "area": "habits"}),
    "POST /api/v1/rest/weekly": Sample(201, _WEEKLY),
    "POST /api/v1/rest/end": Sample(),
    "GET /api/v1/rest/{rest_id}": Sample(),
    "POST /api/v1/rest/{rest_id}/end": Sample(),
    "POST /api/v1/rest/{rest_id}/stop": Sample(),
    "DELETE /api/v1/rest/{rest_id}": Sample(204),
    "POST /api/v1/rest/{rest_id}/restore": Sample(),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """A rest of the whole week, so that it is under way now."""
    async with unit_of_work(actor.tenant_id) as db:
        # Not by the service, which lets nobody have hundreds.
        rest = Rest(
            owner_id=actor.user_id, area="reminders", is_weekly=True, first_day=date(2020, 1, 1),
            from_weekday=0, from_time=time(), until_weekday=0, until_time=time(),
        )  # fmt: skip
        db.add(rest)
    return {"rest_id": rest.id}
