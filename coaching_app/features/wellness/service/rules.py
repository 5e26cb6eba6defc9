"""What names, days and schedules of check-ins may be, and whose version wins."""

from collections.abc import Iterable
from datetime import date, datetime

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.written_text import refuse
from coaching_app.features.wellness.schemas import EARLIEST, WEEKDAYS, Weekday


def clean_day(day: date | None, today: date) -> date:
    """A day since 1900 that has begun somewhere: a phone may be a day ahead of us. None means today."""
    if day is None:
        return today
    if isinstance(day, datetime):
        day = day.date()
    if day < EARLIEST or (day - today).days > 1:
        raise refuse("day", _("Choose a day from 1900 until today."))
    return day


def weekday_bits(names: Iterable[str]) -> int:
    """The chosen weekdays as bits, Monday lowest."""
    bits = 0
    for name in names:
        if name not in WEEKDAYS:
            raise refuse("weekdays", _("Name weekdays as mon, tue, wed, thu, fri, sat, sun."))
        bits |= 1 << WEEKDAYS.index(name)
    return bits


def weekday_names(bits: int) -> tuple[Weekday, ...]:
    """The chosen weekdays by name."""
    return tuple(name for place, name in enumerate(WEEKDAYS) if bits >> place & 1)
