"""Where knowledge came from, its files that are not notes, and the imports that brought it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class Source(TenantScoped, table=True):
    """An origin of notes: `kind` is vault, upload or written."""

    __table_args__ = (UniqueConstraint("owner_id", "kind", "name"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=20)
    name: str = Field(max_length=300)
    created_at: datetime = created()


class ResourceFile(TenantScoped, table=True):
    """A file that is not a note: attachment, canvas, base, configuration; its bytes live in storage."""

    __table_args__ = (UniqueConstraint("source_id", "path_key"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    source_id: str = Field(foreign_key="source.id", index=True)
    path: str = Field(max_length=2000)
    path_key: str = Field(max_length=2000)
    kind: str = Field(max_length=20)
    media_type: str = Field(default="application/octet-stream", max_length=120)
    size: int = 0
    sha256: str = Field(max_length=64)
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()


class VaultImport(TenantScoped, table=True):
    """One run of an import.

    `status` is waiting, reading (nothing of it shows yet), finishing (all of it will show), cancelling,
    done, cancelled or failed.
    """

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    source_id: str | None = Field(default=None, foreign_key="source.id")
    job_id: str | None = Field(default=None, max_length=26)
    name: str = Field(max_length=300)
    staged: str = Field(default="", max_length=500)
    status: str = Field(default="waiting", max_length=20)
    total: int = 0
    seen: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    error: str = Field(default="", max_length=2000)
    created_at: datetime = created()
    updated_at: datetime = created()
    finished_at: Moment = moment()


class ImportProblem(TenantScoped, table=True):
    """A file of an import that could not be read, or only in part, and why."""

    id: str = identifier()
    import_id: str = Field(foreign_key="vaultimport.id", index=True)
    path: str = Field(max_length=2000)
    reason: str = Field(max_length=1000)
