"""Requests for what somebody shares: of themselves nobody is the audience, so the own id finds nothing."""

from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.models import PersonArchive
from tests.integration.wall.samples.sample import Sample

SIGNED_IN = {
    "GET /api/v1/people/{person_id}/shared": Sample(404),
    "GET /api/v1/people/{person_id}/shared/{category}": Sample(404),
    "GET /api/v1/people/{person_id}/shared/notes/{note_id}": Sample(404),
    "GET /api/v1/people/{person_id}/shared/conversations/{conversation_id}": Sample(404),
    "GET /api/v1/me/archives": Sample(),
    "POST /api/v1/me/archives": Sample(409),
    "GET /api/v1/me/archives/{archive_id}": Sample(),
    "GET /api/v1/me/archives/{archive_id}/download": Sample(404),
    "DELETE /api/v1/me/archives/{archive_id}": Sample(204),
    "POST /api/v1/me/import": Sample(409, content=b"PK", headers={"Content-Type": "application/zip"}),
    # Whose sign-in is old has to prove themselves first.
    "POST /api/v1/me/delete": Sample(422, {"confirmation": "somebody@example.org"}),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """Themselves, and an archive of each kind that is being made."""
    async with unit_of_work(actor.tenant_id) as db:
        rows = [PersonArchive(owner_id=actor.user_id, kind=kind) for kind in ("export", "import")]
        db.add_all(rows)
    return {"person_id": actor.user_id, "archive_id": rows[0].id}
