"""Goals as they cross boundaries: with milestones, measure and evidence."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypedDict

from coaching_app.features.planner.schemas.limits import GoalStatus, ProgressWay

EvidenceKind = Literal["note", "link", "file"]
Verdict = Literal["accepted", "more"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a goal is: `percent` by the formula that `words` say; `done` of `total` tasks."""

    done: int = 0
    total: int = 0
    percent: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal with the progress of its tasks."""

    id: str
    title: str
    why: str
    due_on: date | None
    status: str
    progress: Progress
    created_at: datetime
    updated_at: datetime
    version: int
    progress_by: str = "tasks"
    is_reviewed_only: bool = False
    unit: str = ""
    start_value: float | None = None
    target_value: float | None = None
    current_value: float | None = None


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """What a new goal is made of."""

    title: str
    why: str = ""
    due_on: date | None = None
    progress_by: ProgressWay = "tasks"
    is_reviewed_only: bool = False
    unit: str = ""
    start_value: float | None = None
    target_value: float | None = None
    current_value: float | None = None


class GoalChanges(TypedDict, total=False):
    """The fields of a goal to change; what is left out stays as it is."""

    title: str
    why: str
    due_on: date | None
    status: GoalStatus
    progress_by: ProgressWay
    is_reviewed_only: bool
    unit: str
    start_value: float | None
    target_value: float | None
    current_value: float | None


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A step of a goal; done when `done_at` is set."""

    id: str
    goal_id: str
    title: str
    due_on: date | None
    position: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Review:
    """What a coach said about a piece of evidence."""

    reviewer_id: str
    reviewer_name: str
    verdict: str
    words: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Something that shows progress, with the reviews it got, latest first."""

    id: str
    goal_id: str
    milestone_id: str | None
    kind: str
    text: str
    url: str
    file_name: str
    file_size: int
    amount: float | None
    created_at: datetime
    reviews: tuple[Review, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the latest review accepts it."""
        return bool(self.reviews) and self.reviews[0].verdict == "accepted"


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """A note or a link that shows progress; `amount` adds to the goal's measure."""

    kind: EvidenceKind
    text: str = ""
    url: str = ""
    amount: float | None = None
    milestone_id: str | None = None
