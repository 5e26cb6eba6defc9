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
from coaching_app.features.knowledge.service.intake import Batch, FileItem, NoteItem, prepare, read_batches
from coaching_app.features.knowledge.service.known import Known, known_files, notes_now
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
    notes, files, here = await _as_they_are(db, batch, known)
    same = [item for item in notes if here[item.id].is_note]
    clashing = [item for item in same if _is_clash(here[item.id])]
    aside = [storing.moved_aside(item, now()) for item in clashing]
    # A version beside a note that is sealed here must not say aloud what the note says.
    aside = [
        kept_private(copy) if here[item.id].is_sealed else copy
        for item, copy in zip(clashing, aside, strict=True)
    ]
    await _replace(db, shown, [item for item in same if not _is_clash(here[item.id])], here)
    await storing.insert_notes(db, shown, aside)
    for item, copy in zip(clashing, aside, strict=True):
        is_private = here[item.id].is_sealed or copy.is_private
        await _tell_of_clash(db, shown, item, copy.path, is_private=is_private)
    await storing.replace_files(db, [item for item in files if not here[item.id].is_note])
    await _become_notes(db, shown, [item for item in notes if not here[item.id].is_note])
    await _become_files(db, shown, [item for item in files if here[item.id].is_note], here)
    sealed = {item.path for item in [*notes, *files] if here[item.id].is_sealed}
    for problem in batch.problems:
        _tell(db, shown, _("A sealed note") if problem.path in sealed else problem.path, problem.reason)


async def _as_they_are(
    db: AsyncSession, batch: Batch, known: Mapping[str, Known]
) -> tuple[list[NoteItem], list[FileItem], dict[str, Known]]:
    """The batch, and by id what it meets: notes as they are by now, for somebody may have written meanwhile."""
    here = {one.id: one for one in known.values()}
    ids = {item.id for item in [*batch.notes, *batch.files]}
    fresh = await notes_now(db, {one for one in ids if here[one].is_note})
    names = {one: now_here.moved_to for one, now_here in fresh.items() if now_here.moved_to}
    notes = [
        replace(item, path=names[item.id][0], key=names[item.id][1]) if item.id in names else item
        for item in batch.notes
    ]
    return notes, batch.files, here | fresh


def _is_clash(one: Known) -> bool:
    return one.edited_here and not one.gone


async def _replace(
    db: AsyncSession, shelf: Shelf, items: Sequence[NoteItem], here: Mapping[str, Known]
) -> None:
    """Bring notes up to date. One that was sealed here and deleted comes back sealed, whatever the vault says."""
    back = [item for item in items if here[item.id].gone and here[item.id].is_sealed]
    marked = {item.id: kept_private(item) for item in back}
    await storing.replace_notes(db, shelf, [marked.get(item.id, item) for item in items], imported=True)
    for item in back:
        await storing.set_imported(db, shelf.tenant_id, item.id, item.sha256)


async def _tell_of_clash(
    db: AsyncSession, shelf: Shelf, item: NoteItem | FileItem, beside: str, *, is_private: bool
) -> None:
    """Both versions stay; the one in the vault counts as read, or it would come again each time."""
    await storing.set_imported(db, shelf.tenant_id, item.id, item.sha256)
    if is_private:
        reason = _(
            "It was changed here and in the vault. Both are kept; the vault's has its date in its name."
        )
        _tell(db, shelf, _("A sealed note"), reason)
        return
    reason = _("It was changed here and in the vault. Both are kept; the vault's is “{path}”.")
    _tell(db, shelf, item.path, reason.format(path=beside))


def _tell(db: AsyncSession, shelf: Shelf, path: str, reason: str) -> None:
    assert shelf.import_id is not None
    db.add(ImportProblem(import_id=shelf.import_id, path=path[:2000], reason=reason[:1000]))


async def _become_notes(db: AsyncSession, shelf: Shelf, items: Sequence[NoteItem]) -> None:
    """Files that are notes in the vault now; one that was a note before is that note again."""
    await _put_away(db, ResourceFile, items)
    before = await _left_behind(db, Note, shelf.source_id, items)
    found = [replace(item, id=before[item.key]) for item in items if item.key in before]
    fresh = [replace(item, id=new_id()) for item in items if item.key not in before]
    await storing.replace_notes(db, shelf, found, imported=True)
    await storing.insert_notes(db, shelf, fresh)


async def _become_files(
    db: AsyncSession, shelf: Shelf, items: Sequence[FileItem], here: Mapping[str, Known]
) -> None:
    """Notes that are files in the vault now; what was written here stays beside the file."""
    clashing = [item for item in items if _is_clash(here[item.id])]
    aside = [storing.file_aside(item, now()) for item in clashing]
    await storing.insert_files(db, shelf, aside)
    for item, copy in zip(clashing, aside, strict=True):
        await _tell_of_clash(db, shelf, item, copy.path, is_private=here[item.id].is_sealed)
    gone = [item for item in items if not _is_clash(here[item.id])]
    await storing.unlist_notes(db, [item.id for item in gone])
    await _put_away(db, Note, gone)
    before = await _left_behind(db, ResourceFile, shelf.source_id, gone)
    await storing.replace_files(
        db, [replace(item, id=before[item.key]) for item in gone if item.key in before]
    )
    await storing.insert_files(
        db, shelf, [replace(item, id=new_id()) for item in gone if item.key not in before]
    )


async def _put_away(
    db: AsyncSession, model: type[Note] | type[ResourceFile], items: Sequence[NoteItem | FileItem]
) -> None:
    if items:
        ids = [item.id for item in items]
        await db.execute(update(table_of(model)).where(col(model.id).in_(ids)).values(deleted_at=now()))


async def _left_behind(
    db: AsyncSession,
    model: type[Note] | type[ResourceFile],
    source_id: str,
    items: Sequence[NoteItem | FileItem],
) -> dict[str, str]:
    """The ids of rows of these keys from a time when the vault's files were of the other kind."""
    keys = [item.key for item in items]
    query = select(col(model.path_key), col(model.id)).where(
        col(model.source_id) == source_id, col(model.path_key).in_(keys)
    )
    return {row[0]: row[1] for row in await db.execute(query)} if keys else {}


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
