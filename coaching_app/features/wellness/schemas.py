"""What crosses the borders of check-ins: to pages, REST and other features."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from coaching_app.domain.checkins.fields import FieldSpec

NAME_LENGTH = 120
DESCRIPTION_LENGTH = 1000
KEY_LENGTH = 64
REASON_LENGTH = 2000
MOST_FORMS = 50
EARLIEST = date(1900, 1, 1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
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
