"""Shows moments in a person's own zone and language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime


def shown_moment(moment: datetime, time_zone: str, language: str = "en") -> str:
    """A short date and time, for example "21 Nov 2026, 09:30"."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return format_datetime(local, "d MMM y, HH:mm", locale=language.replace("-", "_"))
