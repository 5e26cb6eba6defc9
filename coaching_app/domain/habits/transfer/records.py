"""Habits as they travel between programs, and what of a file could not be read."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from coaching_app.core.errors import Invalid, TooLarge
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.habits.plan import DONE, MISSED, MOST_DAYS, SKIPPED, WHOLE, Plan

MOST_HABITS = 500
MOST_DAYS_IN_ALL = 200_000
# Of ten thousand broken lines nobody reads more.
MOST_PROBLEMS = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)
_HIGHEST = 10**9 * WHOLE


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was left out, and why."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class TravelDay:
    """One day: a code of `plan` or thousandths, or only a note."""

    day: date
    mark: int | None
    note: str = ""


@dataclass(slots=True)
class TravelHabit:
    """One habit with its days. `origin` is the same every time the same habit comes from the same place."""

    origin: str
    name: str
    plan: Plan
    question: str = ""
    description: str = ""
    unit: str = ""
    color: int = 8
    is_archived: bool = False
    tags: tuple[str, ...] = ()
    days: list[TravelDay] = field(default_factory=list[TravelDay])


@dataclass(slots=True)
class Parcel:
    """Everything found in a file."""

    habits: list[TravelHabit] = field(default_factory=list[TravelHabit])
    problems: list[Problem] = field(default_factory=list[Problem])
    more_problems: int = 0

    def skip(self, file: str, line: int, reason: str) -> None:
        """Note a line that is left out."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(file, line, reason))
        else:
            self.more_problems += 1

    def check_size(self) -> None:
        """Refuse more than any person can have."""
        if len(self.habits) > MOST_HABITS or sum(len(one.days) for one in self.habits) > MOST_DAYS_IN_ALL:
            raise TooLarge(_("This holds more habits or days than can be taken in at once."))


class BrokenLine(ValueError):
    """Says in a few words why a line cannot be read."""


def unreadable(what: str) -> Invalid:
    """The answer to a file that is not what it says."""
    return Invalid(what, code="not_habits")


def day_of(text: str) -> date:
    """A day written year-month-day, between 1900 and 2200."""
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise BrokenLine(_("the day is not year-month-day")) from None
    if not _FIRST <= day <= _LAST:
        raise BrokenLine(_("the day is before 1900 or after 2200"))
    return day


def day_of_milliseconds(value: object) -> date:
    """The day of a moment that Loop stores: midnight in UTC."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise BrokenLine(_("the moment is not a number"))
    try:
        day = (_EPOCH + timedelta(milliseconds=value)).date()
    except OverflowError:
        raise BrokenLine(_("the moment is out of range")) from None
    if not _FIRST <= day <= _LAST:
        raise BrokenLine(_("the day is before 1900 or after 2200"))
    return day


def amount_of(value: object) -> int:
    """Thousandths of a number."""
    try:
        exact = Decimal(str(value).strip()) * WHOLE
    except InvalidOperation:
        raise BrokenLine(_("the number cannot be read")) from None
    if not exact.is_finite() or not 0 <= exact <= _HIGHEST:
        raise BrokenLine(_("the number is out of range"))
    return int(exact.to_integral_value())


def checked_rhythm(times: int, days: int) -> tuple[int, int]:
    """Times in days, as far as they mean anything."""
    if not (1 <= days <= MOST_DAYS and 1 <= times <= days):
        raise BrokenLine(_("the frequency is out of range"))
    return times, days


def mark_of_code(code: int, *, is_measured: bool) -> int | None:
    """What Loop's number for a day means: 2 done, 1 covered, 0 not, 3 skipped, -1 nothing known."""
    if code == 3:
        return SKIPPED
    if is_measured:
        if code > _HIGHEST:
            raise BrokenLine(_("the number is out of range"))
        return code if code >= 0 else None
    known = {2: DONE, 1: None, 0: MISSED, -1: None}
    if code not in known:
        raise BrokenLine(_("the value is unknown"))
    return known[code]
