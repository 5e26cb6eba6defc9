"""Vaults over REST: import with progress, problems and cancel, and export."""

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query, Request, status
from starlette.responses import StreamingResponse

from coaching_app.access import audit
from coaching_app.access.answers import ARCHIVE, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import MEASURED_BY_ROUTE, ApiRouter, CurrentActor
from coaching_app.core.paging import Slice
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.vault.archive import inspect_archive
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.api.parameters import Cursor, Limit
from coaching_app.features.knowledge.api.uploads import Upload
from coaching_app.features.knowledge.schemas import ImportView, Problem, SourceView
from coaching_app.storage import staging

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {
    "schema": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
        },
    }
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/zip": _BINARY, "multipart/form-data": _FORM},
    }
}

router = ApiRouter(prefix="/vaults", tags=["knowledge"])


@router.post(
    "/import",
    status_code=status.HTTP_202_ACCEPTED,
    openapi_extra=_BODY,
    max_body_size=MEASURED_BY_ROUTE,
)
@policy(Policy.SIGNED_IN)
async def start_import(
    request: Request, actor: CurrentActor, name: Annotated[str, Query(max_length=300)] = ""
) -> ImportView:
    """Send a vault: a zip as the body, or a form with one zip or with the files of a folder.

    It is imported in the background; ask for its status with the `id` that is answered.
    """
    upload = Upload(request, name)
    limit = get_settings().max_upload_bytes
    staged = await staging.stage(upload.zip_bytes(), limit=limit, expected=upload.expected)
    try:
        # Looked at once before anything is promised: what is refused is refused to the sender's face.
        await asyncio.to_thread(inspect_archive, staging.staged_path(staged.name))
        async with unit_of_work(actor.tenant_id) as db:
            return await service.start_import(
                db, actor, name=service.vault_name(upload.name or "Vault"), staged=staged.name
            )
    except BaseException:
        await staging.unstage(staged.name)
        raise


@router.get("/import")
@policy(Policy.SIGNED_IN)
async def list_imports(actor: CurrentActor, limit: Limit = 20, cursor: Cursor = None) -> Slice[ImportView]:
    """Imports, newest first."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_imports(db, actor, limit=limit, cursor=cursor)


@router.get("/import/{import_id}")
@policy(Policy.SIGNED_IN)
async def get_import(actor: CurrentActor, import_id: str) -> ImportView:
    """How far an import is."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_import(db, actor, import_id)


@router.post("/import/{import_id}/cancel")
@policy(Policy.SIGNED_IN)
async def cancel_import(actor: CurrentActor, import_id: str) -> ImportView:
    """Stop an import; nothing of it stays. 409 when it has finished."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.cancel_import(db, actor, import_id)


@router.get("/import/{import_id}/problems")
@policy(Policy.SIGNED_IN)
async def list_problems(
    actor: CurrentActor, import_id: str, limit: Limit = 100, cursor: Cursor = None
) -> Slice[Problem]:
    """What could not be read, and why."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_problems(db, actor, import_id, limit=limit, cursor=cursor)


@router.get("")
@policy(Policy.SIGNED_IN)
async def list_sources(actor: CurrentActor) -> Slice[SourceView]:
    """Vaults, and the notes written here, with how much each holds."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_sources(db, actor))


@router.get("/{source_id}/export", response_class=StreamingResponse, responses=answers(ARCHIVE))
@policy(Policy.SIGNED_IN)
async def export_source(actor: CurrentActor, source_id: str) -> StreamingResponse:
    """The whole vault as a zip; files nobody changed here are the same to the byte."""
    # What leaves the product is written down, although nothing changes.
    async with unit_of_work(actor.tenant_id) as db:
        source = await service.get_source(db, actor, source_id)
        audit.note(db, "vault.exported", source_id=source_id)
    name = quote(f"{source.name}.zip", safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(service.export_source(actor, source_id), 200, headers, "application/zip")
