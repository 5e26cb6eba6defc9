"""Resources as they cross boundaries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypedDict

TITLE_LENGTH: Final = 500
URL_LENGTH: Final = 2000
NOTES_LENGTH: Final = 5000
MOST_MINUTES: Final = 1440
MOST_TAGS: Final = 20
TAG_LENGTH: Final = 40
MOST_RESOURCES: Final = 50_000
Kind = Literal["link", "file", "note"]
Shelf = Literal["queue", "back", "done", "all"]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """Something in the queue; `href` leads to it, `progress` is in percent, `resurface_on` when it comes back."""

    id: str
    kind: str
    title: str
    url: str
    href: str
    notes: str
    tags: tuple[str, ...]
    minutes: int | None
    progress: int
    goal_id: str | None
    goal_title: str
    due_on: date | None
    finished_at: datetime | None
    resurface_on: date | None
    times_seen: int
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ResourceDraft:
    """What a new resource is made of; a link has a `url`, a note or a file is named by `target_id`."""

    title: str = ""
    kind: str = "link"
    url: str = ""
    target_id: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    minutes: int | None = None
    goal_id: str | None = None
    due_on: date | None = None


class ResourceChanges(TypedDict, total=False):
    """The fields to change; what is left out stays."""

    title: str
    url: str
    notes: str
    tags: tuple[str, ...]
    minutes: int | None
    goal_id: str | None
    due_on: date | None
    progress: int


@dataclass(frozen=True, slots=True)
class PickView:
    """Something to take up now: for how long, and why in words."""

    resource: ResourceView
    minutes: int
    is_part: bool
    why: str
    words: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of an import that was left out."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought; at most the first hundred rows that were left out are listed."""

    added: int = 0
    known: int = 0
    left_out: int = 0
    rows: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """A resource as the page lists it."""

    id: str = ""
    title: str = ""
    href: str = ""
    host: str = ""
    kind: str = "link"
    facts: tuple[str, ...] = ()
    progress: int = 0
    is_begun: bool = False
    is_finished: bool = False
    is_back: bool = False
    icon: str = "link"
    version: int = 1


@dataclass(frozen=True, slots=True)
class ResourceForm:
    """A resource as its form holds it; without an id it is a new one, a note or a file has no address."""

    id: str = ""
    version: int = 1
    is_link: bool = True
    url: str = ""
    title: str = ""
    minutes: str = ""
    due_on: str = ""
    goal_id: str = ""
    tags: str = ""
    notes: str = ""
    goals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PickRow:
    """A pick as the page shows it."""

    id: str = ""
    title: str = ""
    href: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ResourcePage:
    """All that the page of resources shows."""

    rows: tuple[ResourceRow, ...] = ()
    back: tuple[ResourceRow, ...] = ()
    picks: tuple[PickRow, ...] = ()
    waiting: int = 0
    finished: int = 0
    hidden: int = 0
    summary: str = ""
    picked: str = ""
    has_any: bool = False


@dataclass(frozen=True, slots=True)
class ImportNotice:
    """What an import brought, in words."""

    words: str = ""
    problem: str = ""
    rows: tuple[LeftOut, ...] = ()
    has_rows: bool = False
