"""Durable background jobs and the slots that make a schedule fire once."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from coaching_app.db.column_types import UtcDateTime
from coaching_app.models.columns import Moment, created, identifier, moment


class Job(SQLModel, table=True):
    """A piece of work that survives the process; `status` is queued, running, done, cancelled or dead."""

    __table_args__ = (
        Index("ix_job_due", "status", "run_at"),
        Index(
            "uq_job_unique_key",
            "kind",
            "unique_key",
            unique=True,
            sqlite_where=text("status IN ('queued', 'running')"),
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
    )

    id: str = identifier()
    kind: str = Field(max_length=60)
    tenant_id: str | None = Field(default=None, foreign_key="tenant.id", index=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    unique_key: str | None = Field(default=None, max_length=200)
    status: str = Field(default="queued", max_length=20)
    run_at: datetime = created()
    attempts: int = 0
    max_attempts: int = 5
    lease_owner: str | None = Field(default=None, max_length=40)
    lease_until: Moment = moment()
    cancel_requested: bool = False
    error: str | None = Field(default=None, max_length=2000)
    created_at: datetime = created()
    finished_at: Moment = moment()


class ScheduleSlot(SQLModel, table=True):
    """A moment at which a schedule fired; its key lets only one process win it."""

    schedule: str = Field(primary_key=True, max_length=60)
    slot: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    job_id: str | None = Field(default=None, max_length=26)
