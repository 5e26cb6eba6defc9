"""Rest as it crosses boundaries."""

from dataclasses import dataclass
from datetime import date, datetime

from coaching_app.core.clock_time import ClockTime


@dataclass(frozen=True, slots=True)
class RestNow:
    """A person rests at this moment; `until` is missing where no end is known. Why is known to nobody."""

    person_id: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class OnceDraft:
    """A rest from a moment to another, or until further notice; it may have begun up to 14 days ago."""

    starts_at: datetime
    ends_at: datetime | None = None
    area: str = "all"


@dataclass(frozen=True, slots=True)
class WeeklyDraft:
    """A rest of every week, on the person's own clock; 0 is Monday. The same moment twice is a whole week."""

    from_weekday: int
    from_time: ClockTime
    until_weekday: int
    until_time: ClockTime
    first_day: date | None = None
    last_day: date | None = None
    area: str = "all"


@dataclass(frozen=True, slots=True)
class RestView:
    """A rest as its owner sees it; `is_now` while it lasts, `is_over` once it cannot come again."""

    id: str
    area: str
    is_weekly: bool
    starts_at: datetime | None
    ends_at: datetime | None
    from_weekday: int | None
    from_time: ClockTime | None
    until_weekday: int | None
    until_time: ClockTime | None
    first_day: date | None
    last_day: date | None
    is_now: bool
    is_over: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RestRow:
    """A rest as the page lists it."""

    id: str = ""
    when: str = ""
    area: str = ""
    is_weekly: bool = False
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class RestPage:
    """Everything the page of rest shows; `words` says how it is now."""

    is_resting: bool = False
    words: str = ""
    coming: tuple[RestRow, ...] = ()
    past: tuple[RestRow, ...] = ()
    today: str = ""
    earliest: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """A rest that was ended early, and what brings it back."""

    rest_id: str
    previous_end: datetime | None
    was_weekly: bool
