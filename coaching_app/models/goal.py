"""What a person wants to become true, its milestones, and what shows that it does."""

from datetime import date, datetime

from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class Goal(TenantScoped, table=True):
    """A goal; `status` is draft, review, active, done or dropped.

    `progress_by` is tasks, milestones, measure or evidence; with `is_reviewed_only` evidence counts once a coach
    accepted it.
    """

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    title: str = Field(max_length=500)
    why: str = Field(default="", max_length=20_000)
    due_on: date | None = None
    # The day in rest on which the person left it, so that they are not asked again.
    left_on: date | None = None
    status: str = Field(default="active", max_length=20)
    progress_by: str = Field(default="tasks", max_length=20)
    is_reviewed_only: bool = False
    unit: str = Field(default="", max_length=40)
    start_value: float | None = None
    target_value: float | None = None
    current_value: float | None = None
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()


class Milestone(TenantScoped, table=True):
    """A step of a goal; done when `done_at` is set."""

    id: str = identifier()
    goal_id: str = Field(foreign_key="goal.id", index=True)
    owner_id: str = Field(foreign_key="person.id")
    title: str = Field(max_length=500)
    due_on: date | None = None
    position: int = 0
    item_id: str = Field(default="", max_length=26)
    created_at: datetime = created()
    done_at: Moment = moment()
    deleted_at: Moment = moment()


class Evidence(TenantScoped, table=True):
    """Something that shows progress: a note, a link, or a file that is stored under `file_id`.

    `amount` is what it adds to the measure of the goal.
    """

    id: str = identifier()
    goal_id: str = Field(foreign_key="goal.id", index=True)
    owner_id: str = Field(foreign_key="person.id")
    milestone_id: str | None = Field(default=None, foreign_key="milestone.id")
    kind: str = Field(max_length=20)
    text: str = Field(default="", max_length=20_000)
    url: str = Field(default="", max_length=2_000)
    file_id: str | None = Field(default=None, foreign_key="resourcefile.id")
    amount: float | None = None
    created_at: datetime = created()
    deleted_at: Moment = moment()


class EvidenceReview(TenantScoped, table=True):
    """What a coach said about a piece of evidence: `verdict` is accepted or more; the latest one counts."""

    id: str = identifier()
    evidence_id: str = Field(foreign_key="evidence.id", index=True)
    reviewer_id: str = Field(foreign_key="person.id")
    verdict: str = Field(max_length=20)
    words: str = Field(default="", max_length=4_000)
    created_at: datetime = created()
