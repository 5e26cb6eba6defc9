"""Reads a form that is being built on the page, where every value is still text."""

from collections.abc import Sequence

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.checkins.fields import FieldKind, FieldSpec
from coaching_app.domain.written_text import refuse
from coaching_app.features.wellness.schemas import FieldRow, FormDraft, FormView


def draft_of(name: str, description: str, weekdays: Sequence[str], rows: Sequence[FieldRow]) -> FormDraft:
    """The draft; raises Invalid for what is no number or kind, naming the field by its place."""
    fields = tuple(_spec(row, place) for place, row in enumerate(rows))
    return FormDraft(name, fields, description, tuple(weekdays))


def _spec(row: FieldRow, place: int) -> FieldSpec:
    if row.kind not in set(FieldKind):
        raise refuse(f"fields.{place}.kind", _("Choose what is asked."))
    return FieldSpec(
        key=row.key,
        kind=FieldKind(row.kind),
        label=row.label,
        hint=row.hint,
        unit=row.unit,
        low=_bound(row.low, f"fields.{place}.low"),
        high=_bound(row.high, f"fields.{place}.high"),
        choices=tuple(row.choices.splitlines()),
        formula=row.formula,
        required=row.required,
    )


def _bound(text: str, field: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise refuse(field, _("This is not a number.")) from None


def rows_of(form: FormView) -> tuple[FieldRow, ...]:
    """The questions of a stored form as the page edits them."""
    return tuple(
        FieldRow(
            key=field.key,
            kind=field.kind,
            label=field.label,
            hint=field.hint,
            unit=field.unit,
            low="" if field.low is None else f"{field.low:g}",
            high="" if field.high is None else f"{field.high:g}",
            choices="\n".join(field.choices),
            formula=field.formula,
            required=field.required,
            is_new=False,
            id=field.id,
        )
        for field in form.fields
    )


def rows_of_draft(draft: FormDraft) -> tuple[FieldRow, ...]:
    """The questions of a form to begin with, as the page edits them."""
    return tuple(
        FieldRow(
            key=field.key,
            kind=field.kind.value,
            label=field.label,
            hint=field.hint,
            unit=field.unit,
            low="" if field.low is None else f"{field.low:g}",
            high="" if field.high is None else f"{field.high:g}",
            choices="\n".join(field.choices),
            formula=field.formula,
            required=field.required,
        )
        for field in draft.fields
    )
