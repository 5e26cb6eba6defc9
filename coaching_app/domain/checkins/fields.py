"""The fields a check-in can have, and which answers fit them."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.checkins.formula import check_formula, evaluate
from coaching_app.domain.written_text import clean_line, clean_text, refuse

MOST_FIELDS: Final = 30
MOST_CHOICES: Final = 20
LABEL_LENGTH: Final = 120
HINT_LENGTH: Final = 300
UNIT_LENGTH: Final = 30
TEXT_LENGTH: Final = 10_000
_LARGEST = 1e9
_KEY_DROP = re.compile(r"[^a-z0-9]+")


class FieldKind(StrEnum):
    """What is asked."""

    MOOD = "mood"
    SCALE = "scale"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a form; `key` is the name by which formulas ask for it.

    `low` and `high` bound a scale (1 to 5 for a mood) and, where given, a number.
    """

    key: str
    kind: FieldKind
    label: str
    hint: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    formula: str = ""
    required: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether its answers are numbers that can be averaged."""
        return self.kind not in {FieldKind.CHOICE, FieldKind.TEXT}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a number, or words."""

    number: float | None = None
    words: str = ""


def clean_fields(fields: Sequence[FieldSpec]) -> tuple[FieldSpec, ...]:
    """The fields in stored form, each with a key of its own; raises Invalid naming the field by its place."""
    if not 1 <= len(fields) <= MOST_FIELDS:
        raise Invalid(
            _("A check-in asks 1 to {limit} things.").format(limit=MOST_FIELDS), detail={"field": "fields"}
        )
    taken: set[str] = set()
    cleaned: list[FieldSpec] = []
    for place, field in enumerate(fields):
        try:
            cleaned.append(_with_key(_clean(field), taken))
        except Invalid as error:
            raise Invalid(
                error.message, detail={"field": f"fields.{place}.{(error.detail or {}).get('field', '')}"}
            ) from None
    numeric = frozenset(
        field.key for field in cleaned if field.is_numeric and field.kind is not FieldKind.COMPUTED
    )
    for place, field in enumerate(cleaned):
        if field.kind is FieldKind.COMPUTED:
            try:
                check_formula(field.formula, numeric)
            except Invalid as error:
                raise Invalid(error.message, detail={"field": f"fields.{place}.formula"}) from None
    return tuple(cleaned)


def _clean(field: FieldSpec) -> FieldSpec:
    kind = field.kind
    low, high = _bounds(field)
    choices = _choices(field.choices) if kind is FieldKind.CHOICE else ()
    return replace(
        field,
        label=clean_line(field.label, "label", LABEL_LENGTH, missing=_("Please fill this in.")),
        hint=clean_line(field.hint, "hint", HINT_LENGTH),
        unit=clean_line(field.unit, "unit", UNIT_LENGTH)
        if kind in {FieldKind.NUMBER, FieldKind.COMPUTED}
        else "",
        low=low,
        high=high,
        choices=choices,
        formula=field.formula.strip() if kind is FieldKind.COMPUTED else "",
        required=field.required and kind is not FieldKind.COMPUTED,
    )


def _bounds(field: FieldSpec) -> tuple[float | None, float | None]:
    match field.kind:
        case FieldKind.MOOD:
            return 1.0, 5.0
        case FieldKind.SCALE:
            low = 1.0 if field.low is None else field.low
            high = 10.0 if field.high is None else field.high
            if low != int(low) or high != int(high) or not 1 <= high - low <= 20 or abs(low) > 100:
                raise refuse("high", _("A scale goes over whole numbers, at most 20 steps."))
            return low, high
        case FieldKind.NUMBER:
            for bound in (field.low, field.high):
                if bound is not None and (not math.isfinite(bound) or abs(bound) > _LARGEST):
                    raise refuse("high", _("This number is too large."))
            if field.low is not None and field.high is not None and field.low >= field.high:
                raise refuse("high", _("The largest value must be above the smallest."))
            return field.low, field.high
        case _:
            return None, None


def _choices(given: Sequence[str]) -> tuple[str, ...]:
    choices = tuple(
        dict.fromkeys(clean_line(choice, "choices", LABEL_LENGTH) for choice in given if choice.strip())
    )
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise refuse("choices", _("Give 2 to {limit} choices.").format(limit=MOST_CHOICES))
    return choices


def _with_key(field: FieldSpec, taken: set[str]) -> FieldSpec:
    """A key once given stays; a new field gets one from its label."""
    wanted = field.key or key_of(field.label)
    key, number = wanted, 2
    while key in taken:
        key, number = f"{wanted}_{number}", number + 1
    taken.add(key)
    return replace(field, key=key)


def key_of(label: str) -> str:
    """A label as a name in a formula: ASCII letters, digits and underscores, a letter first."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    key = _KEY_DROP.sub("_", plain).strip("_")[:30].strip("_")
    return key if key[:1].isalpha() else f"f_{key}".rstrip("_")


def clean_answer(field: FieldSpec, value: object) -> Answer | None:
    """The answer in stored form, None for no answer; raises Invalid naming the field's key."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    match field.kind:
        case FieldKind.TEXT:
            return _words(field, value)
        case FieldKind.CHOICE:
            if value not in field.choices:
                raise refuse(field.key, _("Choose one of those offered."))
            return Answer(words=str(value))
        case FieldKind.COMPUTED:
            return None
        case _:
            return Answer(number=_number(field, value))


def _words(field: FieldSpec, value: object) -> Answer:
    if not isinstance(value, str):
        raise refuse(field.key, _("Write this in words."))
    return Answer(words=clean_text(value, field.key, TEXT_LENGTH))


def _number(field: FieldSpec, value: object) -> float:
    try:
        number = float(value.strip().replace(",", ".") if isinstance(value, str) else value)  # type: ignore[arg-type]  # what is no number raises
    except (TypeError, ValueError, OverflowError):
        raise refuse(field.key, _("This is not a number.")) from None
    if isinstance(value, bool) or not math.isfinite(number) or abs(number) > _LARGEST:
        raise refuse(field.key, _("This is not a number."))
    if field.kind in {FieldKind.MOOD, FieldKind.SCALE} and number != int(number):
        raise refuse(field.key, _("Choose a step of the scale."))
    low, high = field.low, field.high
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = " – ".join("" if bound is None else f"{bound:g}" for bound in (low, high))
        raise refuse(field.key, _("This lies outside {bounds}.").format(bounds=bounds.strip()))
    return number


def clean_answers(fields: Sequence[FieldSpec], given: Mapping[str, object]) -> dict[str, Answer]:
    """The answers by key, computed ones included; raises Invalid naming the field's key.

    Nothing is made of what was not answered: a computed field that needs it has no value.
    """
    unknown = given.keys() - {field.key for field in fields}
    if unknown:
        raise refuse(min(unknown), _("This check-in does not ask that."))
    answers: dict[str, Answer] = {}
    for field in fields:
        answer = clean_answer(field, given.get(field.key))
        if answer is not None:
            answers[field.key] = answer
        elif field.required:
            raise refuse(field.key, _("Please answer this."))
    numbers = {key: answer.number for key, answer in answers.items() if answer.number is not None}
    for field in fields:
        if field.kind is FieldKind.COMPUTED and (value := evaluate(field.formula, numbers)) is not None:
            answers[field.key] = Answer(number=value)
    if not answers:
        raise Invalid(_("Answer at least one question."), detail={"field": "answers"})
    return answers
