"""What a coach may know of their people over REST, and nudges for both sides."""

from typing import Annotated

from fastapi import status
from pydantic import BaseModel, ConfigDict, Field

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.coaching import service
from coaching_app.features.coaching.schemas import WORDS_LENGTH, CircleCounts, NeedView, NudgeView

router = ApiRouter(tags=["coaching"])


class NewNudge(BaseModel):
    """A few words for somebody one walks with."""

    model_config = ConfigDict(extra="forbid")

    person_id: Annotated[str, Field(max_length=26)]
    words: Annotated[str, Field(min_length=1, max_length=WORDS_LENGTH, pattern=r"[^\s\x00-\x1f\x7f-\x9f]")]


@router.get("/coaching/needs")
@policy(Policy.COACHES)
async def list_needs(actor: CurrentActor) -> Slice[NeedView]:
    """Everybody the coach walks with and why one may need them, from what is shared alone; leaves no receipt."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.needs_of(db, actor))


@router.get("/coaching/circles")
@policy(Policy.COACHES)
async def list_circles(actor: CurrentActor) -> Slice[CircleCounts]:
    """The coach's circles in counts; a count below five is withheld."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.circle_counts(db, actor))


@router.get("/nudges")
@policy(Policy.SIGNED_IN)
async def list_nudges(actor: CurrentActor) -> Slice[NudgeView]:
    """The nudges the person got or sent, the latest first."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_nudges(db, actor))


@router.post("/nudges", status_code=status.HTTP_201_CREATED)
@policy(Policy.COACHES)
async def send_nudge(actor: CurrentActor, body: NewNudge) -> NudgeView:
    """Send one; 429 within a week of the last to the same person, 409 while they rest."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.send_nudge(db, actor, body.person_id, body.words)


@router.delete("/nudges/{nudge_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.COACHES)
async def take_back_nudge(actor: CurrentActor, nudge_id: str) -> None:
    """Take back one's own within ten minutes, unless it was put away."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.take_back_nudge(db, actor, nudge_id)


@router.post("/nudges/{nudge_id}/seen", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def see_nudge(actor: CurrentActor, nudge_id: str) -> None:
    """Put one away that one got."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.see_nudge(db, actor, nudge_id)
