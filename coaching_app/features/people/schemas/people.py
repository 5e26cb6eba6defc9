"""People as others may know them, and what stands between two of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["mentor", "pastor"]
Side = Literal["coach", "mentee"]
RelationshipStatus = Literal["proposed", "active", "ended", "declined"]
CircleStatus = Literal["invited", "active", "declined", "left", "removed"]


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person's id and name, and nothing else."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class RelationshipView:
    """A relationship as one of its two people sees it; `my_side` says which one, `needs_me` what waits."""

    id: str
    coach: PersonRef
    mentee: PersonRef
    kind: Kind
    status: RelationshipStatus
    my_side: Side
    needs_me: bool
    needs_other: bool
    proposed_by_me: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def other(self) -> PersonRef:
        """The other one of the two."""
        return self.mentee if self.my_side == "coach" else self.coach


@dataclass(frozen=True, slots=True)
class CircleView:
    """A circle as its leader or a member sees it; a member is told how many there are, not who."""

    id: str
    name: str
    purpose: str
    leader: PersonRef
    is_mine: bool
    my_status: CircleStatus | None
    member_count: int
    created_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CircleMemberView:
    """Somebody in a circle, for its leader."""

    person: PersonRef
    status: CircleStatus
    invited_at: datetime
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class CoachView:
    """A mentor or pastor of the tenant, whom anybody there may ask."""

    person: PersonRef
    role: Kind


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody the actor walks with, or who walks with them, or who shares a circle."""

    person: PersonRef
    relationships: tuple[RelationshipView, ...]
    circles: tuple[PersonRef, ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that the page of one's people shows: who walks with me, whom I walk with, what waits for an answer."""

    with_me: tuple[RelationshipView, ...]
    i_walk_with: tuple[RelationshipView, ...]
    waiting: tuple[RelationshipView, ...]
    circles: tuple[CircleView, ...]
