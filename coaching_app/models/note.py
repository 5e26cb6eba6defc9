"""Notes as they were written, with what was found in them: tags, aliases, links."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from coaching_app.core.ids import new_id
from coaching_app.db.column_types import SealedText
from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment

_SEALED = text("sealed_head IS NOT NULL")


class Note(TenantScoped, table=True):
    """A note; `text` in `encoding` gives back the bytes of the file exactly.

    `path_key` is the path in lower case and NFC, by which links and re-imports find it.
    `imported_sha256` is what the file was when it was last read, whatever was written here since.
    `vault_key` is the key by which its vault knows it, where it was renamed here.
    Of a private note all this stands in `sealed_head` and `sealed_text`, and the columns say nothing.
    """

    __table_args__ = (
        UniqueConstraint("source_id", "path_key"),
        Index("ix_note_owner_updated", "owner_id", "deleted_at", "updated_at"),
        # The few private ones among thousands, for lists that have to open them.
        Index("ix_note_sealed", "owner_id", "deleted_at", sqlite_where=_SEALED, postgresql_where=_SEALED),
    )

    # The search index needs a small number for a row; nothing else uses it.
    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(default_factory=new_id, unique=True, max_length=26)
    owner_id: str = Field(foreign_key="person.id")
    source_id: str = Field(foreign_key="source.id")
    import_id: str | None = Field(default=None, max_length=26, index=True)
    path: str = Field(max_length=2000)
    path_key: str = Field(max_length=2000)
    title: str = Field(max_length=500)
    text: str = Field(sa_type=Text)
    encoding: str = Field(default="utf-8", max_length=20)
    sha256: str = Field(max_length=64)
    imported_sha256: str | None = Field(default=None, max_length=64)
    vault_key: str | None = Field(default=None, max_length=2000)
    properties: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    words: int = 0
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()
    sealed_head: str | None = Field(default=None, sa_type=SealedText)
    sealed_text: str | None = Field(default=None, sa_type=SealedText)


class NoteTag(TenantScoped, table=True):
    """A tag of a note, in lower case and without the hash sign."""

    note_id: str = Field(foreign_key="note.id", primary_key=True, ondelete="CASCADE")
    tag: str = Field(primary_key=True, max_length=200, index=True)


class NoteAlias(TenantScoped, table=True):
    """Another name of a note."""

    note_id: str = Field(foreign_key="note.id", primary_key=True, ondelete="CASCADE")
    alias: str = Field(primary_key=True, max_length=500)


class NoteLink(TenantScoped, table=True):
    """A link out of a note; `target_id` is the note or file it leads to, if it leads anywhere."""

    id: str = identifier()
    note_id: str = Field(foreign_key="note.id", index=True, ondelete="CASCADE")
    raw: str = Field(max_length=2000)
    target_key: str = Field(max_length=2000, index=True)
    target_id: str | None = Field(default=None, max_length=26, index=True)
    is_embed: bool = False
    line: int = 0
