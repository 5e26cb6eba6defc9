"""Gives a whole vault back as a zip file, written while it is sent."""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import NotFound, Unavailable
from coaching_app.core.ids import is_id
from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.actor import Actor
from coaching_app.features.knowledge.queries.imports import source_views
from coaching_app.features.knowledge.queries.sealed import head_of, text_of
from coaching_app.features.knowledge.schemas import SourceView
from coaching_app.features.knowledge.service.zip_pipe import Pipe, entry
from coaching_app.models import Note, ResourceFile
from coaching_app.storage.files import read_chunks

_AT_ONCE = 100


async def get_source(db: AsyncSession, actor: Actor, source_id: str) -> SourceView:
    """One source of the person's that holds anything."""
    for source in await source_views(db, actor):
        if source.id == source_id and is_id(source_id):
            return source
    raise NotFound


async def export_source(actor: Actor, source_id: str) -> AsyncIterator[bytes]:
    """The zip of a source that `get_source` has allowed; files nobody touched are the same to the byte."""
    pipe = Pipe()
    archive = zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED)
    after = ""
    while notes := await _notes_after(actor, source_id, after):
        after = notes[-1][0]
        entries = [(path, text.encode(encoding)) for _id, path, text, encoding in notes]
        yield await asyncio.to_thread(_write_notes, archive, pipe, entries)
    for path, digest in await _files(actor, source_id):
        pieces = _write_file(archive, pipe, actor.tenant_id, path, digest)
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece
    await asyncio.to_thread(archive.close)
    yield pipe.take()


async def _notes_after(actor: Actor, source_id: str, after: str) -> Sequence[tuple[str, str, str, str]]:
    query = (
        select(Note)
        .where(
            col(Note.source_id) == source_id,
            col(Note.owner_id) == actor.user_id,
            col(Note.deleted_at).is_(None),
            col(Note.id) > after,
        )
        .order_by(col(Note.id))
        .limit(_AT_ONCE)
    )
    async with snapshot(actor.tenant_id) as db:
        notes = await db.scalars(query)
        return [_written(note) for note in notes]


def _written(note: Note) -> tuple[str, str, str, str]:
    """Id, path, text and encoding; of a note that cannot be opened the reason, so that the others still leave."""
    try:
        return note.id, head_of(note).path, text_of(note), note.encoding
    except Unavailable as problem:
        return note.id, f"{note.id}.unreadable.txt", problem.message, "utf-8"


async def _files(actor: Actor, source_id: str) -> list[tuple[str, str]]:
    query = select(col(ResourceFile.path), col(ResourceFile.sha256)).where(
        col(ResourceFile.source_id) == source_id,
        col(ResourceFile.owner_id) == actor.user_id,
        col(ResourceFile.deleted_at).is_(None),
    )
    async with snapshot(actor.tenant_id) as db:
        return [(row[0], row[1]) for row in await db.execute(query.order_by(col(ResourceFile.path)))]


def _write_notes(archive: zipfile.ZipFile, pipe: Pipe, entries: list[tuple[str, bytes]]) -> bytes:
    for path, data in entries:
        archive.writestr(entry(path), data)
    return pipe.take()


def _write_file(
    archive: zipfile.ZipFile, pipe: Pipe, tenant_id: str, path: str, digest: str
) -> Iterator[bytes]:
    with archive.open(entry(path), "w", force_zip64=True) as stream:
        for chunk in read_chunks(tenant_id, digest):
            stream.write(chunk)
            yield pipe.take()
    yield pipe.take()
