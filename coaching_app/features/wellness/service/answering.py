"""Check-ins: answered, changed, deleted and brought back; what a device sends twice is there once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal, unseal
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import Answer, clean_answers
from coaching_app.domain.written_text import check_version, refuse
from coaching_app.features.habits import service as habits
from coaching_app.features.wellness import queries
from coaching_app.features.wellness.schemas import KEY_LENGTH, CheckinDraft, CheckinView
from coaching_app.features.wellness.service.forms import require_form, spec_of
from coaching_app.features.wellness.service.rules import clean_day
from coaching_app.models import Checkin, CheckinAnswer, CheckinField


def shown(answer: CheckinAnswer) -> float | str:
    """What was answered, opened."""
    if answer.words is not None:
        return unseal(answer, "words", answer.words)
    return answer.number if answer.number is not None else ""


async def views_of(db: AsyncSession, rows: Sequence[Checkin]) -> tuple[CheckinView, ...]:
    """Check-ins as others may know them, by the present questions of their forms."""
    form_ids = sorted({row.form_id for row in rows})
    fields = await queries.fields_of(db, form_ids)
    keys = {field.id: field.key for group in fields.values() for field in group}
    answers = await queries.answers_of(db, [row.id for row in rows])
    names = await queries.form_names(db, form_ids)
    return tuple(
        CheckinView(
            id=row.id,
            form_id=row.form_id,
            form=names.get(row.form_id, ""),
            day=row.day,
            answers={keys[one.field_id]: shown(one) for one in answers[row.id] if one.field_id in keys},
            version=row.version,
            answered_at=row.answered_at,
            updated_at=row.updated_at,
        )
        for row in rows
    )


async def _view(db: AsyncSession, row: Checkin) -> CheckinView:
    return (await views_of(db, [row]))[0]


async def require_checkin(
    db: AsyncSession, actor: Actor, checkin_id: str, *, deleted: bool = False, lock: bool = False
) -> Checkin:
    """The person's own check-in; raises NotFound."""
    row = await queries.find_checkin(db, actor.user_id, checkin_id, deleted=deleted, lock=lock)
    if row is None:
        raise NotFound
    return row


async def add_checkin(db: AsyncSession, actor: Actor, draft: CheckinDraft) -> CheckinView:
    """Keep answers. Under a `client_key` that was seen before, what was kept then is answered."""
    if len(draft.client_key) > KEY_LENGTH:
        raise refuse("client_key", _("This is too long."))
    # The form's row is the turnstile: of two posts of the same key the second waits here for the first.
    form = await require_form(db, actor, draft.form_id, lock=True)
    if draft.client_key:
        before = await queries.find_by_client_key(db, actor.user_id, draft.client_key)
        if before is not None:
            return await _view(db, before)
    fields = (await queries.fields_of(db, [form.id]))[form.id]
    answers = clean_answers([spec_of(field) for field in fields], draft.answers)
    row = Checkin(
        id=new_id(),
        owner_id=actor.user_id,
        form_id=form.id,
        day=clean_day(draft.day, await habits.today_of(db, actor)),
        client_key=draft.client_key,
    )
    if draft.answered_at is not None:
        # A phone's clock may be off; what it says lies in the past and not before the day itself.
        row.answered_at = min(draft.answered_at, now() + timedelta(minutes=5))
    db.add(row)
    await db.flush()
    _write(db, actor, row, fields, answers)
    await db.flush()
    return await _view(db, row)


def _write(
    db: AsyncSession,
    actor: Actor,
    row: Checkin,
    fields: Sequence[CheckinField],
    answers: Mapping[str, Answer],
) -> None:
    for field in fields:
        if answer := answers.get(field.key):
            stored = CheckinAnswer(
                id=new_id(),
                tenant_id=actor.tenant_id,
                checkin_id=row.id,
                field_id=field.id,
                number=answer.number,
            )
            if answer.number is None:
                stored.words = seal(stored, "words", answer.words)
            db.add(stored)


async def edit_checkin(
    db: AsyncSession, actor: Actor, checkin_id: str, version: int, given: Mapping[str, object]
) -> CheckinView:
    """Change answers; those not named stay, an empty one is taken away."""
    row = await require_checkin(db, actor, checkin_id, lock=True)
    check_version(row.version, version)
    fields = (await queries.fields_of(db, [row.form_id]))[row.form_id]
    stored = {one.field_id: one for one in (await queries.answers_of(db, [row.id]))[row.id]}
    kept = {field.key: shown(stored[field.id]) for field in fields if field.id in stored}
    answers = clean_answers([spec_of(field) for field in fields], {**kept, **given})
    for field in fields:
        if field.id in stored:
            await db.delete(stored[field.id])
    await db.flush()
    _write(db, actor, row, fields, answers)
    row.version += 1
    row.updated_at = now()
    await db.flush()
    return await _view(db, row)


async def get_checkin(db: AsyncSession, actor: Actor, checkin_id: str) -> CheckinView:
    """One check-in."""
    return await _view(db, await require_checkin(db, actor, checkin_id))


async def delete_checkin(db: AsyncSession, actor: Actor, checkin_id: str) -> None:
    """Delete a check-in; `restore_checkin` brings it back."""
    row = await require_checkin(db, actor, checkin_id, lock=True)
    row.deleted_at = now()
    await db.flush()


async def restore_checkin(db: AsyncSession, actor: Actor, checkin_id: str) -> CheckinView:
    """Bring a deleted check-in back."""
    row = await require_checkin(db, actor, checkin_id, deleted=True, lock=True)
    row.deleted_at = None
    await db.flush()
    return await get_checkin(db, actor, checkin_id)
