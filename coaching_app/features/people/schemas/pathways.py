"""Pathways, those who walk them, handovers, and the mentoring tree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from coaching_app.domain.actor import Role
from coaching_app.domain.consent import Category
from coaching_app.features.people.schemas.people import PersonRef

HandoverStatus = Literal["choosing", "offered", "accepted", "declined", "cancelled", "expired"]
StepState = Literal["done", "next", "later"]


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as it is written; with the id of a step that is there, it stays that step."""

    title: str
    description: str = ""
    evidence: str = ""
    sensitive: bool = False
    id: str | None = None


@dataclass(frozen=True, slots=True)
class PathwayDraft:
    """A pathway as it is written."""

    title: str
    description: str = ""
    steps: tuple[StepDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a pathway; of a sensitive one a mentor learns that it is there, nothing else."""

    id: str
    position: int
    title: str
    description: str
    evidence: str
    sensitive: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class PathwayView:
    """A pathway as the tenant's leaders and coaches see it."""

    id: str
    title: str
    description: str
    steps: tuple[StepView, ...]
    version: int
    is_archived: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class WalkStepView:
    """A step of somebody's walk: its state for all who may see the walk, its detail for whom it is meant."""

    id: str
    position: int
    title: str
    description: str
    evidence_asked: str
    sensitive: bool
    is_hidden: bool
    state: StepState
    evidence: str
    done_by: PersonRef | None
    done_at: datetime | None
    can_advance: bool
    can_reopen: bool


@dataclass(frozen=True, slots=True)
class WalkView:
    """Somebody on a pathway."""

    id: str
    pathway_id: str
    title: str
    description: str
    person: PersonRef
    is_mine: bool
    steps: tuple[WalkStepView, ...]
    done_count: int
    started_at: datetime
    completed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Picked:
    """What a mentee passes on: a whole category, or one item of it."""

    category: Category
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover as one of its people sees it; only the mentee, and whoever it is offered to, see what was picked."""

    id: str
    relationship_id: str
    mentee: PersonRef
    old_mentor: PersonRef
    new_mentor: PersonRef
    status: HandoverStatus
    my_part: Literal["mentee", "old", "new", "pastor"]
    picked: tuple[Picked, ...]
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What the registered hook is told when a handover is accepted."""

    handover_id: str
    relationship_id: str
    mentee_id: str
    from_id: str
    to_id: str
    picked: tuple[Picked, ...]
    moment: datetime


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A coach in the mentoring tree; counts are None where they would say too much of few people."""

    person: PersonRef
    role: Role
    depth: int
    above: PersonRef | None
    is_me: bool
    walks_with: int | None
    branch: int | None


@dataclass(frozen=True, slots=True)
class TreeView:
    """Who mentors whom, coaches only, in the order of the tree; the viewer's own people are in no count."""

    nodes: tuple[TreeNode, ...]
    total: int | None
    floor: int
