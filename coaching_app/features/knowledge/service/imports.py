"""Starts, follows and cancels imports on behalf of a person."""

from datetime import timedelta
from pathlib import PurePath

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid, NotFound, TooManyRequests
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.domain.actor import Actor
from coaching_app.features.knowledge.queries.imports import (
    ACTIVE,
    import_views,
    my_imports,
    problems_after,
    source_views,
)
from coaching_app.features.knowledge.schemas import ImportView, Problem, SourceView
from coaching_app.features.knowledge.service.storing import table_of
from coaching_app.features.people.service import require_storage
from coaching_app.models import Source, VaultImport
from coaching_app.queue.port import enqueue, find_job, request_cancel

IMPORT_JOB = "knowledge.import"
CLEAN_JOB = "knowledge.clean_import"
_MOST_ACTIVE = 3
_SILENT_AFTER = timedelta(minutes=2)


def vault_name(file_name: str) -> str:
    """The name of a vault after the file or folder it came in."""
    name = PurePath(file_name.replace("\\", "/")).name
    name = name[:-4] if name.lower().endswith(".zip") else name
    clean = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not clean:
        raise Invalid(_("The vault needs a name."), detail={"field": "name"})
    return clean[:300]


async def start_import(
    db: AsyncSession, actor: Actor, *, name: str, staged: str = "", enqueued: bool = True
) -> ImportView:
    """Begin to import a staged archive as the vault of this name; its job exists iff this commits.

    Raises Conflict while the same vault is being imported, or when the tenant has no room left for files.
    Without `enqueued` the caller runs it.
    """
    await require_storage(db, actor, 1)
    source = await _source(db, actor, vault_name(name))
    await _refuse_second(db, actor, source)
    job = VaultImport(owner_id=actor.user_id, source_id=source.id, name=source.name, staged=staged)
    db.add(job)
    await db.flush()
    if enqueued:
        payload = {"import_id": job.id}
        job.job_id = await enqueue(db, IMPORT_JOB, payload, unique_key=f"source:{source.id}")
        await db.flush()
    return await get_import(db, actor, job.id)


async def _source(db: AsyncSession, actor: Actor, name: str) -> Source:
    query = (
        select(Source)
        .where(col(Source.owner_id) == actor.user_id, col(Source.kind) == "vault", col(Source.name) == name)
        .with_for_update()
    )
    source = (await db.scalars(query)).first()
    if source is None:
        source = Source(owner_id=actor.user_id, kind="vault", name=name)
        db.add(source)
        await db.flush()
    return source


async def _refuse_second(db: AsyncSession, actor: Actor, source: Source) -> None:
    query = select(VaultImport).where(
        col(VaultImport.owner_id) == actor.user_id, col(VaultImport.status).in_(ACTIVE)
    )
    active: list[VaultImport] = []
    for job in await db.scalars(query):
        if not await _is_lost(db, job):
            active.append(job)
        elif job.status != "finishing":
            # Nothing of it will show any more; the next import of its vault takes its rows away.
            job.status = "cancelling"
    if any(job.source_id == source.id for job in active):
        raise Conflict(_("This vault is being imported already."), code="import_running")
    if len(active) >= _MOST_ACTIVE:
        raise TooManyRequests(60, _("Let the imports that are running finish first."))


async def _is_lost(db: AsyncSession, job: VaultImport) -> bool:
    """Whether nobody works on an import any more, as when the command that ran it was killed."""
    if job.updated_at > now() - _SILENT_AFTER:
        return False
    work = await find_job(db, job.job_id) if job.job_id else None
    return work is None or work.status not in {"queued", "running"}


async def get_import(db: AsyncSession, actor: Actor, import_id: str) -> ImportView:
    """One import; NotFound unless it is the person's own."""
    query = my_imports(actor).where(col(VaultImport.id) == import_id)
    found = await import_views(db, query) if is_id(import_id) else ()
    if not found:
        raise NotFound
    return found[0]


async def list_imports(
    db: AsyncSession, actor: Actor, *, limit: int = 20, cursor: str | None = None
) -> Slice[ImportView]:
    """The person's imports, newest first."""
    query = my_imports(actor).order_by(col(VaultImport.id).desc()).limit(limit + 1)
    if cursor:
        query = query.where(col(VaultImport.id) < decode_cursor(cursor, 1)[0])
    found = await import_views(db, query)
    more = encode_cursor(found[limit - 1].id) if len(found) > limit else None
    return Slice(found[:limit], more)


async def list_problems(
    db: AsyncSession, actor: Actor, import_id: str, *, limit: int = 100, cursor: str | None = None
) -> Slice[Problem]:
    """What could not be read, and why, in the order it was met."""
    await get_import(db, actor, import_id)
    after = decode_cursor(cursor, 1)[0] if cursor else ""
    found = await problems_after(db, import_id, after, limit + 1)
    more = encode_cursor(found[limit - 1][0]) if len(found) > limit else None
    return Slice(tuple(problem for _id, problem in found[:limit]), more)


async def list_sources(db: AsyncSession, actor: Actor) -> tuple[SourceView, ...]:
    """The person's vaults and other sources that hold anything."""
    return await source_views(db, actor)


async def cancel_import(db: AsyncSession, actor: Actor, import_id: str) -> ImportView:
    """Stop an import; nothing of it will have shown. Conflict when it is too late for that."""
    view = await get_import(db, actor, import_id)
    if view.status in {"cancelling", "cancelled"}:
        return view
    table = table_of(VaultImport)
    stopped = await db.execute(
        update(table)
        .where(table.c.id == import_id, table.c.status.in_(("waiting", "reading")))
        .values(status="cancelling", updated_at=now())
        .returning(table.c.job_id)
    )
    row = stopped.first()
    if row is None:
        raise Conflict(_("This import has already finished."), code="import_finished")
    if row.job_id:
        await request_cancel(db, row.job_id)
    payload = {"import_id": import_id, "status": "cancelled"}
    await enqueue(db, CLEAN_JOB, payload, unique_key=f"clean:{import_id}")
    return await get_import(db, actor, import_id)
