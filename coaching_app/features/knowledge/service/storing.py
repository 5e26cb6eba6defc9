"""Writes notes and files as whole rows, many at a time: row, tags, aliases, links and search index together.

Of a private note there is the sealed row and nothing beside it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, delete, func, insert, inspect, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.db import search_index
from coaching_app.db.sealed import seal
from coaching_app.db.search_index import IndexRow
from coaching_app.domain.vault.paths import fold_key
from coaching_app.features.knowledge.queries.sealed import Head, Place, open_head, seal_head
from coaching_app.features.knowledge.service import forgetting
from coaching_app.features.knowledge.service.intake import FileItem, NoteItem
from coaching_app.models import Note, NoteAlias, NoteLink, NoteTag, ResourceFile

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where rows belong. With `hidden_at` they are stored as deleted then, until they are published."""

    tenant_id: str
    owner_id: str
    source_id: str
    import_id: str | None = None
    hidden_at: datetime | None = None


def table_of(model: type[SQLModel]) -> Table:
    """The table itself: statements on it cost a fraction of those on the model."""
    return cast("Table", inspect(model).local_table)


async def _numbers(db: AsyncSession, count: int) -> list[int]:
    """Numbers that nobody else gets; asking for them first saves reading every row back."""
    if db.get_bind().dialect.name == "sqlite":
        # Of the table itself: a number is taken also when it is another tenant's.
        last = await db.scalar(select(func.max(table_of(Note).c.number))) or 0
        return list(range(last + 1, last + 1 + count))
    query = text("SELECT nextval(pg_get_serial_sequence('note', 'number')) FROM generate_series(1, :count)")
    return list((await db.execute(query, {"count": count})).scalars())


async def insert_notes(db: AsyncSession, shelf: Shelf, items: Sequence[NoteItem]) -> None:
    """Store new notes."""
    if not items:
        return
    numbers = await _numbers(db, len(items))
    # All notes of an import came at one moment, whichever batch they were in.
    moment = shelf.hidden_at or now()
    rows = [
        {
            **content(item, shelf.tenant_id, item.sha256 if shelf.import_id else None),
            "number": number,
            "id": item.id,
            "tenant_id": shelf.tenant_id,
            "owner_id": shelf.owner_id,
            "source_id": shelf.source_id,
            "import_id": shelf.import_id,
            "version": 1,
            "created_at": moment,
            "updated_at": moment,
            "deleted_at": shelf.hidden_at,
        }
        for number, item in zip(numbers, items, strict=True)
    ]
    await db.execute(insert(table_of(Note)), rows)
    await _insert_parts(db, shelf.tenant_id, items)
    await _index(db, shelf.owner_id, numbers, items)


def content(
    item: NoteItem, tenant_id: str, imported_sha256: str | None, vault_key: str | None = None
) -> dict[str, Any]:
    """The columns that hold what a note says and is called."""
    if item.is_private:
        return _sealed(item, Place(item.id, tenant_id), imported_sha256, vault_key)
    return {
        "title": item.title,
        "path": item.path,
        "path_key": item.key,
        "text": item.text,
        "encoding": item.encoding,
        "sha256": item.sha256,
        "imported_sha256": imported_sha256,
        "vault_key": vault_key,
        "properties": item.properties,
        "words": item.words,
        "sealed_head": None,
        "sealed_text": None,
    }


def _sealed(
    item: NoteItem, place: Place, imported_sha256: str | None, vault_key: str | None
) -> dict[str, Any]:
    head = Head(
        title=item.title,
        path=item.path,
        path_key=item.key,
        properties=item.properties,
        words=item.words,
        sha256=item.sha256,
        imported_sha256=imported_sha256,
        tags=item.tags,
        aliases=item.aliases,
        vault_key=vault_key,
    )
    return {
        **_blank(item.id, written_here=imported_sha256 != item.sha256),
        "encoding": item.encoding,
        "sealed_head": seal_head(place, head),
        "sealed_text": seal(place, "sealed_text", item.text),
    }


def _blank(note_id: str, *, written_here: bool) -> dict[str, Any]:
    """What stands in the open columns of a private note.

    A digest of the text would let somebody try out what it says, so chance stands there; only whether it differs from
    what was imported is kept. No path begins with three slashes, so this key is nobody else's.
    """
    digest = secrets.token_hex(32)
    return {
        "title": "",
        "path": "",
        "path_key": f"///{note_id}",
        "text": "",
        "sha256": digest,
        "imported_sha256": None if written_here else digest,
        "vault_key": None,
        "properties": {},
        "words": 0,
    }


async def _insert_parts(db: AsyncSession, tenant_id: str, stored: Sequence[NoteItem]) -> None:
    items = [item for item in stored if not item.is_private]
    tags = [{"tenant_id": tenant_id, "note_id": item.id, "tag": tag} for item in items for tag in item.tags]
    aliases = [
        {"tenant_id": tenant_id, "note_id": item.id, "alias": alias}
        for item in items
        for alias in item.aliases
    ]
    links = [
        {
            "tenant_id": tenant_id,
            "note_id": item.id,
            "id": link.id,
            "raw": link.raw,
            "target_key": link.target_key,
            "target_id": link.target_id,
            "is_embed": link.is_embed,
            "line": link.line,
        }
        for item in items
        for link in item.links
    ]
    for model, rows in ((NoteTag, tags), (NoteAlias, aliases), (NoteLink, links)):
        if rows:
            await db.execute(insert(table_of(model)), rows)


async def _index(db: AsyncSession, owner_id: str, numbers: Sequence[int], items: Sequence[NoteItem]) -> None:
    await search_index.add(
        db,
        [
            IndexRow(number, owner_id, item.index_title, item.index_tags, item.index_path, item.index_body)
            for number, item in zip(numbers, items, strict=True)
            if not item.is_private
        ],
    )


async def replace_notes(db: AsyncSession, shelf: Shelf, items: Sequence[NoteItem], *, imported: bool) -> None:
    """Give notes that are here new content; a deleted one is there again."""
    ids = [item.id for item in items]
    if not ids:
        return
    found = await _present(db, ids)
    numbers = [found[item.id].number for item in items]
    newly_private = [item.id for item in items if item.is_private and not found[item.id].is_sealed]
    await forgetting.forget(db, shelf.owner_id, newly_private)
    for part in (NoteTag, NoteAlias, NoteLink):
        await db.execute(delete(table_of(part)).where(col(part.note_id).in_(ids)))
    table = table_of(Note)
    statement = (
        update(table)
        .where(table.c.id == bindparam("this_id"))
        .values(version=table.c.version + 1, updated_at=now(), deleted_at=None)
    )
    rows = [_replacement(item, shelf, found[item.id], imported=imported) for item in items]
    if imported:
        rows = [{**row, "import_id": shelf.import_id} for row in rows]
    await db.execute(statement, rows)
    await _insert_parts(db, shelf.tenant_id, items)
    await search_index.remove(db, numbers)
    await _index(db, shelf.owner_id, numbers, items)


class _Present(NamedTuple):
    number: int
    is_imported: bool
    is_sealed: bool
    imported_sha256: str | None
    key: str
    vault_key: str | None

    def vault_key_of(self, key: str) -> str | None:
        """By what its vault will know the note when it has this key here."""
        return self.key if self.is_imported and not self.vault_key and key != self.key else self.vault_key


def _replacement(item: NoteItem, shelf: Shelf, before: _Present, *, imported: bool) -> dict[str, Any]:
    base = item.sha256 if imported else before.imported_sha256
    return {**content(item, shelf.tenant_id, base, before.vault_key_of(item.key)), "this_id": item.id}


async def _present(db: AsyncSession, ids: Sequence[str]) -> dict[str, _Present]:
    """What has to be known of notes that are here before they are written anew."""
    query = select(
        col(Note.id),
        col(Note.tenant_id),
        col(Note.sealed_head),
        col(Note.number),
        col(Note.import_id),
        col(Note.imported_sha256),
        col(Note.path_key),
        col(Note.vault_key),
    ).where(col(Note.id).in_(ids))
    found: dict[str, _Present] = {}
    for note_id, tenant_id, sealed, number, import_id, base, key, vault_key in await db.execute(query):
        present = _Present(
            cast("int", number), import_id is not None, sealed is not None, base, key, vault_key
        )
        if sealed is not None:
            head = open_head(Place(note_id, tenant_id), sealed)
            present = present._replace(
                imported_sha256=head.imported_sha256, key=head.path_key, vault_key=head.vault_key
            )
        found[note_id] = present
    return found


async def unlist_notes(db: AsyncSession, note_ids: Sequence[str]) -> None:
    """Take notes that go out of the search index."""
    if note_ids:
        query = select(col(Note.number)).where(col(Note.id).in_(note_ids))
        await search_index.remove(db, [cast("int", number) for number in await db.scalars(query)])


async def insert_files(db: AsyncSession, shelf: Shelf, items: Sequence[FileItem]) -> None:
    """Store what is known of new files."""
    moment = now()
    rows = [
        {
            "id": item.id,
            "tenant_id": shelf.tenant_id,
            "owner_id": shelf.owner_id,
            "source_id": shelf.source_id,
            "path": item.path,
            "path_key": item.key,
            "kind": item.kind,
            "media_type": item.media_type,
            "size": item.size,
            "sha256": item.sha256,
            "created_at": moment,
            "updated_at": moment,
            "deleted_at": shelf.hidden_at,
        }
        for item in items
    ]
    if rows:
        await db.execute(insert(table_of(ResourceFile)), rows)


async def replace_files(db: AsyncSession, items: Sequence[FileItem]) -> None:
    """Give files that are here new content."""
    table = table_of(ResourceFile)
    statement = (
        update(table).where(table.c.id == bindparam("this_id")).values(updated_at=now(), deleted_at=None)
    )
    rows = [
        {
            "this_id": item.id,
            "path": item.path,
            "kind": item.kind,
            "media_type": item.media_type,
            "size": item.size,
            "sha256": item.sha256,
        }
        for item in items
    ]
    if rows:
        await db.execute(statement, rows)


async def remove_notes(db: AsyncSession, source_id: str, hidden_at: datetime) -> int:
    """Take out some of the notes that were stored hidden at this moment; how many there were."""
    query = (
        select(col(Note.id), col(Note.number))
        .where(col(Note.source_id) == source_id, col(Note.deleted_at) == hidden_at)
        .limit(_AT_ONCE)
    )
    rows = (await db.execute(query)).all()
    if not rows:
        return 0
    await search_index.remove(db, [cast("int", number) for _id, number in rows])
    ids = [note_id for note_id, _number in rows]
    for part in (NoteTag, NoteAlias, NoteLink):
        await db.execute(delete(table_of(part)).where(col(part.note_id).in_(ids)))
    await db.execute(delete(table_of(Note)).where(col(Note.id).in_(ids)))
    return len(rows)


async def take_names(db: AsyncSession, tenant_id: str, owner_id: str, item: NoteItem) -> None:
    """Let links that led nowhere lead to a note that now has their name."""
    keys = {item.key.removesuffix(".md"), item.key.removesuffix(".md").rpartition("/")[2]}
    keys |= {alias.casefold() for alias in item.aliases}
    mine = select(col(Note.id)).where(col(Note.owner_id) == owner_id)
    await db.execute(
        update(table_of(NoteLink))
        .where(
            col(NoteLink.tenant_id) == tenant_id,
            col(NoteLink.target_id).is_(None),
            col(NoteLink.target_key).in_(keys),
            col(NoteLink.note_id).in_(mine),
        )
        .values(target_id=item.id)
    )


def moved_aside(item: NoteItem, moment: datetime) -> NoteItem:
    """The same content under a name of its own, for a version that must not replace another."""
    path, key = _beside(item.path, item.key, moment)
    return replace(item, id=new_id(), path=path, key=key)


def file_aside(item: FileItem, moment: datetime) -> FileItem:
    """The same of a file."""
    path, key = _beside(item.path, item.key, moment)
    return replace(item, id=new_id(), path=path, key=key)


def _beside(path: str, key: str, moment: datetime) -> tuple[str, str]:
    stem = path.removesuffix(".md")
    path = f"{stem} (vault {moment:%Y-%m-%d %H.%M.%S}).md"
    # Names that differ only in case or form keep the keys that tell them apart.
    return path, f"//{path}" if key.startswith("//") else fold_key(path)


async def set_imported(db: AsyncSession, tenant_id: str, note_id: str, sha256: str) -> None:
    """Say what the file of a note was when it was last read, and nothing else of it."""
    table = table_of(Note)
    sealed = await db.scalar(select(col(Note.sealed_head)).where(col(Note.id) == note_id))
    values: dict[str, Any] = {"imported_sha256": sha256}
    if sealed is not None:
        place = Place(note_id, tenant_id)
        head = replace(open_head(place, sealed), imported_sha256=sha256)
        values = {"sealed_head": seal_head(place, head), "imported_sha256": None}
    await db.execute(update(table).where(table.c.id == note_id).values(values))
