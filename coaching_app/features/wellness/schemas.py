"""What crosses the borders of check-ins: to pages, REST and other features."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from coaching_app.domain.checkins.fields import FieldSpec

NAME_LENGTH = 120
DESCRIPTION_LENGTH = 1000
KEY_LENGTH = 64
REASON_LENGTH = 2000
MOST_FORMS = 500
EARLIEST = date(1900, 1, 1)
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Kind = Literal["mood", "scale", "number", "choice", "text", "computed"]
Verdict = Literal["hidden", "wrong", "shown"]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A question of a form; `key` is its name in answers and formulas."""

    id: str
    key: str
    kind: str
    label: str
    hint: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    formula: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class FormView:
    """A form with its questions; without weekdays it is answered when its owner likes."""

    id: str
    name: str
    description: str
    weekdays: tuple[Weekday, ...]
    fields: tuple[FieldView, ...]
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form as somebody means it to be."""

    name: str
    fields: tuple[FieldSpec, ...]
    description: str = ""
    weekdays: tuple[str, ...] = WEEKDAYS


@dataclass(frozen=True, slots=True)
class CheckinView:
    """What was answered, by the keys of the questions; a question without an answer is not there."""

    id: str
    form_id: str
    form: str
    day: date
    answers: dict[str, float | str]
    version: int
    answered_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CheckinDraft:
    """Answers to keep; the same `client_key` again is the same check-in."""

    form_id: str
    answers: dict[str, object]
    day: date | None = None
    client_key: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrendDay:
    """The mean of the days around a day with its 95 % bounds, and the day's own value if there is one."""

    day: date
    value: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """How a numeric question moved."""

    field_id: str
    label: str
    unit: str
    lowest: float | None
    highest: float | None
    days: tuple[TrendDay, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day's mean of a question, and its place among five levels."""

    day: date
    value: float
    level: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a numeric question, with only the days that have an answer."""

    field_id: str
    label: str
    year: int
    days: tuple[YearDay, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What was answered on this day in an earlier year or month."""

    day: date
    ago: str
    checkins: tuple[CheckinView, ...]


@dataclass(frozen=True, slots=True)
class Insight:
    """Something that goes with something else on this person's own days, in words and numbers."""

    done: str
    measured: str
    text: str
    doubts: tuple[str, ...]
    difference: float
    low: float
    high: float
    with_days: int
    without_days: int
    verdict: Verdict = "shown"


@dataclass(frozen=True, slots=True)
class Insights:
    """What was found, how much was looked at, and how it was done."""

    items: tuple[Insight, ...]
    compared: int
    too_few: int
    method: str
    hidden: tuple[Insight, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """One day of a shared question."""

    day: date
    shown: str
    number: float | None = None


@dataclass(frozen=True, slots=True)
class SharedField:
    """A question of somebody's check-ins that the viewer may see, with its latest answers."""

    id: str
    form: str
    label: str
    unit: str
    answers: tuple[SharedAnswer, ...] = field(default_factory=tuple)
    summary: str = ""


# --- what the pages show -------------------------------------------------------------------------


@dataclass(frozen=True)
class FormCard:
    """A form on the page: whether it is asked today, and what of it is there already."""

    id: str = ""
    name: str = ""
    description: str = ""
    when: str = ""
    is_due: bool = False
    answered: str = ""
    checkin_id: str = ""
    questions: str = ""
    is_archived: bool = False


@dataclass(frozen=True)
class CheckinRow:
    """A check-in in a list: its day, its numbers in a line and the beginning of its words."""

    id: str = ""
    form: str = ""
    day: str = ""
    numbers: str = ""
    words: str = ""


@dataclass(frozen=True)
class MemoryRow:
    """What was written on this day before."""

    key: str = ""
    ago: str = ""
    day: str = ""
    numbers: str = ""
    words: str = ""


@dataclass(frozen=True)
class CheckinBoard:
    """The page of check-ins."""

    forms: tuple[FormCard, ...] = ()
    recent: tuple[CheckinRow, ...] = ()
    memories: tuple[MemoryRow, ...] = ()
    more: str = ""
    is_resting: bool = False
    has_archived: bool = False


@dataclass(frozen=True)
class Step:
    """One step of a scale, and what it means where that is said."""

    value: str = ""
    name: str = ""


@dataclass(frozen=True)
class AskedField:
    """A question as it is asked, with what is answered so far."""

    key: str = ""
    kind: str = ""
    label: str = ""
    hint: str = ""
    unit: str = ""
    steps: tuple[Step, ...] = ()
    value: str = ""
    required: bool = False


@dataclass(frozen=True)
class AskedForm:
    """A form that is being answered; `checkin_id` where an earlier answer is changed."""

    form_id: str = ""
    name: str = ""
    day: str = ""
    today: str = ""
    checkin_id: str = ""
    version: int = 0
    fields: tuple[AskedField, ...] = ()


@dataclass(frozen=True)
class FieldRow:
    """A question while its form is being built."""

    key: str = ""
    kind: str = "mood"
    label: str = ""
    hint: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    choices: str = ""
    formula: str = ""
    required: bool = False
    is_new: bool = True
    # Of a question that is saved: what is shared is shared by it.
    id: str = ""


@dataclass(frozen=True)
class BuiltForm:
    """A form while it is being built."""

    id: str = ""
    version: int = 0
    name: str = ""
    description: str = ""
    weekdays: tuple[str, ...] = WEEKDAYS


@dataclass(frozen=True)
class ChartPoint:
    """A row of the table beside a chart."""

    day: str = ""
    value: str = ""
    mean: str = ""
    bounds: str = ""


@dataclass(frozen=True)
class InsightRow:
    """An insight on the page."""

    done: str = ""
    measured: str = ""
    text: str = ""
    doubts: tuple[str, ...] = ()
    verdict: str = "shown"
