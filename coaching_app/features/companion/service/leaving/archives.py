"""Archives of a person from the asking to the download: rows that tell how far, files that go again."""

import asyncio
from datetime import timedelta
from pathlib import Path

from babel.dates import format_datetime
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit
from coaching_app.core.clock import now
from coaching_app.core.errors import AppError, Conflict, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.local_day import zone
from coaching_app.features.companion.schemas import ArchiveRow, ArchiveView
from coaching_app.features.companion.service.leaving.exporting import write_archive
from coaching_app.features.companion.service.leaving.importing import read_archive
from coaching_app.models import Membership, PersonArchive, User
from coaching_app.queue.port import enqueue
from coaching_app.storage import staging
from coaching_app.storage.files import make_folder

EXPORT_JOB = "companion.export"
IMPORT_JOB = "companion.import"
SWEEP_JOB = "companion.sweep"
KEPT = timedelta(days=7)
_UNDER_WAY = ("waiting", "working")


def archive_path(archive_id: str) -> Path:
    """Where the file of an archive lies."""
    if not is_id(archive_id):
        raise NotFound
    return get_settings().data_dir / "archives" / f"{archive_id}.zip"


async def remove_archive_file(archive_id: str) -> None:
    """Take the file away, if it is there."""
    await asyncio.to_thread(archive_path(archive_id).unlink, missing_ok=True)


async def start_export(db: AsyncSession, actor: Actor) -> ArchiveView:
    """Ask for an archive of everything that is mine; one at a time."""
    return view_of(await _started(db, actor, "export", EXPORT_JOB))


async def start_import(db: AsyncSession, actor: Actor, staged: str) -> ArchiveView:
    """Bring in a staged archive, in the background."""
    return view_of(await _started(db, actor, "import", IMPORT_JOB, staged))


async def _started(db: AsyncSession, actor: Actor, kind: str, job: str, staged: str = "") -> PersonArchive:
    running = select(PersonArchive).where(
        col(PersonArchive.owner_id) == actor.user_id,
        col(PersonArchive.kind) == kind,
        col(PersonArchive.status).in_(_UNDER_WAY),
    )
    if (await db.scalars(running)).first() is not None:
        raise Conflict(_("One is being made already. It takes a moment."))
    row = PersonArchive(owner_id=actor.user_id, kind=kind, staged=staged)
    db.add(row)
    await db.flush()
    await enqueue(db, job, {"archive_id": row.id}, tenant_id=actor.tenant_id, unique_key=row.id)
    audit.note(db, f"person.{kind}", archive_id=row.id)
    return row


async def list_archives(db: AsyncSession, actor: Actor) -> tuple[ArchiveView, ...]:
    """My archives, the latest first."""
    rows = await db.scalars(
        select(PersonArchive)
        .where(col(PersonArchive.owner_id) == actor.user_id)
        .order_by(col(PersonArchive.id).desc())
        .limit(50)
    )
    return tuple(view_of(row) for row in rows)


async def archive_rows(db: AsyncSession, actor: Actor) -> tuple[ArchiveRow, ...]:
    """My archives as the page lists them."""
    return tuple(_row(view, actor) for view in await list_archives(db, actor))


def _row(view: ArchiveView, actor: Actor) -> ArchiveRow:
    moment = format_datetime(
        view.created_at.astimezone(zone(actor.time_zone)),
        "d MMM y, HH:mm",
        locale=actor.language.replace("-", "_"),
    )
    is_export = view.kind == "export"
    title = _("Archive of {moment}") if is_export else _("Brought in on {moment}")
    facts = {
        "waiting": _("is being made") if is_export else _("is being read"),
        "working": _("is being made") if is_export else _("is being read"),
        "ready": _("{rows} rows, {files} files, {size} MB").format(
            rows=view.rows, files=view.files, size=f"{view.size / 1_000_000:.1f}"
        ),
        "done": _("{rows} rows, {files} files").format(rows=view.rows, files=view.files),
        "gone": _("no longer here"),
        "failed": view.error,
    }
    return ArchiveRow(
        id=view.id,
        title=title.format(moment=moment),
        facts=facts.get(view.status, ""),
        href=f"/api/v1/me/archives/{view.id}/download" if view.status == "ready" else "",
        is_failed=view.status == "failed",
        is_under_way=view.status in _UNDER_WAY,
    )


async def get_archive(db: AsyncSession, actor: Actor, archive_id: str) -> ArchiveView:
    """One of my archives."""
    return view_of(await _own(db, actor, archive_id))


async def open_archive(db: AsyncSession, actor: Actor, archive_id: str) -> Path:
    """The file of an archive that can be downloaded; NotFound for all others alike."""
    row = await _own(db, actor, archive_id)
    path = archive_path(row.id)
    if row.kind != "export" or view_of(row).status != "ready" or not path.is_file():
        raise NotFound
    audit.note(db, "person.download", archive_id=row.id)
    return path


async def drop_archive(db: AsyncSession, actor: Actor, archive_id: str) -> None:
    """Take an archive away before its time."""
    row = await _own(db, actor, archive_id)
    row.status = "gone"
    await remove_archive_file(row.id)


async def _own(db: AsyncSession, actor: Actor, archive_id: str) -> PersonArchive:
    query = select(PersonArchive).where(
        col(PersonArchive.id) == archive_id, col(PersonArchive.owner_id) == actor.user_id
    )
    row = (await db.scalars(query)).first() if is_id(archive_id) else None
    if row is None:
        raise NotFound
    return row


def view_of(row: PersonArchive) -> ArchiveView:
    """An archive as its owner sees it."""
    over = row.kind == "export" and row.expires_at is not None and row.expires_at <= now()
    status = "gone" if over else row.status
    return ArchiveView(
        row.id,
        row.kind,
        status,
        row.size,
        row.rows,
        row.files,
        row.error,
        row.created_at,
        row.finished_at,
        row.expires_at,
    )


async def make_export(tenant_id: str, archive_id: str) -> None:
    """Make the file; run again after a kill, it begins anew."""
    actor = await _person(tenant_id, archive_id)
    if actor is None:
        return
    path = archive_path(archive_id)
    part = path.with_suffix(".part")
    await asyncio.to_thread(make_folder, path.parent)
    async with snapshot(tenant_id) as db:
        rows, files = await write_archive(db, actor, part)
    part.replace(path)
    async with unit_of_work(tenant_id) as db:
        row = await db.get(PersonArchive, archive_id)
        if row is None:
            await remove_archive_file(archive_id)
            return
        row.status, row.rows, row.files, row.size = "ready", rows, files, path.stat().st_size
        row.finished_at, row.expires_at = now(), now() + KEPT


async def bring_in(tenant_id: str, archive_id: str) -> None:
    """Read a staged archive; it comes in as a whole or not at all, and what it is worth is said in its row."""
    actor = await _person(tenant_id, archive_id)
    if actor is None:
        return
    async with snapshot(tenant_id) as db:
        found = await db.get(PersonArchive, archive_id)
        staged = found.staged if found is not None else ""
    error = ""
    try:
        async with unit_of_work(tenant_id) as db:
            row = await db.get(PersonArchive, archive_id)
            assert row is not None
            row.rows, row.files = await read_archive(db, actor, staging.staged_path(staged))
            row.status, row.finished_at = "done", now()
    except AppError as problem:
        error = problem.message
    if error:
        await fail(tenant_id, archive_id, error)
    await staging.unstage(staged)


async def fail(tenant_id: str, archive_id: str, error: str) -> None:
    """Say that it came to nothing."""
    async with unit_of_work(tenant_id) as db:
        row = await db.get(PersonArchive, archive_id)
        if row is not None:
            row.status, row.error, row.finished_at = "failed", error[:500], now()


async def _person(tenant_id: str, archive_id: str) -> Actor | None:
    """Who asked for it, as long as it is to be made."""
    async with unit_of_work(tenant_id) as db:
        row = await db.get(PersonArchive, archive_id)
        if row is None or row.status not in _UNDER_WAY:
            return None
        row.status = "working"
        found = (
            await db.execute(
                select(User, col(Membership.role))
                .join(Membership, col(Membership.user_id) == col(User.id))
                .where(col(User.id) == row.owner_id, col(Membership.tenant_id) == tenant_id)
            )
        ).first()
        if found is None:
            return None
        user, role = found[0], Role(found[1])
        return Actor(
            user.id, tenant_id, role, "job", user.display_name, user.email, user.time_zone, user.language
        )


async def sweep_archives() -> int:
    """Remove the files whose time is over; how many."""
    removed = 0
    async with unit_of_work(ALL_TENANTS) as db:
        rows = await db.scalars(
            select(PersonArchive).where(
                col(PersonArchive.status) == "ready", col(PersonArchive.expires_at) <= now()
            )
        )
        for row in rows:
            row.status = "gone"
            await remove_archive_file(row.id)
            removed += 1
    return removed
