"""Opens private notes for their owner: what a list needs without the text, and the text of a single one."""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.crypto import DecryptionError
from coaching_app.core.errors import Unavailable
from coaching_app.core.i18n import gettext as _
from coaching_app.core.logging import get_logger
from coaching_app.db.sealed import seal, unseal
from coaching_app.domain.vault.links import LinkEntry
from coaching_app.domain.vault.paths import fold_key
from coaching_app.models import Note

_log = get_logger(__name__)
# More than these are opened beside the event loop.
_AT_ONCE = 200


@dataclass(slots=True)
class Place:
    """Stands for the row that words are sealed to."""

    id: str
    tenant_id: str
    __tablename__: ClassVar[str] = "note"


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a note beside its text."""

    title: str
    path: str
    path_key: str
    properties: dict[str, Any]
    words: int
    sha256: str
    imported_sha256: str | None
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    vault_key: str | None = None


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """A private note in a list, opened but for its text."""

    id: str
    source_id: str
    updated_at: datetime
    head: Head


def is_sealed(note: Note) -> bool:
    """Whether the note is private."""
    return note.sealed_head is not None


def seal_head(place: Place, head: Head) -> str:
    """The head as it is stored."""
    return seal(place, "sealed_head", json.dumps(asdict(head)))


def _broken(note_id: str) -> Unavailable:
    _log.error("sealed_note_unreadable", note_id=note_id)
    said = _(
        "This sealed note cannot be opened: what is stored was changed, or belongs elsewhere. It is left as it is."
    )
    return Unavailable(said, code="seal_broken")


def open_head(place: Place, sealed: str) -> Head:
    """The head as it was; raises Unavailable when it was changed or belongs to another row."""
    try:
        found = cast("dict[str, Any]", json.loads(unseal(place, "sealed_head", sealed)))
    except DecryptionError:
        raise _broken(place.id) from None
    found |= {"tags": tuple(found["tags"]), "aliases": tuple(found["aliases"])}
    return Head(**found)


def _head_in_list(place: Place, sealed: str) -> Head:
    """The head, or one that says it cannot be read: one damaged note must not take the others off the page."""
    try:
        return open_head(place, sealed)
    except Unavailable:
        path = f"{place.id}.md"
        return Head(_("A sealed note that cannot be opened"), path, fold_key(path), {}, 0, "", None)


def head_of(note: Note) -> Head:
    """The head of any note; tags and aliases only of a private one, others have them in rows of their own.

    Raises Unavailable for a private one that its key does not open.
    """
    if note.sealed_head is not None:
        return open_head(Place(note.id, note.tenant_id), note.sealed_head)
    return Head(
        title=note.title,
        path=note.path,
        path_key=note.path_key,
        properties=note.properties,
        words=note.words,
        sha256=note.sha256,
        imported_sha256=note.imported_sha256,
        vault_key=note.vault_key,
    )


def text_of(note: Note) -> str:
    """The text of any note; raises Unavailable for a private one that its key does not open."""
    if note.sealed_text is None:
        return note.text
    try:
        return unseal(Place(note.id, note.tenant_id), "sealed_text", note.sealed_text)
    except DecryptionError:
        raise _broken(note.id) from None


async def sealed_entries(db: AsyncSession, owner_id: str, *, with_deleted: bool = False) -> list[SealedEntry]:
    """The person's private notes, in no order; nearly everybody has few or none, and an index finds them."""
    query = select(
        col(Note.id), col(Note.tenant_id), col(Note.source_id), col(Note.updated_at), col(Note.sealed_head)
    ).where(col(Note.owner_id) == owner_id, col(Note.sealed_head).is_not(None))
    if not with_deleted:
        query = query.where(col(Note.deleted_at).is_(None))
    rows = (await db.execute(query)).all()

    def opened() -> list[SealedEntry]:
        return [
            SealedEntry(
                note_id, source_id, updated, _head_in_list(Place(note_id, tenant_id), cast("str", sealed))
            )
            for note_id, tenant_id, source_id, updated, sealed in rows
        ]

    return await asyncio.to_thread(opened) if len(rows) > _AT_ONCE else opened()


async def titles_of(db: AsyncSession, *conditions: ColumnElement[bool]) -> dict[str, str]:
    """The titles of the notes that are asked for, by id, the private ones opened."""
    query = select(col(Note.id), col(Note.tenant_id), col(Note.title), col(Note.sealed_head))
    return {
        note_id: title if sealed is None else _head_in_list(Place(note_id, tenant_id), sealed).title
        for note_id, tenant_id, title, sealed in await db.execute(query.where(*conditions))
    }


def link_entry(entry: SealedEntry) -> LinkEntry:
    """A private note as something that links lead to."""
    return LinkEntry(entry.id, entry.head.path, entry.head.aliases)


def names_of(head: Head) -> set[str]:
    """The folded last names by which links mean a note."""
    last = fold_key(head.path).rpartition("/")[2]
    return {last, last.removesuffix(".md"), *(fold_key(alias) for alias in head.aliases)}
