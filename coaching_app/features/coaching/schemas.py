"""What a coach is told of their people, and nudges, as they cross boundaries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

WORDS_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason in a machine's word and in a person's: drop, quiet, overdue, resting, shares_nothing or fine.

    `days` of silence, or the days that the oldest of `count` plans is past its own.
    """

    kind: str
    words: str
    days: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class NeedView:
    """Somebody the coach walks with, why they may need the coach, and when a nudge may be sent."""

    person_id: str = ""
    name: str = ""
    initials: str = ""
    reasons: tuple[ReasonView, ...] = ()
    needs_me: bool = False
    shares: str = ""
    can_nudge: bool = False
    nudge_words: str = ""


@dataclass(frozen=True, slots=True)
class CircleCounts:
    """A circle of the coach's: how many are in it, and how many of a kind; None where that is too few to say."""

    id: str
    name: str
    members: int
    need_me: int | None
    resting: int | None
    share_nothing: int | None
    fine: int | None


@dataclass(frozen=True, slots=True)
class CircleRow:
    """The same in words."""

    id: str
    name: str
    members: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoachPage:
    """All that the coach's page shows; `need` are those with a reason, `others` the rest."""

    need: tuple[NeedView, ...] = ()
    others: tuple[NeedView, ...] = ()
    circles: tuple[CircleRow, ...] = ()
    people: int = 0
    summary: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class NudgeView:
    """A nudge as both of its people may see it."""

    id: str
    coach_id: str
    coach: str
    person_id: str
    person: str
    words: str
    sent_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class NudgeRow:
    """A nudge as the page of the day shows it."""

    id: str = ""
    coach: str = ""
    when: str = ""
    words: str = ""
