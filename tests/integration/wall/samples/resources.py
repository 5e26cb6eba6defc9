"""Requests for resources, and one that only its owner may read."""

from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.resources import service
from coaching_app.features.resources.schemas import ResourceDraft
from tests.integration.wall.samples.sample import Sample, canary

SIGNED_IN = {
    "GET /api/v1/resources": Sample(),
    "POST /api/v1/resources": Sample(201, {"url": "https://example.org/new", "goal_id": "{goal_id}"}),
    "GET /api/v1/resources/pick": Sample(query="?minutes=25"),
    "POST /api/v1/resources/import": Sample(content=b"title,url\nOne,https://example.org/one\n"),
    "GET /api/v1/resources/export": Sample(),
    "GET /api/v1/resources/{resource_id}": Sample(),
    "PATCH /api/v1/resources/{resource_id}": Sample(body={"version": 1, "minutes": 20}),
    "DELETE /api/v1/resources/{resource_id}": Sample(204),
    "POST /api/v1/resources/{resource_id}/restore": Sample(),
    "PUT /api/v1/resources/{resource_id}/progress": Sample(body={"percent": 40}),
    # It is not finished yet.
    "POST /api/v1/resources/{resource_id}/back": Sample(409, {"answer": "useful"}),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """A link with words in its title, its notes and its address."""
    words = canary(actor)
    draft = ResourceDraft(f"Read {words}", url=f"https://example.org/{words}/{new_id()}", notes=words)
    async with unit_of_work(actor.tenant_id) as db:
        made = await service.add_resource(db, actor, draft)
    return {"resource_id": made.id}
