"""Named groups of mentees, each led by one coach."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment

_LIVING = text("status IN ('invited', 'active')")


class Circle(TenantScoped, table=True):
    """A group; gone when `closed_at` is set."""

    __table_args__ = (Index("ix_circle_leader", "leader_id", "closed_at"),)

    id: str = identifier()
    leader_id: str = Field(foreign_key="person.id")
    name: str = Field(max_length=120)
    purpose: str = Field(default="", max_length=2000)
    created_at: datetime = created()
    closed_at: Moment = moment()


class CircleMember(TenantScoped, table=True):
    """Somebody in a circle; `status` is invited, active, declined, left or removed."""

    __table_args__ = (
        Index("ix_circlemember_circle", "circle_id", "status"),
        Index("ix_circlemember_person", "person_id", "status"),
        Index(
            "uq_circlemember_living",
            "circle_id",
            "person_id",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
    )

    id: str = identifier()
    circle_id: str = Field(foreign_key="circle.id")
    person_id: str = Field(foreign_key="person.id")
    status: str = Field(default="invited", max_length=20)
    invited_at: datetime = created()
    joined_at: Moment = moment()
    left_at: Moment = moment()
