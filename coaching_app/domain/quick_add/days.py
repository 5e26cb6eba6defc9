"""Reads days and times the way people write them: fri, tomorrow, 20 Dec, in 3 days, 9:00."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError
from dateutil.relativedelta import relativedelta

from coaching_app.domain.recurrence import EARLIEST, LATEST

# After a word comes a space, the end, or what ends a phrase.
END = r"(?=[\s,;]|$)"
TIME = (
    r"(?:(?:at\s+)?(?P<hour>\d{1,2})(?::(?P<minute>\d{2})\s*(?P<half>[ap]m)?|\s*(?P<half_only>[ap]m)))" + END
)
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}


@dataclass(frozen=True, slots=True)
class Names:
    """Weekdays and months by every name a person of this language may use; `days` and `months` are patterns."""

    weekday: Mapping[str, int]
    month: Mapping[str, int]
    days: str
    months: str


@cache
def names(language: str) -> Names:
    """The names of one language, and always the English ones."""
    weekday: dict[str, int] = {}
    month: dict[str, int] = {}
    for locale in dict.fromkeys((_locale("en"), _locale(language))):
        for width in ("wide", "abbreviated"):
            for number, name in locale.days["format"][width].items():
                weekday.setdefault(_plain(name), number)
            for number, name in locale.months["format"][width].items():
                month.setdefault(_plain(name), number)
    weekday |= {name[:length]: day for day, name in enumerate(_ENGLISH_DAYS) for length in (2, 3)}
    weekday |= {"tues": 1, "thur": 3, "thurs": 3}
    return Names(weekday, month, _any_of(weekday), _any_of(month))


def full_weekdays() -> frozenset[str]:
    """Names that say a weekday without any sign before them."""
    return frozenset(_ENGLISH_DAYS)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en")


def _plain(name: str) -> str:
    return name.casefold().strip(".")


def _any_of(found: Mapping[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True) if name)


Maker = Callable[[re.Match[str], date, Names], date | None]


def _near(match: re.Match[str], today: date, _names: Names) -> date | None:
    word = match["near"].casefold()
    return today + timedelta(days=0 if word.startswith("tod") else 1)


def _weekday(match: re.Match[str], today: date, known: Names) -> date | None:
    ahead = (known.weekday[_plain(match["day"])] - today.weekday() - 1) % 7 + 1
    if not match["next"]:
        return today + timedelta(days=ahead)
    monday = today + timedelta(days=7 - today.weekday())
    return monday + timedelta(days=known.weekday[_plain(match["day"])])


def _next_span(match: re.Match[str], today: date, _names: Names) -> date | None:
    if match["span"].casefold() == "week":
        return today + timedelta(days=7 - today.weekday())
    step = relativedelta(months=1, day=1) if match["span"].casefold() == "month" else None
    return today + (step or relativedelta(years=1, month=1, day=1))


def _relative(match: re.Match[str], today: date, _names: Names) -> date | None:
    return today + relativedelta(**{_UNITS[match["unit"][0].casefold()]: int(match["number"])})  # pyright: ignore[reportArgumentType]: the keys are its own names


def _iso(match: re.Match[str], _today: date, _names: Names) -> date | None:
    return date(int(match["year"]), int(match["month"]), int(match["dom"]))


def _named(match: re.Match[str], today: date, known: Names) -> date | None:
    month = known.month[_plain(match["month"])] if match["month"][0].isalpha() else int(match["month"])
    return _coming(today, month, int(match["dom"]), match["year"])


def _coming(today: date, month: int, dom: int, year: str | None) -> date | None:
    if year:
        return date(int(year), month, dom)
    # A 29 February may have to wait for eight years.
    for later in range(9):
        try:
            found = date(today.year + later, month, dom)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], Maker], ...]:
    known = names(language)
    dom, year = r"(?P<dom>\d{1,2})(?:st|nd|rd|th|\.)?", r"(?:,?\s+(?P<year>\d{4}))?"
    month = rf"(?P<month>{known.months})\.?"
    number = r"(?P<number>\d{1,3})"
    written: tuple[tuple[str, Maker], ...] = (
        (r"(?P<near>today|tod|tomorrow|tom|tmr)", _near),
        (r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<dom>\d{2})", _iso),
        (r"(?P<dom>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})?", _named),
        (rf"{dom}\s+{month}{year}", _named),
        (rf"{month}\s+{dom}{year}", _named),
        (r"next\s+(?P<span>week|month|year)", _next_span),
        (rf"(?P<next>next\s+)?(?P<day>{known.days})\.?", _weekday),
        (rf"in\s+{number}\s+(?P<unit>days?|weeks?|months?|years?)", _relative),
        (rf"{number}(?P<unit>[dw])", _relative),
    )
    return tuple((re.compile(text + END, re.IGNORECASE), make) for text, make in written)


def read_day(text: str, start: int, today: date, language: str) -> tuple[date, int] | None:
    """The day written at `start`, and where it ends."""
    for pattern, make in _patterns(language):
        if match := pattern.match(text, start):
            try:
                found = make(match, today, names(language))
            except (ValueError, OverflowError, LookupError):
                continue
            if found is not None and EARLIEST <= found <= LATEST:
                return found, match.end()
    return None


_TIME = re.compile(TIME, re.IGNORECASE)


def read_time(text: str, start: int) -> tuple[time, int] | None:
    """The time of day written at `start`, and where it ends: 9:00, 9am, at 14:30."""
    match = _TIME.match(text, start)
    if not match:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or match["half_only"] or "").casefold()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return (time(hour, minute), match.end()) if hour < 24 and minute < 60 else None
