"""REST of relationships: one's people, proposals, their answers, introductions."""

from fastapi import status

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.scopes import Scope
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.people import service
from coaching_app.features.people.api.bodies import LARGEST, Introduction, NewRelationship
from coaching_app.features.people.schemas import Circumstances, CoachView, KnownPerson, RelationshipView

router = ApiRouter(tags=["people"], largest=LARGEST)


@router.get("/people")
@policy(Policy.SIGNED_IN)
async def list_people(actor: CurrentActor) -> Circumstances:
    """Who walks with me, whom I walk with, what waits for an answer, and circles."""
    async with snapshot(actor.tenant_id) as db:
        return await service.circumstances(db, actor)


@router.get("/people/coaches")
@policy(Policy.SIGNED_IN)
async def list_coaches(actor: CurrentActor) -> Slice[CoachView]:
    """The mentors and pastors whom one can ask."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_coaches(db, actor))


@router.get("/people/{person_id}")
@policy(Policy.SIGNED_IN)
async def get_person(actor: CurrentActor, person_id: str) -> KnownPerson:
    """Somebody one has a relationship or a circle with."""
    async with snapshot(actor.tenant_id) as db:
        return await service.known_person(db, actor, person_id)


@router.get("/relationships")
@policy(Policy.SIGNED_IN)
async def list_relationships(actor: CurrentActor, past: bool = False) -> Slice[RelationshipView]:
    """One's relationships on either side; with `past=true` ended and declined ones too."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.relationships_of(db, actor, with_past=past))


@router.post("/relationships", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def propose_relationship(actor: CurrentActor, body: NewRelationship) -> RelationshipView:
    """Offer to walk with somebody one knows, or ask a coach; the other one decides."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.propose(db, actor, body.person_id, side=body.side, kind=body.kind)


@router.post("/relationships/introduce", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.LEADERS)
async def introduce(actor: CurrentActor, body: Introduction) -> None:
    """Bring two people together; both are asked."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.introduce(db, actor, coach_id=body.coach_id, mentee_id=body.mentee_id, kind=body.kind)


@router.get("/relationships/{relationship_id}")
@policy(Policy.SIGNED_IN)
async def get_relationship(actor: CurrentActor, relationship_id: str) -> RelationshipView:
    """One of one's relationships."""
    async with snapshot(actor.tenant_id) as db:
        return await service.relationship(db, actor, relationship_id)


@router.post("/relationships/{relationship_id}/accept")
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def accept_relationship(actor: CurrentActor, relationship_id: str) -> RelationshipView:
    """Say yes to a proposal; it is active once both have."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.accept(db, actor, relationship_id)


@router.post("/relationships/{relationship_id}/decline")
@policy(Policy.SIGNED_IN)
async def decline_relationship(actor: CurrentActor, relationship_id: str) -> RelationshipView:
    """Say no to a proposal, or take one's own back."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.decline(db, actor, relationship_id)


@router.post("/relationships/{relationship_id}/end")
@policy(Policy.SIGNED_IN)
async def end_relationship(actor: CurrentActor, relationship_id: str) -> RelationshipView:
    """End a relationship; what it allowed ends at this moment."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.end(db, actor, relationship_id)


@router.post("/relationships/{relationship_id}/take-back")
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def take_relationship_back(actor: CurrentActor, relationship_id: str) -> RelationshipView:
    """Undo one's own no or end within ten minutes; a coach who ended it only proposes anew."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.take_back(db, actor, relationship_id)
