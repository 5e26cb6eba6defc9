"""What names, days and schedules of check-ins may be, and whose version wins."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.features.wellness.schemas import EARLIEST, WEEKDAYS, Weekday

_UNSHOWABLE = frozenset({"Cc", "Cs"})


def refuse(field: str, message: str) -> Invalid:
    """The error that belongs beside one field."""
    return Invalid(message, detail={"field": field})


def clean_line(text: str, field: str, limit: int, *, required: bool = False) -> str:
    """One line without control characters."""
    line = " ".join(
        "".join(" " if unicodedata.category(char) in _UNSHOWABLE else char for char in text).split()
    )
    if required and not line:
        raise refuse(field, _("Give it a name."))
    if len(line) > limit:
        raise refuse(field, _("This holds at most {limit} characters.").format(limit=f"{limit:,}"))
    return line


def clean_text(text: str, field: str, limit: int) -> str:
    """Several lines, exactly as written but for control characters."""
    if len(text) > limit:
        raise refuse(field, _("This holds at most {limit} characters.").format(limit=f"{limit:,}"))
    return "".join(char for char in text if char in "\t\n\r" or unicodedata.category(char) not in _UNSHOWABLE)


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


def check_version(saved: int, yours: int) -> None:
    """Refuse an edit of something that has changed since it was read."""
    if saved != yours:
        raise Conflict(
            _("This was changed somewhere else in the meantime. Look at it again before you save."),
            detail={"your_version": yours, "saved_version": saved},
        )
