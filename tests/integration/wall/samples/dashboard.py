"""Requests for the day, for the coach's list, and for nudges, and a nudge that somebody got."""

from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.models import Nudge
from tests.integration.wall.samples.sample import Sample, canary

SIGNED_IN = {
    "GET /api/v1/today": Sample(),
    "GET /api/v1/nudges": Sample(),
    "POST /api/v1/nudges/{nudge_id}/seen": Sample(204),
}
COACHES = {
    "GET /api/v1/coaching/needs": Sample(),
    "GET /api/v1/coaching/circles": Sample(),
    # Nobody walks with a person who does not exist.
    "POST /api/v1/nudges": Sample(404, {"person_id": "0" * 26, "words": "Hello"}),
    "DELETE /api/v1/nudges/{nudge_id}": Sample(204),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """A nudge they got, written by nobody else: the words are theirs alone to read."""
    async with unit_of_work(actor.tenant_id) as db:
        nudge = Nudge(
            id=new_id(), tenant_id=actor.tenant_id, owner_id=actor.user_id, coach_id=actor.user_id, words="",
            created_at=now(),
        )  # fmt: skip
        nudge.words = seal(nudge, "words", canary(actor))
        db.add(nudge)
    return {"nudge_id": nudge.id}
