"""Requests of sharing, receipts and forced views."""

from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.models import BreakGlass, ConsentGrant
from tests.integration.wall.samples.sample import Sample, canary

_DECISION = {"category": "goals", "item_id": "{goal_id}", "audience": "mentor"}
_ASKING = {"person_id": "{person_id}", "categories": ["goals"], "reason": "somebody may be in danger"}
SIGNED_IN = {
    "GET /api/v1/sharing": Sample(),
    "GET /api/v1/sharing/with-me": Sample(),
    "GET /api/v1/sharing/things": Sample(query="?category=goals"),
    "GET /api/v1/sharing/item": Sample(404, query="?category=goals&item_id=x"),
    "GET /api/v1/sharing/decisions": Sample(),
    "POST /api/v1/sharing/decisions": Sample(201, _DECISION),
    "GET /api/v1/sharing/decisions/{decision_id}": Sample(),
    "DELETE /api/v1/sharing/decisions/{decision_id}": Sample(),
    "POST /api/v1/sharing/decisions/{decision_id}/restore": Sample(),
    "GET /api/v1/sharing/receipts": Sample(),
    "GET /api/v1/sharing/receipts.csv": Sample(),
    "GET /api/v1/break-glass": Sample(),
    "GET /api/v1/break-glass/of-me": Sample(),
    # Nobody decides about a view into what is theirs, so that for its subject there is none.
    "POST /api/v1/break-glass/{view_id}/approve": Sample(404),
    "POST /api/v1/break-glass/{view_id}/decline": Sample(404),
    "POST /api/v1/break-glass/{view_id}/end": Sample(404),
}
# Who decides about a view decides for the tenant, never about what is theirs.
OF_THE_TENANT = frozenset({"deciding_state.approve", "deciding_state.decline", "deciding_state.end"})
ADMIN = {
    "POST /api/v1/break-glass": Sample(404, _ASKING | {"person_id": "x"}),
    "GET /api/v1/break-glass/counts": Sample(),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """A decision, and a view into what is theirs."""
    async with unit_of_work(actor.tenant_id) as db:
        grant = ConsentGrant(owner_id=actor.user_id, category="goals", audience="mentor")
        view = BreakGlass(
            owner_id=actor.user_id, asker_id=actor.user_id, categories=",goals,", reason="", minutes=60,
            asked_at=now(), id=new_id(), tenant_id=actor.tenant_id,
        )  # fmt: skip
        view.reason = seal(view, "reason", canary(actor))
        db.add_all((grant, view))
    return {"decision_id": grant.id, "view_id": view.id}
