"""Reads and writes recurrence rules (RFC 5545, section 3.3.10), and refuses those that would run away."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 12, 31)
LONGEST_RULE: Final = 500
MOST_TIMES: Final = 10_000
LONGEST_INTERVAL: Final = 1_000
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES: Final = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_WITHIN_A_DAY = frozenset({"HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND"})
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_LISTS = {
    "BYMONTH": ("by_month", 1, 12),
    "BYMONTHDAY": ("by_month_day", -31, 31),
    "BYYEARDAY": ("by_year_day", -366, 366),
    "BYWEEKNO": ("by_week_number", -53, 53),
    "BYSETPOS": ("by_position", -366, 366),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was checked; `by_day` holds (weekday from Monday = 0, which one of its period or 0 for every).

    `until` is a day, a wall-clock moment, or an aware moment in UTC, and is included.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    week_start: int = 0
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week_number: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_position: tuple[int, ...] = ()

    def __str__(self) -> str:
        """The rule as iCalendar writes it, the same for equal rules."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={_until_text(self.until)}")
        for name, (field, _low, _high) in _LISTS.items():
            if values := getattr(self, field):
                parts.append(f"{name}={','.join(map(str, values))}")
        if self.by_day:
            days = [f"{place or ''}{DAYS[day]}" for day, place in self.by_day]
            parts.append(f"BYDAY={','.join(days)}")
        if self.week_start:
            parts.append(f"WKST={DAYS[self.week_start]}")
        return ";".join(parts)


def refuse(message: str) -> Invalid:
    """The error of a rule that cannot be used."""
    return Invalid(message, code="recurrence", detail={"field": "repeats"})


def read_rule(text: str) -> Rule:
    """The rule of `FREQ=WEEKLY;BYDAY=FR`, with or without `RRULE:` before it."""
    if len(text) > LONGEST_RULE:
        raise refuse(_("This repetition rule is too long."))
    parts = _parts(text.strip().upper().removeprefix("RRULE:"))
    values: dict[str, Any] = {"frequency": _frequency(parts.pop("FREQ", ""))}
    for name, value in parts.items():
        field, read = _reader(name)
        values[field] = read(value)
    rule = Rule(**values)
    _check(rule)
    return rule


def last_moment(until: date | datetime) -> datetime:
    """The last moment that still counts: a day counts to its end."""
    return until if isinstance(until, datetime) else datetime.combine(until, time.max)


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in filter(None, text.split(";")):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise refuse(_("This repetition rule cannot be read: {part}").format(part=part[:40]))
        if name in _WITHIN_A_DAY:
            raise _too_often()
        parts[name] = value
    return parts


def _too_often() -> Invalid:
    return refuse(_("Something can come back at most once a day."))


def _frequency(value: str) -> str:
    if value in _WITHIN_A_DAY:
        raise _too_often()
    if value not in FREQUENCIES:
        raise refuse(_("A repetition is daily, weekly, monthly or yearly."))
    return value


def _reader(name: str) -> tuple[str, Callable[[str], Any]]:
    if name in _LISTS:
        field, low, high = _LISTS[name]
        return field, lambda value: _numbers(value, low, high)
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "INTERVAL": ("interval", lambda value: _number(value, 1, LONGEST_INTERVAL)),
        "COUNT": ("count", lambda value: _number(value, 1, MOST_TIMES)),
        "UNTIL": ("until", _until),
        "BYDAY": ("by_day", _days),
        "WKST": ("week_start", _week_start),
    }
    if name not in readers:
        raise refuse(_("This repetition rule cannot be read: {part}").format(part=name[:40]))
    return readers[name]


def _number(value: str, low: int, high: int) -> int:
    if not _NUMBER.fullmatch(value) or not low <= int(value) <= high:
        told = _("In a repetition rule {value} must be a number from {low} to {high}.")
        raise refuse(told.format(value=value[:20], low=low, high=f"{high:,}"))
    return int(value)


def _numbers(value: str, low: int, high: int) -> tuple[int, ...]:
    found = dict.fromkeys(_number(one, low, high) for one in value.split(","))
    if 0 in found:
        raise refuse(_("A repetition rule counts from 1, or from -1 backwards; never 0."))
    return tuple(found)


def _days(value: str) -> tuple[tuple[int, int], ...]:
    found: dict[tuple[int, int], None] = {}
    for one in value.split(","):
        match = _DAY.fullmatch(one)
        place = int(match[1] or 0) if match else 0
        if not match or not -53 <= place <= 53 or (match[1] and not place):
            raise refuse(_("This is no weekday of a repetition rule: {day}").format(day=one[:20]))
        found[DAYS.index(match[2]), place] = None
    return tuple(found)


def _week_start(value: str) -> int:
    if value not in DAYS:
        raise refuse(_("This is no weekday of a repetition rule: {day}").format(day=value[:20]))
    return DAYS.index(value)


def _until(value: str) -> date | datetime:
    for pattern in ("%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%S%z"):
        try:
            # A zone comes only with the last pattern, and there it is part of the text.
            found = datetime.strptime(value, pattern)  # noqa: DTZ007 - a wall-clock moment has no zone
        except ValueError:
            continue
        if not EARLIEST <= found.date() <= LATEST:
            raise refuse(_("A repetition ends between 1900 and 2200."))
        return found.date() if pattern == "%Y%m%d" else found
    raise refuse(_("The last day of a repetition cannot be read: {value}").format(value=value[:20]))


def _until_text(until: date | datetime) -> str:
    if not isinstance(until, datetime):
        return f"{until:%Y%m%d}"
    return f"{until:%Y%m%dT%H%M%S}" + ("Z" if until.tzinfo else "")


def _check(rule: Rule) -> None:
    if rule.count is not None and rule.until is not None:
        raise refuse(_("A repetition ends after a number of times or on a day, not both."))
    has_places = any(place for _day, place in rule.by_day)
    if has_places and rule.frequency in {"DAILY", "WEEKLY"}:
        raise refuse(_("“The second Friday” belongs to a monthly or yearly repetition."))
    if rule.by_week_number and rule.frequency != "YEARLY":
        raise refuse(_("Weeks are numbered within a year: this repetition has to be yearly."))
    if rule.by_year_day and rule.frequency not in {"YEARLY", "DAILY"}:
        raise refuse(_("Days are numbered within a year: this repetition has to be yearly."))
    if rule.by_month_day and rule.frequency == "WEEKLY":
        raise refuse(_("A weekly repetition has weekdays, not days of a month."))
