"""Resources over REST: the same use cases as the page."""

from datetime import date
from typing import Annotated, Any, cast

from fastapi import Query, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from starlette.datastructures import UploadFile

from coaching_app.access.answers import TABLE, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.resurfacing import Answer
from coaching_app.features.resources import service
from coaching_app.features.resources.schemas import (
    MOST_MINUTES,
    MOST_TAGS,
    NOTES_LENGTH,
    TAG_LENGTH,
    TITLE_LENGTH,
    URL_LENGTH,
    ImportReport,
    Kind,
    PickView,
    ResourceChanges,
    ResourceDraft,
    ResourceView,
    Shelf,
)

Title = Annotated[str, Field(max_length=TITLE_LENGTH)]
Url = Annotated[str, Field(max_length=URL_LENGTH)]
Notes = Annotated[str, Field(max_length=NOTES_LENGTH)]
Tags = Annotated[list[Annotated[str, Field(max_length=TAG_LENGTH)]], Field(max_length=MOST_TAGS)]
Minutes = Annotated[StrictInt, Field(ge=1, le=MOST_MINUTES)]
Percent = Annotated[StrictInt, Field(ge=0, le=100)]
Id = Annotated[str, Field(max_length=26)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewResource(_Body):
    """A link with its `url`, or one of the person's notes or files by `target_id`."""

    kind: Kind = "link"
    title: Title = ""
    url: Url = ""
    target_id: Id = ""
    notes: Notes = ""
    tags: Tags = []
    minutes: Minutes | None = None
    goal_id: Id | None = None
    due_on: date | None = None


class ResourcePatch(_Body):
    """The fields to change; what is left out stays."""

    version: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
    title: Title = ""
    url: Url = ""
    notes: Notes = ""
    tags: Tags = []
    minutes: Minutes | None = None
    goal_id: Id | None = None
    due_on: date | None = None
    progress: Percent = 0


class Progress(_Body):
    """How far one is; 100 is finished."""

    percent: Percent


class Said(_Body):
    """What one says of something that came back."""

    answer: Answer


router = ApiRouter(tags=["resources"])
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/resources")
@policy(Policy.SIGNED_IN)
async def list_resources(
    actor: CurrentActor,
    shelf: Shelf = "queue",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
) -> Slice[ResourceView]:
    """What waits, what came back, or what is finished; what is due first."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_resources(db, actor, shelf=shelf, limit=limit, cursor=cursor)


@router.post("/resources", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_resource(actor: CurrentActor, body: NewResource) -> ResourceView:
    """Put something into the queue; its address is kept and never fetched."""
    values: dict[str, Any] = body.model_dump()
    values["tags"] = tuple(body.tags)
    draft = ResourceDraft(**values)
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_resource(db, actor, draft)


@router.get("/resources/pick")
@policy(Policy.SIGNED_IN)
async def pick(
    actor: CurrentActor, minutes: Annotated[int, Query(ge=1, le=MOST_MINUTES)] = 25
) -> tuple[PickView, ...]:
    """What fits into these minutes, each with the reason why."""
    async with snapshot(actor.tenant_id) as db:
        return await service.pick_now(db, actor, minutes)


@router.post("/resources/import", openapi_extra=_FILE)
@policy(Policy.SIGNED_IN)
async def take_in(request: Request, actor: CurrentActor) -> ImportReport:
    """Take in browser bookmarks as HTML, or the CSV or JSON of Pocket, Readwise or Karakeep."""
    parcel = await service.unpack(await _content(request))
    report = service.first_report(parcel)
    # Part by part, so that a long list keeps nobody else from writing.
    for start in range(0, max(1, len(parcel.found)), service.AT_ONCE):
        async with unit_of_work(actor.tenant_id) as db:
            report = await service.take_in(db, actor, parcel, start, report)
    return report


async def _content(request: Request) -> bytes:
    """The file of a form, or the body itself."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form(max_files=1, max_fields=5) as form:
        # Pages send `files`, and `file` is what most programs would call it.
        file = form.get("files") or form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid(_("Send one file."), code="not_a_list")
        return await file.read()


@router.get("/resources/export", response_class=Response, responses=answers(TABLE))
@policy(Policy.SIGNED_IN)
async def export(actor: CurrentActor) -> Response:
    """The whole queue as CSV."""
    async with snapshot(actor.tenant_id) as db:
        table = await service.export_csv(db, actor)
    headers = {"Content-Disposition": 'attachment; filename="resources.csv"', "Cache-Control": "no-store"}
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/resources/{resource_id}")
@policy(Policy.SIGNED_IN)
async def get_resource(actor: CurrentActor, resource_id: str) -> ResourceView:
    """One resource."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_resource(db, actor, resource_id)


@router.patch("/resources/{resource_id}")
@policy(Policy.SIGNED_IN)
async def edit_resource(actor: CurrentActor, resource_id: str, body: ResourcePatch) -> ResourceView:
    """Change some fields; 409 when it changed in the meantime."""
    changes = body.model_dump(exclude_unset=True, exclude={"version"})
    if "tags" in changes:
        changes["tags"] = tuple(changes["tags"])
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_resource(
            db, actor, resource_id, body.version, cast("ResourceChanges", changes)
        )


@router.delete("/resources/{resource_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_resource(actor: CurrentActor, resource_id: str) -> None:
    """Take it out of the queue; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_resource(db, actor, resource_id)


@router.post("/resources/{resource_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_resource(actor: CurrentActor, resource_id: str) -> ResourceView:
    """Bring it back."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_resource(db, actor, resource_id)


@router.put("/resources/{resource_id}/progress")
@policy(Policy.SIGNED_IN)
async def set_progress(actor: CurrentActor, resource_id: str, body: Progress) -> ResourceView:
    """How far one is; 100 finishes it, and it comes back as long as its goal is pursued."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.set_progress(db, actor, resource_id, body.percent)


@router.post("/resources/{resource_id}/back")
@policy(Policy.SIGNED_IN)
async def answer_back(actor: CurrentActor, resource_id: str, body: Said) -> ResourceView:
    """Say of something that came back whether it was useful, should come later, or was enough."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.answer_back(db, actor, resource_id, body.answer)
