"""Knows which files of a source are here already, so that a second reading writes only what is new."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.features.knowledge.queries.sealed import Place, open_head
from coaching_app.models import Note, ResourceFile


class Known(NamedTuple):
    """A file of the source that is already here. `base` is its hash when it was last imported.

    A `hidden` one was stored by this import before it was interrupted; a `gone` one was deleted here.
    `moved_to` is the path and key that a note was given here, where this is the name its vault knows it by.
    """

    id: str
    sha256: str
    base: str | None
    is_note: bool
    hidden: bool = False
    gone: bool = False
    is_sealed: bool = False
    moved_to: tuple[str, str] | None = None

    @property
    def edited_here(self) -> bool:
        """Whether the note was written in since it was imported."""
        return self.is_note and self.base is not None and self.base != self.sha256


class _Row(NamedTuple):
    """A note of the source, opened as far as an import has to know it."""

    known: Known
    path: str
    key: str
    vault_key: str | None


async def known_files(db: AsyncSession, source_id: str, hidden_at: datetime | None) -> dict[str, Known]:
    """Everything of the source that is here, by key."""
    known: dict[str, Known] = {}

    def add(key: str, one: Known) -> None:
        # A file that became a note, or the other way round, leaves its former self behind as deleted.
        if not one.gone or key not in known or known[key].gone:
            known[key] = one

    file = ResourceFile
    files = select(col(file.path_key), col(file.id), col(file.sha256), col(file.deleted_at))
    for key, file_id, digest, deleted in await db.execute(files.where(col(file.source_id) == source_id)):
        add(key, Known(file_id, digest, digest, False, *_absence(deleted, hidden_at)))
    query = _notes(paths=case((col(Note.vault_key).is_not(None), col(Note.path)), else_=""))
    rows = [
        _opened(row, hidden_at) for row in await db.execute(query.where(col(Note.source_id) == source_id))
    ]
    for row in rows:
        add(row.key, row.known)
    for row in rows:
        if row.vault_key and row.vault_key != row.key:
            known.setdefault(row.vault_key, row.known._replace(moved_to=(row.path, row.key)))
    return known


async def notes_now(db: AsyncSession, note_ids: Collection[str]) -> dict[str, Known]:
    """These notes as they are at this moment, and for nobody else to change until the unit of work ends.

    Each has the name it has here in `moved_to`.
    """
    if not note_ids:
        return {}
    query = _notes(paths=col(Note.path)).where(col(Note.id).in_(note_ids)).with_for_update()
    rows = [_opened(row, None) for row in await db.execute(query)]
    return {row.known.id: row.known._replace(moved_to=(row.path, row.key)) for row in rows}


def _absence(deleted: datetime | None, hidden_at: datetime | None) -> tuple[bool, bool]:
    """Whether it is hidden, and whether it is gone."""
    is_hidden = deleted is not None and deleted == hidden_at
    return is_hidden, deleted is not None and not is_hidden


def _notes(*, paths: Any) -> Any:
    return select(
        col(Note.path_key),
        col(Note.id),
        col(Note.sha256),
        col(Note.imported_sha256),
        col(Note.deleted_at),
        col(Note.tenant_id),
        col(Note.sealed_head),
        col(Note.vault_key),
        paths,
    )


def _opened(row: Any, hidden_at: datetime | None) -> _Row:
    key, note_id, digest, base, deleted, tenant_id, sealed, vault_key, path = row
    if sealed is not None:
        head = open_head(Place(note_id, tenant_id), sealed)
        key, digest, base = head.path_key, head.sha256, head.imported_sha256
        vault_key, path = head.vault_key, head.path
    hidden, gone = _absence(deleted, hidden_at)
    return _Row(Known(note_id, digest, base, True, hidden, gone, sealed is not None), path, key, vault_key)
