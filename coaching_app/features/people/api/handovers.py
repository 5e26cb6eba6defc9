"""REST of handovers."""

from fastapi import status

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.scopes import Scope
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.people import service
from coaching_app.features.people.api.bodies import LARGEST, NewHandover, Package
from coaching_app.features.people.schemas import HandoverView, Picked

router = ApiRouter(prefix="/handovers", tags=["people"], largest=LARGEST)


@router.get("")
@policy(Policy.SIGNED_IN)
async def list_handovers(actor: CurrentActor, past: bool = False) -> Slice[HandoverView]:
    """The handovers one takes part in; with `past=true` those that are over too."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_handovers(db, actor, with_past=past))


@router.post("", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def start_handover(actor: CurrentActor, body: NewHandover) -> HandoverView:
    """Begin a handover of a relationship to another mentor."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.start_handover(db, actor, body.relationship_id, body.to_id)


@router.get("/{handover_id}")
@policy(Policy.SIGNED_IN)
async def get_handover(actor: CurrentActor, handover_id: str) -> HandoverView:
    """One handover."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_handover(db, actor, handover_id)


@router.put("/{handover_id}/picked")
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def pick(actor: CurrentActor, handover_id: str, body: Package) -> HandoverView:
    """Say what passes on, as the mentee."""
    async with unit_of_work(actor.tenant_id) as db:
        picked = [Picked(one.category, one.item_id) for one in body.picked]
        return await service.pick(db, actor, handover_id, picked)


@router.post("/{handover_id}/offer")
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def offer_handover(actor: CurrentActor, handover_id: str) -> HandoverView:
    """Hand the package to the new mentor, as the mentee."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.offer_handover(db, actor, handover_id)


@router.post("/{handover_id}/accept")
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def accept_handover(actor: CurrentActor, handover_id: str) -> HandoverView:
    """Take it on, as the new mentor: the old access ends at this moment."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.accept_handover(db, actor, handover_id)


@router.post("/{handover_id}/decline")
@policy(Policy.SIGNED_IN)
async def decline_handover(actor: CurrentActor, handover_id: str) -> HandoverView:
    """Say no, as the new mentor."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.decline_handover(db, actor, handover_id)


@router.post("/{handover_id}/cancel")
@policy(Policy.SIGNED_IN)
async def cancel_handover(actor: CurrentActor, handover_id: str) -> HandoverView:
    """Call it off, as the mentee or as whoever began it."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.cancel_handover(db, actor, handover_id)
