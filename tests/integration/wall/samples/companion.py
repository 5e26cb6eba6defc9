"""Requests for what somebody shares: of themselves nobody is the audience, so the own id finds nothing."""

from coaching_app.domain.actor import Actor
from tests.integration.wall.samples.sample import Sample

SIGNED_IN = {
    "GET /api/v1/people/{person_id}/shared": Sample(404),
    "GET /api/v1/people/{person_id}/shared/{category}": Sample(404),
    "GET /api/v1/people/{person_id}/shared/notes/{note_id}": Sample(404),
    "GET /api/v1/people/{person_id}/shared/conversations/{conversation_id}": Sample(404),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """Themselves."""
    return {"person_id": actor.user_id}
