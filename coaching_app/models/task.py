"""Something a person means to do."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class Task(TenantScoped, table=True):
    """A task; done when `completed_at` is set, gone when `deleted_at` is."""

    __table_args__ = (
        Index("ix_task_owner_due", "owner_id", "deleted_at", "completed_at", "due_on"),
        # One proposal makes one task, however often and from how many tabs it is accepted.
        Index(
            "uq_task_origin",
            "tenant_id",
            "owner_id",
            "origin",
            unique=True,
            sqlite_where=text("origin <> ''"),
            postgresql_where=text("origin <> ''"),
        ),
    )

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    goal_id: str | None = Field(default=None, foreign_key="goal.id", index=True)
    title: str = Field(max_length=500)
    notes: str = Field(default="", max_length=20_000)
    due_on: date | None = None
    estimate_minutes: int | None = None
    # Where the task came from, for example "coach:<proposal id>".
    origin: str = Field(default="", max_length=60)
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    completed_at: Moment = moment()
    deleted_at: Moment = moment()
