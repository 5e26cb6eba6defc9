"""What a person means to read, hear or watch, nudges from a coach, and the weekly review."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field

from coaching_app.db.column_types import SealedText
from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment

_KNOWN = text("url_key <> '' AND deleted_at IS NULL")


class Resource(TenantScoped, table=True):
    """A link, a file or a note in the queue; `url_key` names its address once, so that it comes in once.

    After it was finished it comes back on `resurface_on`, as long as its goal is active; `times_seen` counts that.
    """

    __table_args__ = (
        Index("ix_resource_owner", "owner_id", "deleted_at", "finished_at", "due_on"),
        Index(
            "uq_resource_url",
            "tenant_id",
            "owner_id",
            "url_key",
            unique=True,
            sqlite_where=_KNOWN,
            postgresql_where=_KNOWN,
        ),
    )

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    kind: str = Field(default="link", max_length=10)
    title: str = Field(max_length=500)
    url: str = Field(default="", max_length=2000)
    url_key: str = Field(default="", max_length=64)
    # The note or file it stands for; its owner is checked whenever it is used.
    target_id: str = Field(default="", max_length=26)
    notes: str = Field(default="", max_length=5000)
    tags: list[Any] = Field(default_factory=list, sa_type=JSON)
    minutes: int | None = None
    progress: int = 0
    goal_id: str | None = Field(default=None, foreign_key="goal.id", index=True)
    due_on: date | None = None
    origin: str = Field(default="", max_length=20)
    finished_at: Moment = moment()
    resurface_on: date | None = None
    times_seen: int = 0
    seen_on: date | None = None
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()


class Nudge(TenantScoped, table=True):
    """Some words from a coach to somebody they walk with; who and when stays visible to the person."""

    __table_args__ = (
        Index("ix_nudge_owner", "owner_id", "seen_at", "created_at"),
        Index("ix_nudge_coach", "coach_id", "owner_id", "created_at"),
    )

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    coach_id: str = Field(foreign_key="person.id")
    words: str = Field(sa_type=SealedText)
    created_at: datetime = created()
    seen_at: Moment = moment()
    taken_back_at: Moment = moment()


class WeeklyReview(TenantScoped, table=True):
    """What a person wrote about a week; `week` is its Monday. The three next things are tasks."""

    __table_args__ = (UniqueConstraint("tenant_id", "owner_id", "week"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    week: date
    kept: str | None = Field(default=None, sa_type=SealedText)
    moved: str | None = Field(default=None, sa_type=SealedText)
    learned: str | None = Field(default=None, sa_type=SealedText)
    ahead: str | None = Field(default=None, sa_type=SealedText)
    finished_at: Moment = moment()
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
