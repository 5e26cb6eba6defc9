"""Knows which files of a source are here already, so that a second reading writes only what is new."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.features.knowledge.queries.sealed import Place, open_head
from coaching_app.models import Note, ResourceFile


class Known(NamedTuple):
    """A file of the source that is already here. `base` is its hash when it was last imported.

    A `hidden` one was stored by this import before it was interrupted; a `gone` one was deleted here.
    """

    id: str
    sha256: str
    base: str | None
    is_note: bool
    hidden: bool = False
    gone: bool = False
    is_sealed: bool = False

    @property
    def edited_here(self) -> bool:
        """Whether the note was written in since it was imported."""
        return self.is_note and self.base is not None and self.base != self.sha256


async def known_files(db: AsyncSession, source_id: str, hidden_at: datetime | None) -> dict[str, Known]:
    """Everything of the source that is here, by key."""
    known: dict[str, Known] = {}

    def add(
        key: str,
        file_id: str,
        digest: str,
        base: str | None,
        deleted: datetime | None,
        *,
        is_note: bool,
        is_sealed: bool = False,
    ) -> None:
        hidden = deleted is not None and deleted == hidden_at
        gone = deleted is not None and not hidden
        # A file that became a note, or the other way round, leaves its former self behind as deleted.
        if not gone or key not in known or known[key].gone:
            known[key] = Known(file_id, digest, base, is_note, hidden, gone, is_sealed)

    file = ResourceFile
    files = select(col(file.path_key), col(file.id), col(file.sha256), col(file.deleted_at))
    for key, file_id, digest, deleted in await db.execute(files.where(col(file.source_id) == source_id)):
        add(key, file_id, digest, digest, deleted, is_note=False)
    for key, note, deleted, is_sealed in await _notes(db, source_id):
        add(key, *note, deleted, is_note=True, is_sealed=is_sealed)
    return known


async def _notes(
    db: AsyncSession, source_id: str
) -> list[tuple[str, tuple[str, str, str | None], datetime | None, bool]]:
    """Key, then id and hashes, of every note of the source; those of private ones are opened."""
    key, base = col(Note.path_key), col(Note.imported_sha256)
    query = select(
        key,
        col(Note.id),
        col(Note.sha256),
        base,
        col(Note.deleted_at),
        col(Note.tenant_id),
        col(Note.sealed_head),
    ).where(col(Note.source_id) == source_id)
    found: list[tuple[str, tuple[str, str, str | None], datetime | None, bool]] = []
    for path_key, note_id, digest, imported, deleted, tenant_id, sealed in await db.execute(query):
        if sealed is None:
            found.append((path_key, (note_id, digest, imported), deleted, False))
        else:
            head = open_head(Place(note_id, tenant_id), sealed)
            found.append((head.path_key, (note_id, head.sha256, head.imported_sha256), deleted, True))
    return found
