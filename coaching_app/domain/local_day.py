"""Says which calendar day it is for a person, and when that day begins in UTC."""

from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=600)
def zone(name: str) -> tzinfo:
    """The zone of an IANA name; a name this machine does not know means UTC."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return UTC


def local_day(moment: datetime, time_zone: str) -> date:
    """The calendar day on which the moment falls for somebody in this zone."""
    return moment.astimezone(zone(time_zone)).date()


def local_hour(moment: datetime, time_zone: str) -> int:
    """The hour, 0 to 23, that clocks in this zone show at the moment."""
    return moment.astimezone(zone(time_zone)).hour


def day_start(day: date, time_zone: str) -> datetime:
    """The first moment of a local day, in UTC.

    Where midnight is skipped this is the moment of the jump, where it comes twice the first of the two; a day
    that a zone never had (Apia, 30 December 2011) starts when the next one does and so is empty.
    """
    return datetime.combine(day, time(), tzinfo=zone(time_zone)).astimezone(UTC)
