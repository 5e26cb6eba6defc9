"""Reads notes and their parts; every query asks for one owner or for notes already found to be theirs."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.vault.links import LinkEntry
from coaching_app.models import Note, NoteAlias, ResourceFile


async def link_entries(db: AsyncSession, source_id: str) -> list[LinkEntry]:
    """Everything in a source that a link can lead to, with its other names."""
    aliases: dict[str, list[str]] = {}
    of_source = (col(Note.source_id) == source_id, col(Note.deleted_at).is_(None))
    named = (
        select(col(NoteAlias.note_id), col(NoteAlias.alias))
        .join(Note, col(Note.id) == col(NoteAlias.note_id))
        .where(*of_source)
    )
    for note_id, alias in await db.execute(named):
        aliases.setdefault(note_id, []).append(alias)
    notes: Sequence[tuple[str, str]] = [
        (row[0], row[1]) for row in await db.execute(select(col(Note.id), col(Note.path)).where(*of_source))
    ]
    files = select(col(ResourceFile.id), col(ResourceFile.path)).where(
        col(ResourceFile.source_id) == source_id, col(ResourceFile.deleted_at).is_(None)
    )
    entries = [LinkEntry(note_id, path, tuple(aliases.get(note_id, ()))) for note_id, path in notes]
    return [*entries, *(LinkEntry(file_id, path) for file_id, path in await db.execute(files))]
