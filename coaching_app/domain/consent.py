"""What can be shared, with whom, and until which moment: the words of consent, without any table."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.local_day import day_start


class Category(StrEnum):
    """A kind of thing that a person may share; of check-ins the single things are the fields of their forms."""

    GOALS = "goals"
    TASKS = "tasks"
    HABITS = "habits"
    CHECKINS = "checkins"
    NOTES = "notes"
    CONVERSATIONS = "conversations"
    COMMITMENTS = "commitments"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks, with the role they hold at this moment."""

    person_id: str
    role: Role

    @classmethod
    def of(cls, actor: Actor) -> Self:
        """The acting person as a viewer."""
        return cls(actor.user_id, actor.role)


# Which relationships count for whoever holds a role now: a lost role takes its relationships' view along.
KINDS_OF_ROLE: Final[dict[Role, tuple[str, ...]]] = {
    Role.MENTOR: ("mentor",),
    Role.PASTOR: ("mentor", "pastor"),
}
COACHING_KINDS: Final = ("mentor", "pastor")
# A refusal may be meant for everybody; a permission always names somebody.
EVERYONE: Final = "everyone"


def kinds_of(viewer: Viewer) -> tuple[str, ...]:
    """The kinds of relationship through which this viewer may see anything."""
    return KINDS_OF_ROLE.get(viewer.role, ())


def end_of(last_day: date | None, time_zone: str) -> datetime | None:
    """The first moment after the last shared day, as that day ends where the owner lives."""
    return None if last_day is None else day_start(last_day + timedelta(days=1), time_zone)
