"""Leaving with everything over REST: make an archive, take it, bring one in, delete the account."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Request, status
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse

from coaching_app.access.answers import ARCHIVE, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.companion import service
from coaching_app.features.companion.schemas import ArchiveView
from coaching_app.storage import staging

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/zip": _BINARY}}}
# A form is kept on the disk before it is staged, so the wall bounds it too.
LARGEST_ARCHIVE = 4_000_000_000
_RAW = {"application/zip", "application/x-zip-compressed", "application/octet-stream"}

router = ApiRouter(prefix="/me", tags=["leaving"])


async def _zip_of(request: Request) -> AsyncIterator[bytes]:
    """The bytes of the archive, however it was sent."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind in _RAW:
        async for chunk in request.stream():
            yield chunk
        return
    if kind != "multipart/form-data":
        raise Invalid(_("Send the archive as one zip file."), code="not_an_archive")
    async with request.form(max_files=1, max_fields=5) as form:
        sent = next((part for _name, part in form.multi_items() if isinstance(part, UploadFile)), None)
        if sent is None:
            raise Invalid(_("Send the archive as one zip file."), code="not_an_archive")
        while chunk := await sent.read(262_144):
            yield chunk


class Farewell(BaseModel):
    """The own e-mail address, typed once more."""

    model_config = ConfigDict(extra="forbid")

    confirmation: Annotated[str, Field(max_length=300)]


@router.get("/archives")
@policy(Policy.SIGNED_IN)
async def list_archives(actor: CurrentActor) -> tuple[ArchiveView, ...]:
    """My archives, the latest first."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_archives(db, actor)


@router.post("/archives", status_code=status.HTTP_202_ACCEPTED)
@policy(Policy.SIGNED_IN)
async def start_export(actor: CurrentActor) -> ArchiveView:
    """Make an archive of everything that is mine, in the background."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.start_export(db, actor)


@router.get("/archives/{archive_id}")
@policy(Policy.SIGNED_IN)
async def get_archive(actor: CurrentActor, archive_id: str) -> ArchiveView:
    """How far one archive is."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_archive(db, actor, archive_id)


@router.get("/archives/{archive_id}/download", response_class=FileResponse, responses=answers(ARCHIVE))
@policy(Policy.SIGNED_IN)
async def download(actor: CurrentActor, archive_id: str) -> FileResponse:
    """The archive itself; it goes after seven days."""
    async with unit_of_work(actor.tenant_id) as db:
        path = await service.open_archive(db, actor, archive_id)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(
        path, media_type="application/zip", filename="everything-of-mine.zip", headers=headers
    )


@router.delete("/archives/{archive_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def drop_archive(actor: CurrentActor, archive_id: str) -> None:
    """Take an archive away before its time."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.drop_archive(db, actor, archive_id)


@router.post(
    "/import", status_code=status.HTTP_202_ACCEPTED, openapi_extra=_BODY, max_body_size=LARGEST_ARCHIVE
)
@policy(Policy.SIGNED_IN)
async def start_import(request: Request, actor: CurrentActor) -> ArchiveView:
    """Bring in the archive of another instance, sent as the body or in a form; all of it or nothing."""
    limit = get_settings().max_upload_bytes
    staged = await staging.stage(_zip_of(request), limit=limit)
    try:
        async with unit_of_work(actor.tenant_id) as db:
            return await service.start_import(db, actor, staged.name)
    except BaseException:
        await staging.unstage(staged.name)
        raise


@router.post("/delete", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_account(actor: CurrentActor, body: Farewell) -> None:
    """Delete my account and everything that is mine, at once and for good; needs a fresh sign-in."""
    await service.delete_account(actor, body.confirmation)
