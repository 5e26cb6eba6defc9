"""Break-glass over REST: ask, decide, end, and what was opened of mine."""

from typing import Annotated

from fastapi import status
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.scopes import Scope
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.consent import Category
from coaching_app.features.account import service as account
from coaching_app.features.consent import service
from coaching_app.features.consent.schemas import ConsentCounts, ForcedView

router = ApiRouter(tags=["break-glass"])


class Asking(BaseModel):
    """Whose things, which, why and for how long."""

    model_config = ConfigDict(extra="forbid")

    person_id: Annotated[str, Field(max_length=26)]
    categories: Annotated[list[Category], Field(min_length=1, max_length=len(Category))]
    reason: Annotated[str, Field(min_length=10, max_length=2000)]
    minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = 60


@router.get("/break-glass")
@policy(Policy.SIGNED_IN)
async def list_openings(actor: CurrentActor) -> tuple[ForcedView, ...]:
    """Every forced view of the tenant for admins and pastors; nothing for others."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_openings(db, actor)


@router.get("/break-glass/of-me")
@policy(Policy.SIGNED_IN)
async def openings_of_me(actor: CurrentActor) -> tuple[ForcedView, ...]:
    """The views that were opened into what is mine."""
    async with snapshot(actor.tenant_id) as db:
        return await service.openings_of_me(db, actor)


@router.post("/break-glass", status_code=status.HTTP_201_CREATED)
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def ask_to_open(actor: CurrentActor, body: Asking) -> ForcedView:
    """Ask to see private things of one person; opens nothing until a second person agrees.

    The sign-in must have proved itself within ten minutes; so must that of the second person.
    """
    async with unit_of_work(actor.tenant_id) as db:
        view = await service.ask_to_open(
            db, actor, body.person_id, body.categories, body.reason, minutes=body.minutes
        )
        # Last, so that a person who is not there is just that; without the proof nothing of it is kept.
        await account.require_fresh(db, actor)
        return view


@router.get("/break-glass/counts")
@policy(Policy.ADMIN)
async def consent_counts(actor: CurrentActor) -> ConsentCounts:
    """How much is shared in the tenant, in numbers."""
    async with snapshot(actor.tenant_id) as db:
        return await service.consent_counts(db, actor)


@router.post("/break-glass/{view_id}/approve")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def approve_opening(actor: CurrentActor, view_id: str) -> ForcedView:
    """Agree, as an admin or pastor who did not ask; the owner is told at once."""
    async with unit_of_work(actor.tenant_id) as db:
        view = await service.approve_opening(db, actor, view_id)
        await account.require_fresh(db, actor)
        return view


@router.post("/break-glass/{view_id}/decline")
@policy(Policy.SIGNED_IN)
async def decline_opening(actor: CurrentActor, view_id: str) -> ForcedView:
    """Say no."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.decline_opening(db, actor, view_id)


@router.post("/break-glass/{view_id}/end")
@policy(Policy.SIGNED_IN)
async def end_opening(actor: CurrentActor, view_id: str) -> ForcedView:
    """Close it before its time."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.end_opening(db, actor, view_id)
