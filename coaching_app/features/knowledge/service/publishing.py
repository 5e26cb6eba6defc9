"""Makes an import that is completely in visible, and brings notes that were here before up to date."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import CursorResult, bindparam, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.vault.archive import ArchivePlan
from coaching_app.domain.vault.links import LinkIndex
from coaching_app.features.knowledge.queries.notes import link_entries
from coaching_app.features.knowledge.queries.sealed import link_entry, sealed_entries
from coaching_app.features.knowledge.service import storing
from coaching_app.features.knowledge.service.intake import Batch, NoteItem, prepare, read_batches
from coaching_app.features.knowledge.service.known import Known, known_files
from coaching_app.features.knowledge.service.storing import Shelf, table_of
from coaching_app.features.knowledge.service.understanding import kept_private
from coaching_app.models import ImportProblem, Note, NoteLink, ResourceFile, Source, VaultImport

_AT_ONCE = 500


async def publish(shelf: Shelf, failed: Sequence[str], *, anything: bool) -> bool:
    """The moment an import comes true: one transaction shows all that is new; False if it was cancelled."""
    async with unit_of_work(shelf.tenant_id) as db:
        started = await db.execute(
            update(table_of(VaultImport))
            .where(
                col(VaultImport.id) == shelf.import_id,
                col(VaultImport.status).in_(("reading", "finishing")),
            )
            .values(status="finishing", updated_at=now())
        )
        assert isinstance(started, CursorResult)
        if started.rowcount != 1:
            return False
        if anything:
            await _unhide(db, shelf)
        if failed:
            await db.execute(
                update(table_of(NoteLink)).where(col(NoteLink.target_id).in_(failed)).values(target_id=None)
            )
    return True


async def _unhide(db: AsyncSession, shelf: Shelf) -> None:
    for model in (Note, ResourceFile):
        await db.execute(
            update(table_of(model))
            .where(col(model.source_id) == shelf.source_id, col(model.deleted_at) == shelf.hidden_at)
            .values(deleted_at=None)
        )


async def resolve_open_links(shelf: Shelf, root: str) -> None:
    """Links that no path answered may mean an alias, or a note that has come since."""
    async with snapshot(shelf.tenant_id) as db:
        query = (
            select(col(NoteLink.id), col(NoteLink.target_key), col(Note.path))
            .join(Note, col(Note.id) == col(NoteLink.note_id))
            .where(col(Note.source_id) == shelf.source_id, col(NoteLink.target_id).is_(None))
        )
        links = (await db.execute(query)).all()
        entries = await link_entries(db, shelf.source_id) if links else []
        sealed = await sealed_entries(db, shelf.owner_id) if links else []
        entries += [link_entry(entry) for entry in sealed if entry.source_id == shelf.source_id]

    def resolve() -> list[dict[str, str]]:
        index = LinkIndex(entries, root)
        matches = ((link_id, index.resolve(key, path)) for link_id, key, path in links)
        return [{"this_id": link_id, "found": match.id} for link_id, match in matches if match]

    found = await asyncio.to_thread(resolve)
    table = table_of(NoteLink)
    statement = update(table).where(table.c.id == bindparam("this_id")).values(target_id=bindparam("found"))
    for start in range(0, len(found), _AT_ONCE):
        async with unit_of_work(shelf.tenant_id) as db:
            await db.execute(statement, found[start : start + _AT_ONCE])


async def apply_changes(shelf: Shelf, plan: ArchivePlan, changed: Collection[str]) -> None:
    """Read the changed files once more, in full, and bring what is here up to date, a batch at a time."""
    if not changed:
        return
    async with snapshot(shelf.tenant_id) as db:
        known = await known_files(db, shelf.source_id, None)
    assert shelf.import_id is not None
    assert shelf.hidden_at is not None
    reading = await asyncio.to_thread(
        prepare, plan, known, tenant_id=shelf.tenant_id, import_id=shelf.import_id, begun=shelf.hidden_at
    )
    batches = read_batches(plan, reading, only=changed)
    while (batch := await asyncio.to_thread(next, batches, None)) is not None:
        async with unit_of_work(shelf.tenant_id) as db:
            await _apply(db, shelf, batch, known)
    await resolve_open_links(shelf, plan.common_root)


async def _apply(db: AsyncSession, shelf: Shelf, batch: Batch, known: Mapping[str, Known]) -> None:
    shown = replace(shelf, hidden_at=None)
    notes = [item for item in batch.notes if known[item.key].is_note]
    clashing = [item for item in notes if known[item.key].edited_here and not known[item.key].gone]
    aside = [storing.moved_aside(item, now()) for item in clashing]
    # A version beside a note that is sealed here must not say aloud what the note says.
    aside = [
        kept_private(copy) if known[item.key].is_sealed else copy
        for item, copy in zip(clashing, aside, strict=True)
    ]
    kept = {item.id for item in clashing}
    await _replace(db, shown, [item for item in notes if item.id not in kept], known)
    await storing.insert_notes(db, shown, aside)
    for item, copy in zip(clashing, aside, strict=True):
        await _tell_of_clash(db, shown, item, copy, is_sealed=known[item.key].is_sealed)
    files = [item for item in batch.files if not known[item.key].is_note]
    await storing.replace_files(db, files)
    await _change_kind(db, shown, batch, known)
    sealed = {item.path for item in notes if known[item.key].is_sealed}
    for problem in batch.problems:
        _tell(db, shown, _("A sealed note") if problem.path in sealed else problem.path, problem.reason)


async def _replace(
    db: AsyncSession, shelf: Shelf, items: Sequence[NoteItem], known: Mapping[str, Known]
) -> None:
    """Bring notes up to date. One that was sealed here and deleted comes back sealed, whatever the vault says."""
    back = [item for item in items if known[item.key].gone and known[item.key].is_sealed]
    marked = {item.id: kept_private(item) for item in back}
    await storing.replace_notes(db, shelf, [marked.get(item.id, item) for item in items], imported=True)
    for item in back:
        await storing.set_imported(db, shelf.tenant_id, item.id, item.sha256)


async def _tell_of_clash(
    db: AsyncSession, shelf: Shelf, item: NoteItem, copy: NoteItem, *, is_sealed: bool
) -> None:
    """Both versions stay; the one in the vault counts as read, or it would come again each time."""
    await storing.set_imported(db, shelf.tenant_id, item.id, item.sha256)
    if is_sealed or copy.is_private:
        reason = _(
            "It was changed here and in the vault. Both are kept; the vault's has its date in its name."
        )
        _tell(db, shelf, _("A sealed note"), reason)
        return
    reason = _("It was changed here and in the vault. Both are kept; the vault's is “{path}”.")
    _tell(db, shelf, item.path, reason.format(path=copy.path))


def _tell(db: AsyncSession, shelf: Shelf, path: str, reason: str) -> None:
    assert shelf.import_id is not None
    db.add(ImportProblem(import_id=shelf.import_id, path=path[:2000], reason=reason[:1000]))


async def _change_kind(db: AsyncSession, shelf: Shelf, batch: Batch, known: Mapping[str, Known]) -> None:
    """A note that became a file, or a file that became a note, is replaced by a row of the other kind."""
    notes = [item for item in batch.notes if not known[item.key].is_note]
    files = [item for item in batch.files if known[item.key].is_note]
    for model, rows in ((ResourceFile, notes), (Note, files)):
        ids = [item.id for item in rows]
        if ids:
            await db.execute(update(table_of(model)).where(col(model.id).in_(ids)).values(deleted_at=now()))
    await storing.insert_notes(db, shelf, [replace(item, id=new_id()) for item in notes])
    await storing.insert_files(db, shelf, [replace(item, id=new_id()) for item in files])


async def remove_files(db: AsyncSession, source_id: str, hidden_at: datetime) -> None:
    """Take out the files that were stored hidden at this moment; a sweep removes bytes nobody refers to."""
    await db.execute(
        delete(table_of(ResourceFile)).where(
            col(ResourceFile.source_id) == source_id, col(ResourceFile.deleted_at) == hidden_at
        )
    )


async def remove_empty_source(db: AsyncSession, source_id: str) -> None:
    """A source that an import made and then had nothing to put into goes with it."""
    # Whoever begins an import holds this row too, so the source cannot go from under them.
    await db.scalar(select(col(Source.id)).where(col(Source.id) == source_id).with_for_update())
    jobs = table_of(VaultImport)
    in_use = [
        exists().where(col(Note.source_id) == source_id),
        exists().where(col(ResourceFile.source_id) == source_id),
        exists().where(jobs.c.source_id == source_id, jobs.c.status.in_(("waiting", "reading", "finishing"))),
    ]
    if await db.scalar(select(or_(*in_use))):
        return
    await db.execute(update(jobs).where(jobs.c.source_id == source_id).values(source_id=None))
    await db.execute(delete(table_of(Source)).where(col(Source.id) == source_id))
