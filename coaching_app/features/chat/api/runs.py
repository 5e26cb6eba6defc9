"""Routes of runs and proposals: follow, stop, ask again; accept or decline."""

from datetime import date
from typing import Annotated, Any

from fastapi import Header, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.ai.proposals import TITLE_LENGTH, WHY_LENGTH
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.chat import service
from coaching_app.features.chat.api.streaming import EVENT_STREAM, event_stream, position
from coaching_app.features.chat.schemas import Posted, ProposalItem, RunItem

router = ApiRouter(tags=["coach"])


class Edited(BaseModel):
    """What the person changed of a proposed task; what is left out stays as proposed."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str | None, Field(min_length=1, max_length=TITLE_LENGTH)] = None
    why: Annotated[str | None, Field(max_length=WHY_LENGTH)] = None
    due: date | None = None

    def changes(self) -> dict[str, Any]:
        """The fields that were given; a due date of null takes it away."""
        return self.model_dump(exclude_unset=True, mode="json")


@router.get(
    "/conversations/{conversation_id}/runs/{run_id}/events",
    response_class=Response,
    responses=EVENT_STREAM,
)
@policy(Policy.SIGNED_IN)
async def follow_run(
    request: Request,
    actor: CurrentActor,
    conversation_id: str,
    run_id: str,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """The answer as it is made, or as it was made; resumes after Last-Event-ID."""
    async with snapshot(actor.tenant_id) as db:
        await service.get_run(db, actor, run_id, conversation_id)
    return event_stream(request, actor, run_id, after=position(last_event_id))


@router.post("/runs/{run_id}/stop")
@policy(Policy.SIGNED_IN)
async def stop_run(actor: CurrentActor, run_id: str) -> RunItem:
    """Stop answering; what was said is kept. A run that has ended stays as it is."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.stop_run(db, actor, run_id)


@router.post("/runs/{run_id}/retry")
@policy(Policy.SIGNED_IN)
async def retry_run(actor: CurrentActor, run_id: str) -> Posted:
    """Ask the same question again; gives the run to follow. Repeating this is harmless."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.retry_run(db, actor, run_id)


@router.post("/proposals/{proposal_id}/accept")
@policy(Policy.SIGNED_IN)
async def accept_proposal(actor: CurrentActor, proposal_id: str, body: Edited | None = None) -> ProposalItem:
    """Do what the coach proposed, as it is or as changed; accepting twice does it once."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.accept_proposal(db, actor, proposal_id, body.changes() if body else None)


@router.post("/proposals/{proposal_id}/decline")
@policy(Policy.SIGNED_IN)
async def decline_proposal(actor: CurrentActor, proposal_id: str) -> ProposalItem:
    """Leave it."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.decline_proposal(db, actor, proposal_id)
