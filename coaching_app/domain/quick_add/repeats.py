"""Reads repetitions the way people write them: every fri, every 3 days, every last friday, every! 2 weeks."""

import re
from collections.abc import Callable
from functools import cache

from coaching_app.core.errors import Invalid
from coaching_app.domain.quick_add.days import END, Names, names
from coaching_app.domain.recurrence import Rule, read_rule

_FREQUENCY = {"d": "DAILY", "w": "WEEKLY", "m": "MONTHLY", "y": "YEARLY"}
_PLACES = {
    "last": -1,
    "1st": 1,
    "first": 1,
    "2nd": 2,
    "second": 2,
    "3rd": 3,
    "third": 3,
    "4th": 4,
    "fourth": 4,
}
_START = re.compile(r"every(?P<after>!)?(?::(?P<rule>[\w=;,+-]{1,500})|\s+)", re.IGNORECASE | re.ASCII)
Maker = Callable[[re.Match[str], Names], Rule | None]


def _span(match: re.Match[str], known: Names) -> Rule | None:
    interval = 2 if match["other"] else int(match["number"] or 1)
    frequency = _FREQUENCY[match["unit"][0].casefold()]
    days = _days(match["on"], known) if match["on"] else ()
    if days and frequency != "WEEKLY":
        return None
    return Rule(frequency, interval, by_day=days) if 1 <= interval <= 999 else None


def _workdays(_match: re.Match[str], _known: Names) -> Rule | None:
    return Rule("WEEKLY", by_day=tuple((day, 0) for day in range(5)))


def _weekdays(match: re.Match[str], known: Names) -> Rule | None:
    return Rule("WEEKLY", by_day=_days(match["days"], known))


def _placed(match: re.Match[str], known: Names) -> Rule | None:
    place = _PLACES[match["place"].casefold()]
    return Rule("MONTHLY", by_day=((known.weekday[match["day"].casefold()], place),))


def _month_day(match: re.Match[str], _known: Names) -> Rule | None:
    day = int(match["dom"])
    return Rule("MONTHLY", by_month_day=(day,)) if 1 <= day <= 31 else None


def _year_day(match: re.Match[str], known: Names) -> Rule | None:
    day, month = int(match["dom"]), known.month[match["month"].casefold()]
    return Rule("YEARLY", by_month=(month,), by_month_day=(day,)) if 1 <= day <= 31 else None


def _days(text: str, known: Names) -> tuple[tuple[int, int], ...]:
    found = {known.weekday[name] for name in re.split(r"[\s,]+(?:and\s+)?", text.casefold().strip())}
    return tuple((day, 0) for day in sorted(found))


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], Maker], ...]:
    known = names(language)
    days = rf"(?:{known.days})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:{known.days}))*"
    month = rf"(?P<month>{known.months})"
    many = r"(?:(?P<other>other)\s+|(?P<number>\d{1,3})\s+)?(?P<unit>days?|weeks?|months?|years?)"
    written: tuple[tuple[str, Maker], ...] = (
        (r"(?:workday|weekday)s?", _workdays),
        (rf"{many}(?:\s+on\s+(?P<on>{days}))?", _span),
        (r"(?P<number>\d{1,3})(?P<unit>[dw])(?P<other>(?!))?(?P<on>(?!))?", _span),
        (rf"(?P<place>{'|'.join(_PLACES)})\s+(?P<day>{known.days})", _placed),
        (rf"(?P<dom>\d{{1,2}})\s+{month}", _year_day),
        (r"(?P<dom>\d{1,2})(?:st|nd|rd|th)", _month_day),
        (rf"(?P<days>{days})", _weekdays),
    )
    return tuple((re.compile(text + END, re.IGNORECASE), make) for text, make in written)


def read_repeat(text: str, start: int, language: str) -> tuple[Rule, bool, int] | None:
    """The rule written at `start`, whether it counts from completion (`every!`), and where it ends."""
    begin = _START.match(text, start)
    if not begin:
        return None
    after = begin["after"] is not None
    if begin["rule"]:
        try:
            return read_rule(begin["rule"]), after, begin.end()
        except Invalid:
            return None
    for pattern, make in _patterns(language):
        if match := pattern.match(text, begin.end()):
            try:
                rule = make(match, names(language))
            except LookupError:
                # Upper and lower case of some letters are not each other's.
                continue
            if rule is not None:
                return rule, after, match.end()
    return None
