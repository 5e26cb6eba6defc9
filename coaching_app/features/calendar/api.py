"""The calendar over REST: a span of days, files in and out, and the feed that other programs read."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import Query, UploadFile, status
from starlette.responses import Response

from coaching_app.access.answers import CALENDAR, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.scopes import Scope
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.calendar_file import LARGEST_FILE
from coaching_app.features.calendar import service
from coaching_app.features.calendar.schemas import CalendarSpan, FeedView, Imported, NewFeed

_FORM_AROUND = 64 * 1024
_NAME = 'attachment; filename="calendar.ics"'

router = ApiRouter(prefix="/calendar", tags=["calendar"], largest=LARGEST_FILE + _FORM_AROUND)
# Its path ends in the kind of file, as calendar programs like it.
feed_router = ApiRouter(tags=["calendar"])


@router.get("")
@policy(Policy.SIGNED_IN)
async def read_span(
    actor: CurrentActor,
    first: Annotated[date, Query()],
    last: Annotated[date, Query(description="The first day that is not shown any more.")],
    layer: Annotated[tuple[str, ...], Query(max_length=10)] = service.LAYERS,
) -> CalendarSpan:
    """What is on the calendar, with what overlaps."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_span(db, actor, first, last, layer)


@router.get("/export", response_class=Response, responses=answers(CALENDAR))
@policy(Policy.SIGNED_IN)
async def export_calendar(actor: CurrentActor) -> Response:
    """Everything with a day as an iCalendar file."""
    async with snapshot(actor.tenant_id) as db:
        content = await service.export_calendar(db, actor)
    return Response(content, media_type="text/calendar", headers={"Content-Disposition": _NAME})


@router.post("/import")
@policy(Policy.SIGNED_IN)
async def import_calendar(actor: CurrentActor, file: UploadFile) -> Imported:
    """Make tasks of an iCalendar file of up to 5 MB; the same file again changes nothing."""
    content = await file.read(LARGEST_FILE + 1)
    entries, problems = await asyncio.to_thread(service.parse_calendar, actor, content)
    async with unit_of_work(actor.tenant_id) as db:
        return await service.import_calendar(db, actor, entries, problems)


@router.get("/feeds")
@policy(Policy.SIGNED_IN)
async def list_feeds(actor: CurrentActor) -> tuple[FeedView, ...]:
    """The secret addresses that are alive."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_feeds(db, actor)


# The link reads without a token, and outlives one: an agent may not make it.
@router.post("/feeds", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def new_feed(actor: CurrentActor) -> NewFeed:
    """A new secret address, told this once; the one before ends."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.new_feed(db, actor)


@router.delete("/feeds/{feed_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def revoke_feed(actor: CurrentActor, feed_id: str) -> None:
    """End a secret address."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.revoke_feed(db, actor, feed_id)


@feed_router.get("/calendar.ics", response_class=Response, responses=answers(CALENDAR))
@policy(Policy.PUBLIC)
async def read_feed(token: Annotated[str, Query(max_length=100)] = "") -> Response:
    """The calendar behind a secret address; whoever has the address may read it."""
    actor = await service.reader_of(token)
    async with snapshot(actor.tenant_id) as db:
        content = await service.export_calendar(db, actor)
    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    return Response(content, media_type="text/calendar", headers=headers)


router.take(feed_router)
