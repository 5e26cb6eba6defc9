"""What a person practises, what they did on which day, and when their day begins."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from coaching_app.db.column_types import SealedText
from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class Habit(TenantScoped, table=True):
    """A habit with its plan (`domain.habits.plan.Plan`); `target` is in thousandths of the unit.

    `checked_score` is the score at the end of `checked_day`, computed with the days of rest that `checked_rest`
    stands for; to go on from there the days since `read_from` are needed. Without them all days are.
    """

    __table_args__ = (
        Index("ix_habit_owner_position", "owner_id", "deleted_at", "archived_at", "position"),
        # What is imported twice is there once.
        Index(
            "uq_habit_origin",
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
    name: str = Field(max_length=200)
    question: str = Field(default="", max_length=500)
    description: str = Field(default="", max_length=5000)
    kind: str = Field(max_length=20)
    aim: str = Field(default="at_least", max_length=20)
    target: int = Field(default=0, sa_type=BigInteger)
    unit: str = Field(default="", max_length=30)
    times: int = 1
    days: int = 1
    weekdays: int = 0
    # A place in Loop's palette: shown nowhere, given back on export.
    color: int = 8
    tags: list[Any] = Field(default_factory=list, sa_type=JSON)
    position: int = 0
    first_day: date | None = None
    checked_day: date | None = None
    checked_score: float | None = None
    checked_rest: str = Field(default="", max_length=32)
    read_from: date | None = None
    # Where an imported one came from, for example "loop:<uuid>".
    origin: str = Field(default="", max_length=120)
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    archived_at: Moment = moment()
    deleted_at: Moment = moment()


class HabitEntry(TenantScoped, table=True):
    """What is known of one day: the mark with who and when, and a note that is sealed.

    `mark` is a code of `domain.habits.plan` or thousandths of the unit; none means that only a note is there.
    """

    __table_args__ = (UniqueConstraint("habit_id", "day"),)

    id: str = identifier()
    habit_id: str = Field(foreign_key="habit.id", ondelete="CASCADE")
    day: date
    mark: int | None = Field(default=None, sa_type=BigInteger)
    marked_at: Moment = moment()
    marked_by: str | None = Field(default=None, foreign_key="person.id")
    note: str | None = Field(default=None, sa_type=SealedText)
    noted_at: Moment = moment()
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()


class HabitReplay(TenantScoped, table=True):
    """A change that a device sent under a key of its own; the same key is never applied again."""

    __table_args__ = (UniqueConstraint("tenant_id", "owner_id", "client_key"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    client_key: str = Field(max_length=64)
    habit_id: str = Field(foreign_key="habit.id", ondelete="CASCADE")
    day: date
    created_at: datetime = created()


class HabitPreference(TenantScoped, table=True):
    """At which hour a person's day begins."""

    __table_args__ = (UniqueConstraint("tenant_id", "owner_id"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    day_start_hour: int = 3
