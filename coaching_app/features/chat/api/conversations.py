"""Routes of conversations and their messages; posting a message answers with the stream of its answer."""

from typing import Annotated

from fastapi import Query, Request, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import LONGEST_CURSOR, Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.chat import service
from coaching_app.features.chat.api.streaming import EVENT_STREAM, begun, event_stream
from coaching_app.features.chat.schemas import ConversationItem, MessageItem, Posted

_LONGEST_TEXT = 20_000
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=LONGEST_CURSOR, description="From the answer before.")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewConversation(_Body):
    """A conversation to begin; without a title it takes that of its first question."""

    title: Annotated[str, Field(max_length=120)] = ""


class NewTitle(_Body):
    """Another title."""

    title: Annotated[str, Field(min_length=1, max_length=120, pattern=r"[^\s\x00-\x1f\x7f-\x9f]")]


class NewMessage(_Body):
    """A question; the same `client_key` again is the same question."""

    text: Annotated[str, Field(min_length=1, max_length=_LONGEST_TEXT, pattern=r"[^\s\x00-\x1f\x7f-\x9f]")]
    client_key: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = None


router = ApiRouter(prefix="/conversations", tags=["coach"])


@router.get("")
@policy(Policy.SIGNED_IN)
async def list_conversations(
    actor: CurrentActor, limit: Limit = 30, cursor: Cursor = None
) -> Slice[ConversationItem]:
    """The person's conversations, the one last spoken in first."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_conversations(db, actor, cursor=cursor, limit=limit)


@router.post("", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def create_conversation(actor: CurrentActor, body: NewConversation) -> ConversationItem:
    """Begin an empty conversation."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.create_conversation(db, actor, body.title)


@router.get("/{conversation_id}")
@policy(Policy.SIGNED_IN)
async def get_conversation(actor: CurrentActor, conversation_id: str) -> ConversationItem:
    """One conversation."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_conversation(db, actor, conversation_id)


@router.patch("/{conversation_id}")
@policy(Policy.SIGNED_IN)
async def rename_conversation(actor: CurrentActor, conversation_id: str, body: NewTitle) -> ConversationItem:
    """Give it another title."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.rename_conversation(db, actor, conversation_id, body.title)


@router.delete("/{conversation_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_conversation(actor: CurrentActor, conversation_id: str) -> None:
    """Delete it; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_conversation(db, actor, conversation_id)


@router.post("/{conversation_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_conversation(actor: CurrentActor, conversation_id: str) -> ConversationItem:
    """Bring back a deleted conversation."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_conversation(db, actor, conversation_id)


@router.get("/{conversation_id}/messages")
@policy(Policy.SIGNED_IN)
async def list_messages(
    actor: CurrentActor, conversation_id: str, limit: Limit = 50, cursor: Cursor = None
) -> Slice[MessageItem]:
    """The last messages, oldest first; the cursor leads to earlier ones."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_messages(db, actor, conversation_id, cursor=cursor, limit=limit)


@router.post(
    "/{conversation_id}/messages",
    response_class=Response,
    responses={**EVENT_STREAM, 202: {"model": Posted, "description": "With `Accept: application/json`."}},
)
@policy(Policy.SIGNED_IN)
async def post_message(
    request: Request, actor: CurrentActor, conversation_id: str, body: NewMessage
) -> Response:
    """Ask; answers with the stream of the answer, or with 202 and the run when JSON is asked for."""
    async with unit_of_work(actor.tenant_id) as db:
        posted = await service.post_message(db, actor, conversation_id, body.text, body.client_key)
    if _wants_json(request):
        known = {
            "conversation_id": posted.conversation_id,
            "message_id": posted.message_id,
            "run_id": posted.run_id,
        }
        return JSONResponse(known, status.HTTP_202_ACCEPTED)
    return event_stream(request, actor, posted.run_id, first=begun(posted))


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "").lower()
    return "application/json" in accepted and "text/event-stream" not in accepted
