"""Reminders as they cross boundaries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypedDict

TITLE_LENGTH: Final = 200
MOST_REMINDERS: Final = 200
# The newest ones a page and a list show.
MOST_SHOWN: Final = 100

ReminderKind = Literal["habit", "habits", "custom"]


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder: `time` is HH:MM on the person's own clock, without `weekdays` it comes every day."""

    id: str
    kind: str
    item_id: str
    title: str
    time: str
    weekdays: tuple[str, ...]
    by_mail: bool
    next_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class ReminderDraft:
    """What a new reminder is made of; `minute` of the day, `weekdays` as bits."""

    kind: str
    minute: int
    item_id: str = ""
    title: str = ""
    weekdays: int = 0
    by_mail: bool = False


class ReminderChanges(TypedDict, total=False):
    """The fields of a reminder to change; what is left out stays."""

    title: str
    minute: int
    weekdays: int
    by_mail: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Something a person was told."""

    id: str
    kind: str
    title: str
    body: str
    href: str
    delivered_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Preferences:
    """Quiet hours and the time of the digest, HH:MM on the person's own clock; an empty digest means none."""

    quiet_from: str = "22:00"
    quiet_until: str = "07:00"
    digest: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Something a person was told, as the page lists it."""

    id: str
    title: str
    body: str
    href: str
    told: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A reminder as the page lists it."""

    id: str
    title: str
    when: str
    by_mail: bool
    version: int


@dataclass(frozen=True, slots=True)
class ReminderPage:
    """Everything the page of reminders shows."""

    notices: tuple[NoticeRow, ...] = ()
    unread: int = 0
    has_notices: bool = False
    reminders: tuple[ReminderRow, ...] = ()
    has_reminders: bool = False
    things: tuple[tuple[str, str], ...] = ()
    preferences: Preferences = Preferences()
    time_zone: str = "UTC"
    sends_mail: bool = False
