"""Discipleship pathways: ordered steps a tenant describes, and people who walk them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from coaching_app.db.column_types import SealedText
from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment

_WALKING = text("ended_at IS NULL")


class Pathway(TenantScoped, table=True):
    """A way that a pastor or admin described; nobody starts an archived one."""

    id: str = identifier()
    title: str = Field(max_length=200)
    description: str = Field(default="", max_length=4000)
    author_id: str = Field(foreign_key="person.id")
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    archived_at: Moment = moment()


class PathwayStep(TenantScoped, table=True):
    """One step; what a sensitive one asks is for pastors and the person alone."""

    __table_args__ = (Index("ix_pathwaystep_pathway", "pathway_id", "position"),)

    id: str = identifier()
    pathway_id: str = Field(foreign_key="pathway.id")
    position: int
    title: str = Field(max_length=200)
    description: str = Field(default="", max_length=4000)
    # What shows that the step is done.
    evidence: str = Field(default="", max_length=2000)
    sensitive: bool = False
    # A step is never deleted: people may have walked it.
    removed_at: Moment = moment()


class PathwayWalk(TenantScoped, table=True):
    """A person on a pathway, until they reach its end or leave it."""

    __table_args__ = (
        Index("ix_pathwaywalk_person", "person_id", "ended_at"),
        Index(
            "uq_pathwaywalk_walking",
            "pathway_id",
            "person_id",
            unique=True,
            sqlite_where=_WALKING,
            postgresql_where=_WALKING,
        ),
    )

    id: str = identifier()
    pathway_id: str = Field(foreign_key="pathway.id")
    person_id: str = Field(foreign_key="person.id")
    started_by: str = Field(foreign_key="person.id")
    started_at: datetime = created()
    completed_at: Moment = moment()
    ended_at: Moment = moment()


class StepDone(TenantScoped, table=True):
    """A step that somebody has reached, and what showed it, sealed."""

    __table_args__ = (UniqueConstraint("walk_id", "step_id"),)

    id: str = identifier()
    walk_id: str = Field(foreign_key="pathwaywalk.id")
    step_id: str = Field(foreign_key="pathwaystep.id")
    evidence: str = Field(sa_type=SealedText)
    done_by: str = Field(foreign_key="person.id")
    done_at: datetime = created()
