"""The calendar as it crosses boundaries."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """One thing on the calendar; `start` and `end` are wall-clock text, `end` is not included.

    `layer` is task, habit or checkin. A later time of what comes back has the id of its open task and cannot be
    moved by itself.
    """

    id: str
    layer: str
    title: str
    start: str
    end: str = ""
    is_whole_day: bool = True
    is_movable: bool = False
    is_done: bool = False
    is_conflict: bool = False
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class CalendarSpan:
    """What a span of days shows; `conflicts` says in words which things overlap."""

    things: tuple[CalendarItem, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedView:
    """A secret address; the address itself is told once, when it is made."""

    id: str
    created_at: datetime
    last_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A new secret address."""

    id: str
    address: str


@dataclass(frozen=True, slots=True)
class LineProblem:
    """An entry of a file that could not be read: where it begins, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: new tasks, those that were here already, and what could not be read."""

    added: int = 0
    kept: int = 0
    problems: tuple[LineProblem, ...] = ()
