"""Something a person means to do, once or again and again."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


def _unique_where(name: str, condition: str, *columns: str) -> Index:
    return Index(name, *columns, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))


class Task(TenantScoped, table=True):
    """A task; done when `completed_at` is set, gone when `deleted_at` is.

    Something that comes back is one row for each time: those with the same `series_id`. The open one holds the rule
    in `repeats`; completing it leaves it as the record of that time and makes the next. `series_day` is the day the
    rule meant, `due_on` the day it was moved to.
    """

    __table_args__ = (
        Index("ix_task_owner_due", "owner_id", "deleted_at", "completed_at", "due_on"),
        # One proposal makes one task, however often and from how many tabs it is accepted.
        _unique_where("uq_task_origin", "origin <> ''", "tenant_id", "owner_id", "origin"),
        # One clock runs for a person.
        _unique_where("uq_task_timer", "timer_started_at IS NOT NULL", "owner_id"),
        # One time of a series is one row, however often it is completed.
        _unique_where("uq_task_series_day", "series_id IS NOT NULL", "series_id", "series_day"),
    )

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    goal_id: str | None = Field(default=None, foreign_key="goal.id", index=True)
    # No foreign key: SQLite would have to copy the whole table to add one.
    parent_id: str | None = Field(default=None, max_length=26, index=True)
    title: str = Field(max_length=500)
    notes: str = Field(default="", max_length=20_000)
    due_on: date | None = None
    # On the person's own clock, wherever they are.
    due_time: time | None = None
    # The day in rest on which the person left it, so that they are not asked again.
    left_on: date | None = None
    estimate_minutes: int | None = None
    spent_seconds: int = 0
    timer_started_at: Moment = moment()
    # In lower case, each with a space before and behind: " prayer study ".
    tags: str = Field(default="", max_length=1_200)
    # How many living parts it has, and how many of them are done.
    parts: int = 0
    parts_done: int = 0
    repeats: str = Field(default="", max_length=500)
    is_after_completion: bool = False
    series_id: str | None = Field(default=None, max_length=26)
    series_start: date | None = None
    series_day: date | None = None
    # Days as text: {"skipped": [...], "added": [...], "moved": {meant: happens}}.
    exceptions: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # Where the task came from, for example "coach:<proposal id>".
    origin: str = Field(default="", max_length=60)
    # The item of the template it was made from.
    item_id: str = Field(default="", max_length=26)
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    completed_at: Moment = moment()
    deleted_at: Moment = moment()
