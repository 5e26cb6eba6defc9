"""What the page of one person shows."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One dated or named value beneath a row."""

    label: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing somebody shares: its name, small facts, and what is written in it."""

    id: str = ""
    title: str = ""
    facts: tuple[str, ...] = ()
    body: str = ""
    percent: int = 0
    has_percent: bool = False
    is_done: bool = False
    lines: tuple[Line, ...] = ()
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One category of what somebody shares; while they rest from it, `is_resting`."""

    category: str = ""
    label: str = ""
    is_resting: bool = False
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything that one person lets the viewer see."""

    person_id: str = ""
    name: str = ""
    initials: str = ""
    words: str = ""
    is_resting: bool = False
    is_forced: bool = False
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said in a conversation, as safe HTML."""

    id: str = ""
    role: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A note or a conversation that was opened to be read."""

    id: str = ""
    category: str = ""
    title: str = ""
    html: str = ""
    messages: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """An archive: `status` is waiting, working, ready, done, failed or gone."""

    id: str
    kind: str
    status: str
    size: int
    rows: int
    files: int
    error: str
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """An archive as the page lists it."""

    id: str = ""
    title: str = ""
    facts: str = ""
    href: str = ""
    is_failed: bool = False
    is_under_way: bool = False
