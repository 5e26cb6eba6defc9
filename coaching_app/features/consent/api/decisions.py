"""What an owner shares, over REST."""

import re
from datetime import date
from typing import Annotated, Literal

from fastapi import Query, status
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.scopes import Scope
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.consent import Category
from coaching_app.features.consent import service
from coaching_app.features.consent.schemas import (
    Decision,
    DecisionView,
    ItemSharing,
    SharedPerson,
    Sharing,
    Thing,
)

router = ApiRouter(prefix="/sharing", tags=["sharing"])
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Id = Annotated[str, Field(max_length=26)]


def _only_iso(value: object) -> object:
    # Left alone, pydantic would also take a number for seconds since 1970.
    if value is None or isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_only_iso), Field(description="A day of the owner, YYYY-MM-DD.")]


class NewDecision(BaseModel):
    """Allow or refuse; either `viewer_id` or `audience` says whom."""

    model_config = ConfigDict(extra="forbid")

    category: Category
    item_id: Id = ""
    viewer_id: Id = ""
    audience: Literal["", "mentor", "pastor", "everyone"] = ""
    last_day: Day | None = None
    is_denial: bool = False


@router.get("")
@policy(Policy.SIGNED_IN)
async def read_sharing(actor: CurrentActor) -> Sharing:
    """What each of my people sees, by category."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_sharing(db, actor)


@router.get("/with-me")
@policy(Policy.SIGNED_IN)
async def shared_with_me(actor: CurrentActor) -> tuple[SharedPerson, ...]:
    """Who shares anything with me."""
    async with snapshot(actor.tenant_id) as db:
        return await service.shared_people(db, actor)


@router.get("/things")
@policy(Policy.SIGNED_IN)
async def list_things(actor: CurrentActor, category: Category) -> tuple[Thing, ...]:
    """My things of a category that can be shared one by one."""
    async with snapshot(actor.tenant_id) as db:
        return await service.things_of(db, actor.user_id, category)


@router.get("/item")
@policy(Policy.SIGNED_IN)
async def read_item(
    actor: CurrentActor, category: Category, item_id: Annotated[str, Query(max_length=26)]
) -> ItemSharing:
    """Who sees one thing of mine."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_item_sharing(db, actor, category, item_id)


@router.get("/decisions")
@policy(Policy.SIGNED_IN)
async def list_decisions(actor: CurrentActor, *, past: bool = False) -> tuple[DecisionView, ...]:
    """My decisions, newest first; with those that no longer count if asked."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_decisions(db, actor, with_past=past)


@router.post("/decisions", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def decide(actor: CurrentActor, body: NewDecision) -> DecisionView:
    """Allow or refuse."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.decide(db, actor, Decision(**body.model_dump()))


@router.get("/decisions/{decision_id}")
@policy(Policy.SIGNED_IN)
async def get_decision(actor: CurrentActor, decision_id: str) -> DecisionView:
    """One decision."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_decision(db, actor, decision_id)


@router.delete("/decisions/{decision_id}")
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def withdraw(actor: CurrentActor, decision_id: str) -> DecisionView:
    """Take it back, from the next request on."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.withdraw(db, actor, decision_id)


@router.post("/decisions/{decision_id}/restore")
@policy(Policy.SIGNED_IN, scope=Scope.SHARING)
async def decide_again(actor: CurrentActor, decision_id: str) -> DecisionView:
    """Make a withdrawn decision anew."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.decide_again(db, actor, decision_id)
