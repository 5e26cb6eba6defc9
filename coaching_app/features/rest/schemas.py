"""Rest as it crosses boundaries."""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class RestNow:
    """A person rests at this moment; `until` is missing where no end is known. Why is known to nobody."""

    person_id: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class RestView:
    """A rest as its owner sees it; `is_now` while it lasts."""

    id: str
    area: str
    is_weekly: bool
    starts_at: datetime | None
    ends_at: datetime | None
    from_weekday: int | None
    from_time: time | None
    until_weekday: int | None
    until_time: time | None
    first_day: date | None
    last_day: date | None
    is_now: bool
    created_at: datetime
