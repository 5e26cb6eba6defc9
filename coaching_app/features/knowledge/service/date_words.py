"""Understands the time a question speaks of: “in May”, “last week”, “ayer”, “2026-05-03”."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for number, name in enumerate(names.split(), start=1)
}
_MONTH = "|".join(_MONTHS)
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
# “may” alone is a verb more often than a month.
_NAMED = re.compile(
    rf"\b(?:(?:in|during|since|last|this|of|for|en|durante|desde|de|del)\s+({_MONTH})(?:\s+(?:of\s+|de\s+)?(\d{{4}}))?"
    rf"|({_MONTH})\s+(?:de\s+)?(\d{{4}}))\b"
)
_NUMBERED = re.compile(r"\b(\d{4})-(\d{2})\b(?!-)")
_YEAR = re.compile(r"\b(?:in|during|en|durante)\s+((?:19|20)\d{2})\b(?!-)")
_SINCE = re.compile(r"\b(?:since|desde)\s")
_RELATIVE = (
    (re.compile(r"\b(?:today|hoy)\b"), "day", 0),
    (re.compile(r"\b(?:yesterday|ayer)\b"), "day", -1),
    (re.compile(r"\b(?:this week|esta semana)\b"), "week", 0),
    (re.compile(r"\b(?:last week|la semana pasada)\b"), "week", -1),
    (re.compile(r"\b(?:this month|este mes)\b"), "month", 0),
    (re.compile(r"\b(?:last month|el mes pasado)\b"), "month", -1),
    (re.compile(r"\b(?:this year|este año)\b"), "year", 0),
    (re.compile(r"\b(?:last year|el año pasado)\b"), "year", -1),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included, and the question without the words that named it."""

    first: date
    last: date
    rest: str


def find_period(question: str, today: date) -> Period | None:
    """The time a question speaks of; a month without a year is the latest that has begun."""
    lowered = question.casefold()
    if len(lowered) != len(question):
        # Folding moved the places; such scripts have none of the words looked for.
        return None
    for pattern, unit, step in _RELATIVE:
        if match := pattern.search(lowered):
            return _made(question, match, *_relative(unit, step, today))
    for pattern, reader in ((_DAY, _day), (_NAMED, _named), (_NUMBERED, _numbered), (_YEAR, _year)):
        for match in pattern.finditer(lowered):
            if span := reader(match, today):
                first, last = span
                return _made(question, match, first, today if _SINCE.match(match[0]) else last)
    return None


def _made(question: str, match: re.Match[str], first: date, last: date) -> Period:
    return Period(first, last, f"{question[: match.start()]} {question[match.end() :]}")


def _relative(unit: str, step: int, today: date) -> tuple[date, date]:
    if unit == "day":
        day = today + timedelta(days=step)
        return day, day
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        return _whole_month(year, month + 1)
    return date(today.year + step, 1, 1), date(today.year + step, 12, 31)


def _whole_month(year: int, month: int) -> tuple[date, date]:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)


def _day(match: re.Match[str], _today: date) -> tuple[date, date] | None:
    day = parse_day(match[0])
    return (day, day) if day else None


def _named(match: re.Match[str], today: date) -> tuple[date, date] | None:
    month = _MONTHS[match[1] or match[3]]
    written = match[2] or match[4]
    year = int(written) if written else today.year - (month > today.month)
    return _whole_month(year, month) if 1 <= year < 9999 else None


def _numbered(match: re.Match[str], _today: date) -> tuple[date, date] | None:
    year, month = int(match[1]), int(match[2])
    return _whole_month(year, month) if 1 <= month <= 12 and 1 <= year < 9999 else None


def _year(match: re.Match[str], _today: date) -> tuple[date, date]:
    year = int(match[1])
    return date(year, 1, 1), date(year, 12, 31)


def parse_day(text: str) -> date | None:
    """The first calendar day written as YYYY-MM-DD in a text."""
    for match in _DAY.finditer(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None
