"""Which days a month, a week or a list shows, and how one goes on from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.features.calendar.schemas import Imported, LineProblem
from coaching_app.features.planner.schemas import EARLIEST, LATEST

# More than any file we read can hold.
_MOST_COUNTED = 10_000_000
VIEWS = ("month", "week", "list")


@dataclass(frozen=True, slots=True)
class ShownDays:
    """The days of a view, the last not included, and their name; 0 is a Sunday, as the calendar counts."""

    first: date
    last: date
    label: str
    first_weekday: int


def shown_days(day: date, view: str, language: str) -> ShownDays:
    """What a view around a day shows: whole weeks for a month, as weeks begin where the language is spoken."""
    known = _locale(language)
    weekday = (known.first_week_day + 1) % 7
    if view == "week":
        first = _week(day, known)
        label = _("{first} to {last}").format(
            first=format_skeleton("MMMd", first, locale=known),
            last=format_skeleton("yMMMd", first + timedelta(days=6), locale=known),
        )
        return _bounded(first, first + timedelta(days=7), label, weekday)
    label = format_skeleton("yMMMM", day, locale=known)
    begin = day.replace(day=1)
    if view == "list":
        return _bounded(begin, (begin + timedelta(days=32)).replace(day=1), label, weekday)
    first = _week(begin, known)
    return _bounded(first, first + timedelta(weeks=6), label, weekday)


def stepped(day: date, view: str, steps: int, today: date) -> date:
    """The day some steps on; 0 leads to today. It stays within the calendar we know."""
    if not steps:
        return today
    if view == "week":
        moved = day.toordinal() + 7 * max(-520, min(steps, 520))
        return date.fromordinal(max(EARLIEST.toordinal(), min(moved, LATEST.toordinal() - 400)))
    months = day.year * 12 + day.month - 1 + max(-120, min(steps, 120))
    months = max(EARLIEST.year * 12, min(months, LATEST.year * 12))
    return date(months // 12, months % 12 + 1, 1)


def day_or_today(text: str, today: date) -> date:
    """The day of an address, if it is one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if EARLIEST <= day < LATEST.replace(year=LATEST.year - 1) else today


def day_after(day: date, days: int) -> date:
    """The day some days on or back, at most a year away."""
    return day + timedelta(days=max(-366, min(days, 366)))


def wall_moment(text: str) -> datetime:
    """A moment or a day as the page writes it, on the wall clock."""
    try:
        moment = datetime.fromisoformat(text[:16])
    except ValueError:
        raise Invalid(_("This could not be understood.")) from None
    return moment.replace(tzinfo=None)


def imported_of(answer: Mapping[str, Any]) -> Imported:
    """What the import route told the page, read again."""
    listed = answer.get("problems")
    problems = cast("list[Any]", listed) if isinstance(listed, list) else []
    rows = [cast("Mapping[str, Any]", one) for one in problems if isinstance(one, dict)]
    told = (LineProblem(_count(one.get("line")), str(one.get("reason", ""))[:300]) for one in rows)
    return Imported(_count(answer.get("added")), _count(answer.get("kept")), tuple(told))


def _count(value: Any) -> int:
    """A count that came back from the browser; what is none counts as nothing."""
    return value if isinstance(value, int) and 0 <= value <= _MOST_COUNTED else 0


def day_words(day: date, language: str) -> str:
    """A day the way the language writes it."""
    return format_skeleton("MMMEd", day, locale=_locale(language))


def import_words(added: int, kept: int, problems: int) -> str:
    """What became of a file, in one sentence."""
    new = ngettext("{count} new task", "{count} new tasks", added).format(count=added)
    same = ngettext("{count} was here already", "{count} were here already", kept).format(count=kept)
    broken = ngettext("{count} could not be read", "{count} could not be read", problems).format(
        count=problems
    )
    return ", ".join([new, same] + ([broken] if problems else [])) + "."


def _bounded(first: date, last: date, label: str, weekday: int) -> ShownDays:
    first = max(first, EARLIEST)
    return ShownDays(first, max(last, first + timedelta(days=1)), label, weekday)


def _week(day: date, known: Locale) -> date:
    return day - timedelta(days=(day.weekday() - known.first_week_day) % 7)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en")
