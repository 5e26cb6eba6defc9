"""Knows which files of a source are here already, so that a second reading writes only what is new."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

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

    @property
    def edited_here(self) -> bool:
        """Whether the note was written in since it was imported."""
        return self.is_note and self.base is not None and self.base != self.sha256


async def known_files(db: AsyncSession, source_id: str, hidden_at: datetime | None) -> dict[str, Known]:
    """Everything of the source that is here, by key."""
    known: dict[str, Known] = {}

    def add(
        key: str, file_id: str, digest: str, base: str | None, deleted: datetime | None, *, is_note: bool
    ) -> None:
        hidden = deleted is not None and deleted == hidden_at
        gone = deleted is not None and not hidden
        # A file that became a note, or the other way round, leaves its former self behind as deleted.
        if not gone or key not in known or known[key].gone:
            known[key] = Known(file_id, digest, base, is_note, hidden, gone)

    file = ResourceFile
    files = select(col(file.path_key), col(file.id), col(file.sha256), col(file.deleted_at))
    for key, file_id, digest, deleted in await db.execute(files.where(col(file.source_id) == source_id)):
        add(key, file_id, digest, digest, deleted, is_note=False)
    notes = select(
        col(Note.path_key), col(Note.id), col(Note.sha256), col(Note.imported_sha256), col(Note.deleted_at)
    )
    for key, note_id, digest, base, deleted in await db.execute(
        notes.where(col(Note.source_id) == source_id)
    ):
        add(key, note_id, digest, base, deleted, is_note=True)
    return known
