"""REST of circles."""

from fastapi import status

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.people import service
from coaching_app.features.people.api.bodies import LARGEST, CirclePatch, NewCircle, Person
from coaching_app.features.people.schemas import CircleMemberView, CircleView

router = ApiRouter(prefix="/circles", tags=["people"], largest=LARGEST)


@router.get("")
@policy(Policy.SIGNED_IN)
async def list_circles(actor: CurrentActor) -> Slice[CircleView]:
    """The circles one leads, is in, or is asked into."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.circles_of(db, actor))


@router.post("", status_code=status.HTTP_201_CREATED)
@policy(Policy.COACHES)
async def add_circle(actor: CurrentActor, body: NewCircle) -> CircleView:
    """A new circle."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_circle(db, actor, body.name, body.purpose)


@router.get("/{circle_id}")
@policy(Policy.SIGNED_IN)
async def get_circle(actor: CurrentActor, circle_id: str) -> CircleView:
    """One of one's circles."""
    async with snapshot(actor.tenant_id) as db:
        return await service.circle(db, actor, circle_id)


@router.patch("/{circle_id}")
@policy(Policy.COACHES)
async def edit_circle(actor: CurrentActor, circle_id: str, body: CirclePatch) -> CircleView:
    """Change the name or the purpose of a circle one leads."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_circle(db, actor, circle_id, name=body.name, purpose=body.purpose)


@router.delete("/{circle_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.COACHES)
async def close_circle(actor: CurrentActor, circle_id: str) -> None:
    """Close a circle one leads; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.close_circle(db, actor, circle_id)


@router.post("/{circle_id}/restore")
@policy(Policy.COACHES)
async def restore_circle(actor: CurrentActor, circle_id: str) -> CircleView:
    """Bring back a closed circle."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_circle(db, actor, circle_id)


@router.get("/{circle_id}/members")
@policy(Policy.COACHES)
async def list_circle_members(actor: CurrentActor, circle_id: str) -> Slice[CircleMemberView]:
    """Who is in a circle one leads; nobody else is told."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.circle_members(db, actor, circle_id))


@router.post("/{circle_id}/members", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.COACHES)
async def ask_into_circle(actor: CurrentActor, circle_id: str, body: Person) -> None:
    """Ask somebody one walks with into a circle."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.ask_into_circle(db, actor, circle_id, body.person_id)


@router.delete("/{circle_id}/members/{person_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.COACHES)
async def remove_from_circle(actor: CurrentActor, circle_id: str, person_id: str) -> None:
    """Take somebody out of a circle one leads."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.remove_from_circle(db, actor, circle_id, person_id)


@router.post("/{circle_id}/accept")
@policy(Policy.SIGNED_IN)
async def accept_circle(actor: CurrentActor, circle_id: str) -> CircleView:
    """Join a circle one was asked into."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.accept_circle(db, actor, circle_id)


@router.post("/{circle_id}/leave", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def leave_circle(actor: CurrentActor, circle_id: str) -> None:
    """Say no to a circle, or leave it."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.leave_circle(db, actor, circle_id)


@router.post("/{circle_id}/return")
@policy(Policy.SIGNED_IN)
async def return_to_circle(actor: CurrentActor, circle_id: str) -> CircleView:
    """Undo one's own leaving or no within ten minutes."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.return_to_circle(db, actor, circle_id)
