"""What fell due while the person rested, over REST."""

from typing import Annotated

from fastapi import status
from pydantic import Field

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.api.parameters import Body, Day
from coaching_app.features.planner.schemas import PlanKind, RestedBefore, RestedOffer

Id = Annotated[str, Field(max_length=26)]


class Named(Body):
    """A task or a goal."""

    kind: PlanKind
    id: Id


class Answer(Body):
    """What is moved to the day, or left without one; without `items` all that is offered."""

    items: Annotated[tuple[Named, ...], Field(max_length=200)] | None = None
    day: Day | None = None


class Before(Named):
    """How it was."""

    due_on: Day | None
    left_on: Day | None


class PutBack(Body):
    """What an answer said it was before."""

    items: Annotated[tuple[Before, ...], Field(max_length=200)]


router = ApiRouter(tags=["planner"])


@router.get("/rested")
@policy(Policy.SIGNED_IN)
async def read_rested(actor: CurrentActor) -> RestedOffer:
    """Tasks and goals whose day was a day of rest: they are not late, and may be moved or left."""
    async with snapshot(actor.tenant_id) as db:
        return await service.rested_offer(db, actor)


@router.post("/rested")
@policy(Policy.SIGNED_IN)
async def answer_rested(actor: CurrentActor, body: Answer) -> tuple[RestedBefore, ...]:
    """Give some or all a new day, or leave them: then they are not offered again. The answer can be put back."""
    chosen = None if body.items is None else [(one.kind, one.id) for one in body.items]
    async with unit_of_work(actor.tenant_id) as db:
        return await service.answer_rested(db, actor, chosen, body.day)


@router.post("/rested/put-back", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def put_back_rested(actor: CurrentActor, body: PutBack) -> None:
    """Undo an answer."""
    before = [RestedBefore(**one.model_dump()) for one in body.items]
    async with unit_of_work(actor.tenant_id) as db:
        await service.put_back_rested(db, actor, before)
