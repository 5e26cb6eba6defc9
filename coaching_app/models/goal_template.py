"""Goals that a coach prepared for others, every version of them, and to whom they were given."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class GoalTemplate(TenantScoped, table=True):
    """A prepared goal; `version` names the latest of its versions."""

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()


class GoalTemplateVersion(TenantScoped, table=True):
    """What a template said at one version; never changed, so that a change can be compared with it."""

    template_id: str = Field(foreign_key="goaltemplate.id", primary_key=True, ondelete="CASCADE")
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = created()


class GoalAssignment(TenantScoped, table=True):
    """A template given to one person as a draft goal; `base_version` is what they last took or declined.

    Until it is active `content` holds the items as the person wants them; afterwards they are tasks and milestones.
    """

    __table_args__ = (UniqueConstraint("template_id", "person_id"),)

    id: str = identifier()
    template_id: str = Field(foreign_key="goaltemplate.id")
    person_id: str = Field(foreign_key="person.id", index=True)
    coach_id: str = Field(foreign_key="person.id", index=True)
    circle_id: str | None = Field(default=None, foreign_key="circle.id")
    goal_id: str = Field(foreign_key="goal.id", index=True)
    start_on: date
    base_version: int
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    coach_words: str = Field(default="", max_length=4_000)
    created_at: datetime = created()
    requested_at: Moment = moment()
    approved_at: Moment = moment()
