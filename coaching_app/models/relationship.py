"""Who walks with whom, and how a relationship is handed over to another mentor."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment

_LIVING = text("status IN ('proposed', 'active')")
_UNDER_WAY = text("status IN ('choosing', 'offered')")


class Relationship(TenantScoped, table=True):
    """A mentor or pastor walks with somebody; only while `status` is active does it allow anything.

    `status` is proposed, active, ended or declined; `kind` is mentor or pastor. Each side says yes on its own,
    because a third person may have brought the two together.
    """

    __table_args__ = (
        CheckConstraint("coach_id <> mentee_id", name="two_people"),
        Index("ix_relationship_coach", "coach_id", "status", "mentee_id"),
        Index("ix_relationship_mentee", "mentee_id", "status", "coach_id"),
        # However many tabs propose at once, two people have one relationship of a kind.
        Index(
            "uq_relationship_living",
            "tenant_id",
            "coach_id",
            "mentee_id",
            "kind",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
    )

    id: str = identifier()
    coach_id: str = Field(foreign_key="person.id")
    mentee_id: str = Field(foreign_key="person.id")
    kind: str = Field(default="mentor", max_length=20)
    status: str = Field(default="proposed", max_length=20)
    proposed_by: str = Field(foreign_key="person.id")
    coach_accepted_at: Moment = moment()
    mentee_accepted_at: Moment = moment()
    created_at: datetime = created()
    started_at: Moment = moment()
    ended_at: Moment = moment()
    ended_by: str | None = Field(default=None, foreign_key="person.id")


class Handover(TenantScoped, table=True):
    """A mentee moves from one mentor to another; `status` is choosing, offered, accepted, declined or cancelled."""

    __table_args__ = (
        Index("ix_handover_mentee", "mentee_id", "status"),
        Index("ix_handover_to", "to_id", "status"),
        Index(
            "uq_handover_under_way",
            "relationship_id",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
    )

    id: str = identifier()
    relationship_id: str = Field(foreign_key="relationship.id")
    mentee_id: str = Field(foreign_key="person.id")
    from_id: str = Field(foreign_key="person.id")
    to_id: str = Field(foreign_key="person.id")
    started_by: str = Field(foreign_key="person.id")
    status: str = Field(default="choosing", max_length=20)
    created_at: datetime = created()
    offered_at: Moment = moment()
    expires_at: datetime = created()
    closed_at: Moment = moment()
    new_relationship_id: str | None = Field(default=None, foreign_key="relationship.id")


class HandoverItem(TenantScoped, table=True):
    """What the mentee passes on: a whole category, or one item of it."""

    __table_args__ = (UniqueConstraint("handover_id", "category", "item_id"),)

    id: str = identifier()
    handover_id: str = Field(foreign_key="handover.id")
    category: str = Field(max_length=20)
    # Empty for the whole category.
    item_id: str = Field(default="", max_length=26)
