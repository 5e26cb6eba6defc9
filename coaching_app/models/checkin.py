"""What a person asks themselves regularly, and what they answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Double, Index, UniqueConstraint, text
from sqlmodel import Field

from coaching_app.db.column_types import SealedText
from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class CheckinForm(TenantScoped, table=True):
    """A form; `weekdays` has a bit for each day on which it is asked, Monday first, none for "when I like"."""

    __table_args__ = (Index("ix_checkinform_owner", "owner_id", "deleted_at", "position"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    name: str = Field(max_length=120)
    description: str = Field(default="", max_length=1000)
    weekdays: int = 127
    position: int = 0
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    archived_at: Moment = moment()
    deleted_at: Moment = moment()


class CheckinField(TenantScoped, table=True):
    """A question of a form; one that was taken out keeps its answers and is marked by `removed_at`."""

    __table_args__ = (UniqueConstraint("form_id", "key"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    form_id: str = Field(foreign_key="checkinform.id", ondelete="CASCADE")
    key: str = Field(max_length=40)
    kind: str = Field(max_length=20)
    label: str = Field(max_length=120)
    hint: str = Field(default="", max_length=300)
    unit: str = Field(default="", max_length=30)
    low: float | None = Field(default=None, sa_type=Double)
    high: float | None = Field(default=None, sa_type=Double)
    choices: list[Any] = Field(default_factory=list, sa_type=JSON)
    formula: str = Field(default="", max_length=200)
    required: bool = False
    position: int = 0
    removed_at: Moment = moment()


class Checkin(TenantScoped, table=True):
    """One time a form was answered, for a day of the person's own; `client_key` makes a repeated post the same."""

    __table_args__ = (
        Index("ix_checkin_owner_day", "owner_id", "deleted_at", "day"),
        Index("ix_checkin_form_day", "form_id", "deleted_at", "day"),
        Index(
            "uq_checkin_client_key",
            "tenant_id",
            "owner_id",
            "client_key",
            unique=True,
            sqlite_where=text("client_key <> ''"),
            postgresql_where=text("client_key <> ''"),
        ),
    )

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    form_id: str = Field(foreign_key="checkinform.id", ondelete="CASCADE")
    day: date
    client_key: str = Field(default="", max_length=64)
    version: int = 1
    answered_at: datetime = created()
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()


class CheckinAnswer(TenantScoped, table=True):
    """One answer: a number, or sealed words."""

    __table_args__ = (
        UniqueConstraint("checkin_id", "field_id"),
        Index("ix_checkinanswer_field", "field_id", "checkin_id"),
    )

    id: str = identifier()
    checkin_id: str = Field(foreign_key="checkin.id", ondelete="CASCADE")
    field_id: str = Field(foreign_key="checkinfield.id", ondelete="CASCADE")
    number: float | None = Field(default=None, sa_type=Double)
    words: str | None = Field(default=None, sa_type=SealedText)


class InsightVerdict(TenantScoped, table=True):
    """What the person said of an insight; `verdict` is hidden or wrong. Their reason is sealed."""

    __table_args__ = (UniqueConstraint("tenant_id", "owner_id", "done_key", "measured_key"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    done_key: str = Field(max_length=60)
    measured_key: str = Field(max_length=60)
    verdict: str = Field(max_length=10)
    reason: str | None = Field(default=None, sa_type=SealedText)
    created_at: datetime = created()
