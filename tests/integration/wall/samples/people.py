"""The routes of people, and one of everything that has an id there."""

from datetime import timedelta

from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.models import (
    Circle,
    CircleMember,
    Handover,
    Membership,
    Pathway,
    PathwayStep,
    PathwayWalk,
    Relationship,
    StepDone,
    Tenant,
)
from tests.integration.wall.samples.sample import Sample, canary
from tests.support.people import add_person

NOBODY = "0" * 26
PUBLIC = {
    "POST /api/v1/invitations/open": Sample(404, {"code": "x" * 43}),
    "POST /api/v1/invitations/accept": Sample(403, {"code": "x" * 43}),
    "POST /api/v1/me/tenants/switch": Sample(403),
}
SIGNED_IN = {
    "GET /api/v1/people": Sample(),
    "GET /api/v1/people/coaches": Sample(),
    "GET /api/v1/people/{person_id}": Sample(),
    "GET /api/v1/relationships": Sample(query="?past=true"),
    # Whom one may ask, a list tells; anybody else does not exist.
    "POST /api/v1/relationships": Sample(404, {"person_id": NOBODY, "side": "mentee"}),
    "GET /api/v1/relationships/{relationship_id}": Sample(),
    "POST /api/v1/relationships/{relationship_id}/accept": Sample(409),
    "POST /api/v1/relationships/{relationship_id}/decline": Sample(409),
    "POST /api/v1/relationships/{relationship_id}/end": Sample(),
    "POST /api/v1/relationships/{relationship_id}/take-back": Sample(409),
    "GET /api/v1/circles": Sample(),
    "GET /api/v1/circles/{circle_id}": Sample(),
    "POST /api/v1/circles/{circle_id}/accept": Sample(),
    "POST /api/v1/circles/{circle_id}/leave": Sample(204),
    "POST /api/v1/circles/{circle_id}/return": Sample(404),
    "GET /api/v1/walks": Sample(query="?past=true"),
    "GET /api/v1/walks/{walk_id}": Sample(),
    "POST /api/v1/walks/{walk_id}/leave": Sample(204),
    "POST /api/v1/walks/{walk_id}/resume": Sample(),
    "GET /api/v1/handovers": Sample(query="?past=true"),
    "POST /api/v1/handovers": Sample(404, {"relationship_id": "{relationship_id}", "to_id": NOBODY}),
    "GET /api/v1/handovers/{handover_id}": Sample(),
    "PUT /api/v1/handovers/{handover_id}/picked": Sample(200, {"picked": [{"category": "goals"}]}),
    "POST /api/v1/handovers/{handover_id}/offer": Sample(),
    # It is offered to somebody else.
    "POST /api/v1/handovers/{handover_id}/accept": Sample(404),
    "POST /api/v1/handovers/{handover_id}/decline": Sample(404),
    "POST /api/v1/handovers/{handover_id}/cancel": Sample(),
    "GET /api/v1/me/tenants": Sample(),
    "DELETE /api/v1/me/tenants/{tenant_id}": Sample(204),
    "GET /api/v1/tenant/logo": Sample(404),
}
COACHES = {
    "POST /api/v1/circles": Sample(201, {"name": "Tuesday"}),
    "PATCH /api/v1/circles/{circle_id}": Sample(404, {"name": "Friday"}),
    "DELETE /api/v1/circles/{circle_id}": Sample(404),
    "POST /api/v1/circles/{circle_id}/restore": Sample(404),
    "GET /api/v1/circles/{circle_id}/members": Sample(404),
    "POST /api/v1/circles/{circle_id}/members": Sample(404, {"person_id": "{person_id}"}),
    "DELETE /api/v1/circles/{circle_id}/members/{person_id}": Sample(404),
    "POST /api/v1/walks": Sample(404, {"pathway_id": "{pathway_id}", "person_id": "{person_id}"}),
    "POST /api/v1/walks/{walk_id}/steps/{step_id}/reach": Sample(403, {"evidence": "Seen"}),
    "POST /api/v1/walks/{walk_id}/steps/{step_id}/reopen": Sample(403),
}
_STEPS = [{"title": "First"}, {"title": "Second", "sensitive": True}]
LEADERS = {
    "POST /api/v1/relationships/introduce": Sample(404, {"coach_id": NOBODY, "mentee_id": NOBODY}),
    "POST /api/v1/pathways": Sample(201, {"title": "A way", "steps": _STEPS}),
    "PUT /api/v1/pathways/{pathway_id}": Sample(200, {"title": "A way", "steps": _STEPS, "version": 1}),
    "DELETE /api/v1/pathways/{pathway_id}": Sample(204),
    "POST /api/v1/pathways/{pathway_id}/restore": Sample(),
    "GET /api/v1/mentoring-tree": Sample(),
}
STAFF = {
    "GET /api/v1/pathways": Sample(),
    "GET /api/v1/pathways/{pathway_id}": Sample(),
    "GET /api/v1/invitations": Sample(),
    "POST /api/v1/invitations": Sample(201, {}),
    "POST /api/v1/invitations/{invitation_id}/resend": Sample(404),
    "DELETE /api/v1/invitations/{invitation_id}": Sample(404),
}
ADMIN = {
    "GET /api/v1/members": Sample(),
    "GET /api/v1/members/{person_id}": Sample(),
    "PATCH /api/v1/members/{person_id}": Sample(200, {"role": "mentor"}),
    "POST /api/v1/members/{person_id}/deactivate": Sample(),
    "POST /api/v1/members/{person_id}/reactivate": Sample(),
    "DELETE /api/v1/members/{person_id}": Sample(),
    "GET /api/v1/tenant": Sample(),
    "PATCH /api/v1/tenant": Sample(200, {"accent": "plum"}),
    "PUT /api/v1/tenant/logo": Sample(422, content=b"<svg/>", headers={"Content-Type": "image/png"}),
    "DELETE /api/v1/tenant/logo": Sample(),
    "GET /api/v1/tenants": Sample(403),
    "POST /api/v1/tenants": Sample(403, {"name": "Another"}),
    "PATCH /api/v1/tenants/{tenant_id}": Sample(403, {"people_quota": 5}),
}

# A pathway is the tenant's, and its pastors and admins write it.
OF_THE_TENANT = frozenset({"pathways_state.open_pathway", "pathways_state.archive", "pathways_state.restore"})


async def belongings(actor: Actor) -> dict[str, str]:
    """A guide who walks with the actor and leads a circle, a way they walk, a handover, a second home."""
    words = canary(actor)
    guide = await add_person(actor.tenant_id, "guide", Role.MENTOR)
    other = await add_person(actor.tenant_id, "next_guide", Role.MENTOR)
    async with unit_of_work(ALL_TENANTS) as db:
        home = Tenant(name=f"Home {words}")
        db.add(home)
        await db.flush()
        db.add(Membership(tenant_id=home.id, user_id=actor.user_id, role="mentee"))
    async with unit_of_work(actor.tenant_id) as db:
        walking = Relationship(
            coach_id=guide.user_id, mentee_id=actor.user_id, status="active", proposed_by=actor.user_id,
            started_at=now(), coach_accepted_at=now(), mentee_accepted_at=now(),
        )  # fmt: skip
        circle = Circle(leader_id=guide.user_id, name=f"Circle {words}", purpose=words)
        pathway = Pathway(title=f"Way {words}", author_id=guide.user_id)
        db.add_all((walking, circle, pathway))
        await db.flush()
        step = PathwayStep(pathway_id=pathway.id, position=1, title=f"Step {words}", sensitive=True)
        walk = PathwayWalk(pathway_id=pathway.id, person_id=actor.user_id, started_by=guide.user_id)
        handover = Handover(
            relationship_id=walking.id, mentee_id=actor.user_id, from_id=guide.user_id, to_id=other.user_id,
            started_by=guide.user_id, expires_at=now() + timedelta(days=14),
        )  # fmt: skip
        db.add_all((step, walk, handover))
        await db.flush()
        reached = StepDone(
            id=new_id(), tenant_id=actor.tenant_id, walk_id=walk.id, step_id=step.id, done_by=guide.user_id,
            evidence="",
        )  # fmt: skip
        reached.evidence = seal(reached, "evidence", words)
        db.add_all((reached, CircleMember(circle_id=circle.id, person_id=actor.user_id, status="active")))
    return {
        "person_id": guide.user_id, "relationship_id": walking.id, "circle_id": circle.id,
        "pathway_id": pathway.id, "step_id": step.id, "walk_id": walk.id, "handover_id": handover.id,
        "tenant_id": home.id, "invitation_id": new_id(),
    }  # fmt: skip
