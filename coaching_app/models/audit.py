"""The audit trail: one chain of entries per tenant, and the head each chain has."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel

from coaching_app.db.column_types import SealedText, UtcDateTime
from coaching_app.models.columns import Moment, created, moment

# The chain of what belongs to no tenant.
INSTANCE = "instance"


class AuditEntry(SQLModel, table=True):
    """What one unit of work changed or read, never a value of it; `hash` also covers the entry before.

    `chain` is the tenant. No foreign keys: the trail outlives whom and what it names. The database refuses
    to change a row, and to delete one that retention has not passed.
    """

    __table_args__ = (
        Index("ix_auditentry_at", "chain", "at"),
        Index("ix_auditentry_actor", "chain", "actor_id", "seq"),
    )

    chain: str = Field(primary_key=True, max_length=26)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = created()
    actor_id: str | None = Field(default=None, max_length=26)
    actor_role: str = Field(default="", max_length=20)
    login_id: str = Field(default="", max_length=26)
    action: str = Field(default="", max_length=160)
    address: str = Field(default="", max_length=64)
    correlation_id: str = Field(default="", max_length=64)
    # What it is about, for filters: names of tables and events between commas.
    subjects: str = Field(default="", sa_type=Text)
    # JSON in one exact spelling, because the hash is over it.
    changes: str = Field(default="[]", sa_type=Text)
    events: str = Field(default="[]", sa_type=Text)
    payload: str = Field(default="{}", sa_type=Text)
    hash: str = Field(max_length=64)


class AuditHead(SQLModel, table=True):
    """The newest link of a chain and its key; writers of one tenant queue up at this row.

    `anchor_*` is the last entry that retention removed, signed, so that what follows can still be verified.
    """

    # The id is the tenant's, and the sealed key is bound to it.
    tenant_id: ClassVar[str] = ""

    id: str = Field(primary_key=True, max_length=26)
    key: str = Field(sa_type=SealedText)
    seq: int = Field(default=0, sa_type=BigInteger)
    hash: str = Field(default="", max_length=64)
    anchor_seq: int = Field(default=0, sa_type=BigInteger)
    anchor_hash: str = Field(default="", max_length=64)
    anchor_mac: str = Field(default="", max_length=64)
    anchored_at: Moment = moment()
    created_at: datetime = Field(sa_type=UtcDateTime, nullable=False)
