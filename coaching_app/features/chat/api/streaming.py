"""Writes the events of a run as compact server-sent events, and ends the line when the login ends."""

from __future__ import annotations

import json
import weakref
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import ExitStack, aclosing
from typing import Any

from fastapi import Request
from pydantic import TypeAdapter
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from coaching_app.access.rest import identify
from coaching_app.core.errors import AppError
from coaching_app.domain.actor import Actor
from coaching_app.features.chat import service
from coaching_app.features.chat.schemas import (
    Answered,
    Broke,
    Citation,
    Idle,
    Posted,
    ProposalItem,
    Remarked,
    RunEvent,
    Said,
)

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_CITATIONS = TypeAdapter(tuple[Citation, ...])
_PROPOSALS = TypeAdapter(tuple[ProposalItem, ...])
_MOST_CHARACTERS = 10**9

# What each event of the stream is made of.
_EVENT = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("event", "data", "id")},
}
EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": 'Server-sent events. Without a name: `{"t": …}`, more of the answer, with an `id` to resume '
        'from by Last-Event-ID. `notice` `{"message"}`; last either `done` `{"message_id", "status", "citations", '
        '"proposals"}` or `error` `{"message", "retryable"}`.',
        "content": {"text/event-stream": {"schema": _EVENT}},
    }
}


def position(last_event_id: str | None) -> int:
    """How much of the answer the reader has; anything unreadable means nothing."""
    text = last_event_id or ""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST_CHARACTERS))):
        return 0
    return int(text)


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def frame(run_id: str, event: RunEvent) -> str:
    """One event on the wire; more of the answer needs no name, which halves its weight."""
    match event:
        case Said(end, text):
            return f"id:{end}\ndata:{_dumps({'t': text})}\n\n"
        case Remarked(message):
            return f"event:notice\ndata:{_dumps({'message': message})}\n\n"
        case Answered():
            return f"event:done\ndata:{_dumps(_done(run_id, event))}\n\n"
        case Broke(message, is_retryable):
            ending = {"id": run_id, "message": message, "retryable": is_retryable}
            return f"event:error\ndata:{_dumps(ending)}\n\n"
        case Idle():
            return ":\n\n"


def _done(run_id: str, event: Answered) -> dict[str, Any]:
    cited = tuple(citation for citation in event.citations if citation.is_cited)
    return {
        "id": run_id,
        "message_id": event.message_id,
        "status": event.status,
        "citations": _CITATIONS.dump_python(cited, mode="json"),
        "proposals": _PROPOSALS.dump_python(event.proposals, mode="json"),
    }


def begun(posted: Posted) -> str:
    """The first event of a posted question: where to come back to when the line drops."""
    known = {
        "conversation_id": posted.conversation_id,
        "message_id": posted.message_id,
        "run_id": posted.run_id,
    }
    return f"event:run\ndata:{_dumps(known)}\n\n"


async def _frames(request: Request, actor: Actor, run_id: str, after: int, first: str) -> AsyncIterator[str]:
    if first:
        yield first
    events: AsyncGenerator[RunEvent] = service.follow_run(actor, run_id, after=after)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Idle) and not await _is_still(request, actor):
                return
            yield frame(run_id, event)


async def _is_still(request: Request, actor: Actor) -> bool:
    """Whether the login the stream was opened with is still good for the same person."""
    try:
        present = await identify(request)
    except AppError:
        return False
    return present is not None and present.user_id == actor.user_id and present.tenant_id == actor.tenant_id


class _Counted(StreamingResponse):
    """Counts among the person's open streams from the decision to answer, so that many at once find the cap too."""

    def __init__(self, frames: AsyncIterator[str], actor: Actor, run_id: str) -> None:
        self._seat = ExitStack()
        self._seat.enter_context(service.reading(actor.user_id))
        # One that is never sent gives its seat back as well.
        weakref.finalize(self, self._seat.close)
        super().__init__(frames, media_type="text/event-stream", headers={**_HEADERS, "X-Run-Id": run_id})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it, and give the seat back."""
        with self._seat:
            await super().__call__(scope, receive, send)


def event_stream(
    request: Request, actor: Actor, run_id: str, *, after: int = 0, first: str = ""
) -> StreamingResponse:
    """The run as a response, from that character on; 429 when the person has too many of them open."""
    return _Counted(_frames(request, actor, run_id, after, first), actor, run_id)
