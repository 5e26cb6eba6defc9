"""Writes notes and files as whole rows, many at a time: row, tags, aliases, links and search index together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, inspect, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.db import search_index
from coaching_app.db.search_index import IndexRow
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
            **_content(item),
            "number": number,
            "id": item.id,
            "tenant_id": shelf.tenant_id,
            "owner_id": shelf.owner_id,
            "source_id": shelf.source_id,
            "import_id": shelf.import_id,
            "imported_sha256": item.sha256 if shelf.import_id else None,
            "path": item.path,
            "path_key": item.key,
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


def _content(item: NoteItem) -> dict[str, Any]:
    return {
        "title": item.title,
        "text": item.text,
        "encoding": item.encoding,
        "sha256": item.sha256,
        "properties": item.properties,
        "words": item.words,
    }


async def _insert_parts(db: AsyncSession, tenant_id: str, items: Sequence[NoteItem]) -> None:
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
        ],
    )


async def replace_notes(db: AsyncSession, shelf: Shelf, items: Sequence[NoteItem], *, imported: bool) -> None:
    """Give notes that are here new content; a deleted one is there again."""
    ids = [item.id for item in items]
    if not ids:
        return
    query = select(col(Note.id), col(Note.number)).where(col(Note.id).in_(ids))
    found = {row[0]: row[1] for row in await db.execute(query)}
    numbers = [cast("int", found[item.id]) for item in items]
    for part in (NoteTag, NoteAlias, NoteLink):
        await db.execute(delete(table_of(part)).where(col(part.note_id).in_(ids)))
    table = table_of(Note)
    statement = (
        update(table)
        .where(table.c.id == bindparam("this_id"))
        .values(version=table.c.version + 1, updated_at=now(), deleted_at=None)
    )
    await db.execute(statement, [_replacement(item, shelf, imported=imported) for item in items])
    await _insert_parts(db, shelf.tenant_id, items)
    await search_index.remove(db, numbers)
    await _index(db, shelf.owner_id, numbers, items)


def _replacement(item: NoteItem, shelf: Shelf, *, imported: bool) -> dict[str, Any]:
    values = {**_content(item), "path": item.path, "path_key": item.key, "this_id": item.id}
    if imported:
        values |= {"import_id": shelf.import_id, "imported_sha256": item.sha256}
    return values


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
    stem = item.path.removesuffix(".md")
    path = f"{stem} (vault {moment:%Y-%m-%d %H.%M.%S}).md"
    return replace(item, id=new_id(), path=path, key=path.casefold())
