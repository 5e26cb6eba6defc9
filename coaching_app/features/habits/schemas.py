"""Habits as they cross boundaries: API bodies, state vars, what is shared."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, TypedDict

NAME_LENGTH: Final = 200
QUESTION_LENGTH: Final = 500
TEXT_LENGTH: Final = 5000
NOTE_LENGTH: Final = 10_000
TAG_LENGTH: Final = 40
MOST_TAGS: Final = 20
KEY_LENGTH: Final = 64
MOST_HABITS: Final = 500
EARLIEST: Final = date(1900, 1, 1)
# The days a row shows, today last.
CELLS: Final = 7

WeekdayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EntryState = Literal["yes", "no", "skip", "value", "none"]


@dataclass(frozen=True, slots=True)
class HabitView:
    """A habit. `target` is in its unit, within `days`; without `weekdays` every weekday is meant.

    `score` is 0 to 1, at the end of the person's today.
    """

    id: str
    name: str
    question: str
    description: str
    kind: str
    aim: str
    target: float
    unit: str
    times: int
    days: int
    weekdays: tuple[str, ...]
    tags: tuple[str, ...]
    position: int
    is_archived: bool
    score: float
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """One day: `value` only where `state` is "value". `at` and `by` are of the mark, `noted_at` of the note."""

    day: date
    state: EntryState
    value: float | None = None
    note: str = ""
    at: datetime | None = None
    by: str | None = None
    noted_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class ScoreDay:
    """The score at the end of a day, 0 to 1."""

    day: date
    score: float


@dataclass(frozen=True, slots=True)
class HabitDraft:
    """What a new habit is made of; `target` in thousandths, `weekdays` as bits."""

    name: str
    question: str = ""
    description: str = ""
    kind: str = "yes_no"
    aim: str = "at_least"
    target: int = 0
    unit: str = ""
    times: int = 1
    days: int = 1
    weekdays: int = 0
    tags: tuple[str, ...] = ()


class HabitChanges(TypedDict, total=False):
    """The fields of a habit to change; what is left out stays. The kind stays for good."""

    name: str
    question: str
    description: str
    aim: str
    target: int
    unit: str
    times: int
    days: int
    weekdays: int
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What to write into a day. Nothing about the mark leaves it as it is, and so with the note.

    `at` is when it happened; the later one of two marks wins. `seen` is the version of the entry it was made from:
    a note that was changed elsewhere meanwhile is kept beside this one.
    """

    state: EntryState | None = None
    amount: int | None = None
    note: str | None = None
    at: datetime | None = None
    client_key: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class HabitRow:
    """A habit as a list shows it."""

    id: str = ""
    name: str = ""
    facts: str = ""
    unit: str = ""
    is_measured: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayHead:
    """A day above the columns."""

    day: str
    weekday: str
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a habit stands: its last days, one part for each, and its score in percent.

    A part is a letter, and for a number the number: y kept, p a part, n not, s skipped, c covered by other days,
    o a weekday that is not meant, r rest, x above the limit, - nothing yet.
    """

    cells: str = ""
    percent: int = 0


@dataclass(frozen=True, slots=True)
class HabitBoard:
    """Everything the page of habits shows at once."""

    rows: tuple[HabitRow, ...] = ()
    standings: dict[str, Standing] = field(default_factory=dict[str, Standing])
    heads: tuple[DayHead, ...] = ()
    today: str = ""
    tags: tuple[str, ...] = ()
    done: int = 0
    due: int = 0
    summary: str = ""
    archived_count: int = 0
    is_resting: bool = False


@dataclass(frozen=True, slots=True)
class HabitForm:
    """A habit as its form shows it."""

    id: str = ""
    name: str = ""
    question: str = ""
    description: str = ""
    kind: str = "yes_no"
    aim: str = "at_least"
    target: str = ""
    unit: str = ""
    rhythm: str = "daily"
    times: str = "3"
    days: str = "7"
    every: str = "2"
    weekdays: tuple[str, ...] = ()
    tags: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class DayForm:
    """A day of a habit as its form shows it; `version` is the one of what is written there."""

    habit_id: str = ""
    habit: str = ""
    day: str = ""
    label: str = ""
    state: str = "none"
    value: str = ""
    unit: str = ""
    note: str = ""
    is_measured: bool = False
    told: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class WeekdayRow:
    """One weekday and how often it was kept."""

    label: str
    percent: int
    detail: str


@dataclass(frozen=True, slots=True)
class StreakRow:
    """Days in a row."""

    label: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day in the list of days."""

    day: str
    label: str
    state: str
    has_note: bool


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A point of the curve in the table."""

    label: str
    percent: str


@dataclass(frozen=True, slots=True)
class HabitDetails:
    """One habit with everything that can be read from its days."""

    id: str = ""
    name: str = ""
    question: str = ""
    description: str = ""
    facts: str = ""
    tags: tuple[str, ...] = ()
    is_archived: bool = False
    is_measured: bool = False
    percent: int = 0
    score_how: str = ""
    streak: int = 0
    streak_how: str = ""
    best: int = 0
    total: str = ""
    total_how: str = ""
    curve: tuple[float, ...] = ()
    curve_summary: str = ""
    curve_rows: tuple[ScoreRow, ...] = ()
    curve_from: str = ""
    levels: tuple[int, ...] = ()
    heat_summary: str = ""
    weekdays: tuple[WeekdayRow, ...] = ()
    weekday_summary: str = ""
    streaks: tuple[StreakRow, ...] = ()
    days: tuple[DayRow, ...] = ()
    today: str = ""
    has_days: bool = False


@dataclass(frozen=True, slots=True)
class SharedHabit:
    """A habit that its owner lets somebody see: no note is among it."""

    id: str
    name: str
    facts: str
    percent: int
    kept: str
    streak: int


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A line of an import that could not be read."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportNotice:
    """What an import brought, in words; `problem` when nothing was taken in."""

    words: str = ""
    problem: str = ""
    rows: tuple[SkippedRow, ...] = ()
    has_rows: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought: counts, and every row that was left out."""

    habits: int = 0
    habits_known: int = 0
    entries: int = 0
    entries_known: int = 0
    skipped: tuple[SkippedRow, ...] = ()
    skipped_more: int = 0
