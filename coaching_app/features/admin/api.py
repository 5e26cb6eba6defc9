"""Administration over REST: the audit trail and a file of it."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import StreamingResponse

from coaching_app.access.answers import TABLE, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import LONGEST_CURSOR, Slice
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import Chain, TrailEntry, TrailFilter

router = ApiRouter(prefix="/audit", tags=["administration"])
_Short = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class Which(BaseModel):
    """Which entries: of whom, about what, with which words, from when until when."""

    model_config = ConfigDict(extra="forbid")

    person: _Short = ""
    subject: _Short = ""
    search: _Short = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    chain: Chain = "tenant"

    def narrowed(self) -> TrailFilter:
        """The same for the service."""
        return TrailFilter(self.person, self.subject, self.search, self.since, self.until)


class WhichPart(Which):
    """Which entries, and which part of them."""

    oldest_first: bool = False
    limit: Annotated[int, Field(ge=1, le=service.MOST_ENTRIES)] = 50
    cursor: Annotated[str | None, Field(max_length=LONGEST_CURSOR)] = None


@router.get("")
@policy(Policy.ADMIN)
async def list_audit(actor: CurrentActor, wanted: Annotated[WhichPart, Query()]) -> Slice[TrailEntry]:
    """The audit trail, newest first: who did what, when, from where; never what was written.

    `subject` is a table or an event, for example `task` or `sign_in.failed`. The owner of the installation
    reads the chain of what belongs to no tenant with `chain=instance`.
    """
    async with snapshot(actor.tenant_id) as db:
        return await service.list_trail(
            db, actor, wanted.narrowed(), chain=wanted.chain, oldest_first=wanted.oldest_first,
            limit=wanted.limit, cursor=wanted.cursor,
        )  # fmt: skip


@router.get("/export", response_class=StreamingResponse, responses=answers(TABLE))
@policy(Policy.ADMIN)
async def export_audit(actor: CurrentActor, wanted: Annotated[Which, Query()]) -> StreamingResponse:
    """The same as CSV, oldest first."""
    lines = service.export_trail(actor, wanted.narrowed(), chain=wanted.chain)
    # Whoever may not is refused before anything is sent.
    first = await anext(lines)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_whole(first, lines), media_type="text/csv; charset=utf-8", headers=headers)


async def _whole(first: str, lines: AsyncGenerator[str]) -> AsyncGenerator[str]:
    yield first
    async for line in lines:
        yield line
