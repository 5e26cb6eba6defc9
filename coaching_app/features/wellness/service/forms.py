"""Forms of check-ins: made, changed without losing an answer, put away, deleted and brought back."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind, FieldSpec, clean_fields, key_of
from coaching_app.domain.written_text import check_version, clean_line, clean_text, refuse
from coaching_app.features.wellness import queries
from coaching_app.features.wellness.schemas import (
    DESCRIPTION_LENGTH,
    MOST_FORMS,
    NAME_LENGTH,
    FieldView,
    FormDraft,
    FormView,
)
from coaching_app.features.wellness.service.rules import weekday_bits, weekday_names
from coaching_app.models import CheckinField, CheckinForm


def spec_of(field: CheckinField) -> FieldSpec:
    """A stored question as the rules see it."""
    return FieldSpec(
        key=field.key,
        kind=FieldKind(field.kind),
        label=field.label,
        hint=field.hint,
        unit=field.unit,
        low=field.low,
        high=field.high,
        choices=tuple(field.choices),
        formula=field.formula,
        required=field.required,
    )


def field_view(field: CheckinField) -> FieldView:
    """A stored question as others may know it."""
    return FieldView(
        id=field.id,
        key=field.key,
        kind=field.kind,
        label=field.label,
        hint=field.hint,
        unit=field.unit,
        low=field.low,
        high=field.high,
        choices=tuple(field.choices),
        formula=field.formula,
        required=field.required,
    )


def form_view(form: CheckinForm, fields: Sequence[CheckinField]) -> FormView:
    """A stored form as others may know it."""
    return FormView(
        id=form.id,
        name=form.name,
        description=form.description,
        weekdays=weekday_names(form.weekdays),
        fields=tuple(field_view(field) for field in fields),
        version=form.version,
        created_at=form.created_at,
        updated_at=form.updated_at,
        archived_at=form.archived_at,
    )


async def require_form(
    db: AsyncSession, actor: Actor, form_id: str, *, deleted: bool = False, lock: bool = False
) -> CheckinForm:
    """The person's own form; raises NotFound."""
    form = await queries.find_form(db, actor.user_id, form_id, deleted=deleted, lock=lock)
    if form is None:
        raise NotFound
    return form


async def list_forms(db: AsyncSession, actor: Actor, *, archived: bool = False) -> tuple[FormView, ...]:
    """The person's forms in their order."""
    forms = await queries.forms_of(db, actor.user_id, archived=archived)
    fields = await queries.fields_of(db, [form.id for form in forms])
    return tuple(form_view(form, fields[form.id]) for form in forms)


async def get_form(db: AsyncSession, actor: Actor, form_id: str) -> FormView:
    """One form."""
    return await _view(db, await require_form(db, actor, form_id))


async def _view(db: AsyncSession, form: CheckinForm) -> FormView:
    return form_view(form, (await queries.fields_of(db, [form.id]))[form.id])


async def add_form(db: AsyncSession, actor: Actor, draft: FormDraft) -> FormView:
    """Make a form."""
    if len(await queries.forms_of(db, actor.user_id, archived=True)) >= MOST_FORMS:
        raise refuse("name", _("There is room for {limit} forms; delete one first.").format(limit=MOST_FORMS))
    form = CheckinForm(
        id=new_id(),
        owner_id=actor.user_id,
        name="",
        position=await queries.last_position(db, actor.user_id) + 1,
    )
    _describe(form, draft)
    specs = clean_fields(draft.fields)
    db.add(form)
    await db.flush()
    db.add_all(_row(actor, form.id, spec, place) for place, spec in enumerate(specs))
    await db.flush()
    return await _view(db, form)


def _describe(form: CheckinForm, draft: FormDraft) -> None:
    form.name = clean_line(draft.name, "name", NAME_LENGTH, missing=_("Give it a name."))
    form.description = clean_text(draft.description, "description", DESCRIPTION_LENGTH)
    form.weekdays = weekday_bits(draft.weekdays)


def _row(actor: Actor, form_id: str, spec: FieldSpec, place: int) -> CheckinField:
    row = CheckinField(owner_id=actor.user_id, form_id=form_id, key=spec.key, kind=spec.kind.value, label="")
    _fill(row, spec, place)
    return row


def _fill(row: CheckinField, spec: FieldSpec, place: int) -> None:
    row.label, row.hint, row.unit = spec.label, spec.hint, spec.unit
    row.low, row.high, row.choices = spec.low, spec.high, list(spec.choices)
    row.formula, row.required, row.position = spec.formula, spec.required, place
    row.removed_at = None


async def edit_form(db: AsyncSession, actor: Actor, form_id: str, version: int, draft: FormDraft) -> FormView:
    """Change a form. A question keeps its answers under its key; one that is left out keeps them unseen."""
    form = await require_form(db, actor, form_id, lock=True)
    check_version(form.version, version)
    _describe(form, draft)
    stored = {row.key: row for row in await queries.every_field(db, form.id)}
    specs = clean_fields(_with_free_keys(draft.fields, stored))
    for place, spec in enumerate(specs):
        row = stored.pop(spec.key, None)
        if row is None:
            db.add(_row(actor, form.id, spec, place))
            continue
        if row.kind != spec.kind.value:
            message = _(
                "The kind of a question stays as it is, or its answers would mean nothing. Add a new one."
            )
            raise refuse(f"fields.{place}.kind", message)
        _fill(row, spec, place)
    for row in stored.values():
        row.removed_at = row.removed_at or now()
    form.version += 1
    form.updated_at = now()
    await db.flush()
    return await _view(db, form)


def _with_free_keys(fields: Sequence[FieldSpec], stored: dict[str, CheckinField]) -> list[FieldSpec]:
    """Keys that the form does not know are not taken over: a new question gets one of its own."""
    used = {*stored, *(field.key for field in fields)}
    freed: list[FieldSpec] = []
    for field in fields:
        if field.key in stored:
            freed.append(field)
            continue
        wanted = key = key_of(field.label)
        number = 2
        while key in used:
            key, number = f"{wanted}_{number}", number + 1
        used.add(key)
        freed.append(replace(field, key=key))
    return freed


async def archive_form(db: AsyncSession, actor: Actor, form_id: str) -> FormView:
    """Put a form away: it is asked no more, its answers stay."""
    form = await require_form(db, actor, form_id, lock=True)
    form.archived_at = form.archived_at or now()
    return await _view(db, form)


async def unarchive_form(db: AsyncSession, actor: Actor, form_id: str) -> FormView:
    """Ask a form again."""
    form = await require_form(db, actor, form_id, lock=True)
    form.archived_at = None
    return await _view(db, form)


async def delete_form(db: AsyncSession, actor: Actor, form_id: str) -> None:
    """Delete a form with its answers; `restore_form` brings both back."""
    form = await require_form(db, actor, form_id, lock=True)
    form.deleted_at = now()
    await db.flush()


async def restore_form(db: AsyncSession, actor: Actor, form_id: str) -> FormView:
    """Bring a deleted form back, with its answers."""
    form = await require_form(db, actor, form_id, deleted=True, lock=True)
    form.deleted_at = None
    await db.flush()
    return await _view(db, form)


async def place_form(db: AsyncSession, actor: Actor, form_id: str, place: int) -> tuple[FormView, ...]:
    """Move a form to a place among the others, counted from 0."""
    forms = list(await queries.forms_of(db, actor.user_id))
    moved = next((form for form in forms if form.id == form_id), None)
    if moved is None:
        raise NotFound
    forms.remove(moved)
    forms.insert(max(0, min(place, len(forms))), moved)
    for position, form in enumerate(forms, start=1):
        form.position = position
    await db.flush()
    return await list_forms(db, actor)
