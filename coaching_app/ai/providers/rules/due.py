"""Reads a day out of words such as "tomorrow", "by Friday" or "1 December"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    ("january", "jan", "enero"), ("february", "feb", "febrero"), ("march", "mar", "marzo"),
    ("april", "apr", "abril"), ("may", "mayo"), ("june", "jun", "junio"), ("july", "jul", "julio"),
    ("august", "aug", "agosto"), ("september", "sept", "sep", "septiembre"),
    ("october", "oct", "octubre"), ("november", "nov", "noviembre"), ("december", "dec", "diciembre"),
)  # fmt: skip
_WEEKDAYS = (
    ("monday", "lunes", "montag", "lundi"), ("tuesday", "martes", "dienstag", "mardi"),
    ("wednesday", "miércoles", "mittwoch", "mercredi"), ("thursday", "jueves", "donnerstag", "jeudi"),
    ("friday", "viernes", "freitag", "vendredi"), ("saturday", "sábado", "samstag", "samedi"),
    ("sunday", "domingo", "sonntag", "dimanche"),
)  # fmt: skip
_OFFSETS = (
    (2, "day after tomorrow|pasado mañana|übermorgen|après-demain|后天|後天|明後日|あさって|모레"),
    (1, r"tomorrow|(?<!la )mañana|morgen|demain|明天|明日|내일|غدًا|غدا|מחר"),
    (0, "today|tonight|hoy|heute|aujourd'hui|今天|今日|오늘|اليوم|היום"),
    (7, "next week|(?:la )?próxima semana|la semana que viene|nächste woche|la semaine prochaine|下周|来週"),
)
_MONTH_NUMBER = {name: i for i, names in enumerate(_MONTHS, 1) for name in names}
_WEEKDAY_NUMBER = {name: i for i, names in enumerate(_WEEKDAYS) for name in names}
_MONTH = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
_WEEKDAY = "|".join(_WEEKDAY_NUMBER)
_LEAD = (
    r"(?:\b(?:by|on|before|until|due|this|next|this coming|para|antes del|el|al|este|bis|am|avant|le)\s+)*"
)
_UNITS = {"d": 1, "t": 1, "j": 1, "w": 7, "s": 7}
_REPEATED = re.compile(r"\b(?:every|each|cada|jeden|chaque|tous les)\s+(?:\w+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Due:
    """A day and where its words stand in the text."""

    day: date
    start: int
    end: int


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(month: int, day: int, today: date) -> date | None:
    this_year = _calendar_day(today.year, month, day)
    if this_year and this_year >= today:
        return this_year
    return _calendar_day(today.year + 1, month, day)


def _weekday(name: str, today: date) -> date:
    ahead = (_WEEKDAY_NUMBER[name] - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead)


_Reader = Callable[[re.Match[str], date], date | None]


def _pattern(body: str, *, bounded: bool = True) -> re.Pattern[str]:
    edge = r"\b" if bounded else ""
    return re.compile(f"{_LEAD}{edge}{body}{edge}", re.IGNORECASE)


def _offset(days: int) -> _Reader:
    return lambda _match, today: today + timedelta(days=days)


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (
        _pattern(r"(\d{4})-(\d{2})-(\d{2})"),
        lambda m, _today: _calendar_day(int(m[1]), int(m[2]), int(m[3])),
    ),
    (
        _pattern(rf"({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?"),
        lambda m, today: _named(_MONTH_NUMBER[m[1].lower()], int(m[2]), m[3], today),
    ),
    (
        _pattern(rf"(\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of |de )?({_MONTH})(?:,? (?:de )?(\d{{4}}))?"),
        lambda m, today: _named(_MONTH_NUMBER[m[2].lower()], int(m[1]), m[3], today),
    ),
    (
        _pattern(r"(?:in|en|dans) (\d{1,3}) (d|w|t|s|j)(?:ays?|eeks?|ías?|ia|emanas?|emaines?|agen?|ours?)"),
        lambda m, today: today + timedelta(days=int(m[1]) * _UNITS[m[2].lower()]),
    ),
    *((_pattern(f"(?:{words})", bounded=False), _offset(days)) for days, words in _OFFSETS),
    (_pattern(rf"({_WEEKDAY})"), lambda m, today: _weekday(m[1].lower(), today)),
)


def _named(month: int, day: int, year: str | None, today: date) -> date | None:
    return _calendar_day(int(year), month, day) if year else _coming(month, day, today)


def find_due(text: str, today: date | None) -> Due | None:
    """The first day named in the text that is not past and does not repeat; None without `today`."""
    if today is None:
        return None
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            day = read(match, today)
            if day and day >= today and not _REPEATED.search(text[: match.start()]):
                return Due(day, match.start(), match.end())
    return None
