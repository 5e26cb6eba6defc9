"""The weekly review over REST."""

from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.review import service
from coaching_app.features.review.schemas import (
    THING_LENGTH,
    THINGS,
    WORDS_LENGTH,
    ReviewRow,
    ReviewView,
    ReviewWords,
)

Words = Annotated[str, Field(max_length=WORDS_LENGTH)]
Thing = Annotated[str, Field(max_length=THING_LENGTH)]
Day = Annotated[date, Path(description="Any day of the week.")]
router = ApiRouter(tags=["review"])


class ReviewBody(BaseModel):
    """What one adds to the facts; `version` is the one that was read, 0 for none; without it, what is there is replaced."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)] | None = None
    kept: Words = ""
    moved: Words = ""
    learned: Words = ""
    ahead: Words = ""
    things: Annotated[list[Thing], Field(max_length=THINGS)] = []


@router.get("/reviews")
@policy(Policy.SIGNED_IN)
async def list_reviews(actor: CurrentActor) -> Slice[ReviewRow]:
    """The weeks that have a review, the latest first."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_reviews(db, actor))


@router.get("/reviews/{day}")
@policy(Policy.SIGNED_IN)
async def read_review(actor: CurrentActor, day: Day) -> ReviewView:
    """The week of this day: its facts, and what was saved about it."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_review(db, actor, day)


@router.put("/reviews/{day}")
@policy(Policy.SIGNED_IN)
async def save_review(actor: CurrentActor, day: Day, body: ReviewBody) -> ReviewView:
    """Save it; the three things become tasks for the end of the next week."""
    words = ReviewWords(body.kept, body.moved, body.learned, body.ahead, tuple(body.things))
    async with unit_of_work(actor.tenant_id) as db:
        return await service.save_review(db, actor, day, words, body.version)
