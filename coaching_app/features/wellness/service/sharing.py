"""What others may see of somebody's check-ins: the single questions that the owner shares."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.consent import Category, Viewer
from coaching_app.domain.local_day import local_day
from coaching_app.features.consent.schemas import Thing
from coaching_app.features.consent.service import visible_to
from coaching_app.features.wellness import queries
from coaching_app.features.wellness.schemas import SharedAnswer, SharedField
from coaching_app.features.wellness.service.answering import shown
from coaching_app.models import CheckinAnswer, CheckinField, CheckinForm, User

_DAYS = 30
_MOST_ANSWERS = 2_000


async def shared_with(db: AsyncSession, viewer: Viewer, owner_id: str) -> tuple[SharedField, ...]:
    """The questions of this person that the viewer may see, with the answers of the last thirty days."""
    query = (
        select(CheckinField, col(CheckinForm.name))
        .join(CheckinForm, col(CheckinForm.id) == col(CheckinField.form_id))
        .where(
            col(CheckinField.owner_id) == owner_id,
            col(CheckinField.removed_at).is_(None),
            col(CheckinForm.deleted_at).is_(None),
            visible_to(viewer, Category.CHECKINS, col(CheckinField.owner_id), col(CheckinField.id)),
        )
        .order_by(col(CheckinForm.position), col(CheckinField.position), col(CheckinField.id))
    )
    fields = [(field, form) for field, form in await db.execute(query)]
    if not fields:
        return ()
    zone = await db.scalar(select(col(User.time_zone)).where(col(User.id) == owner_id)) or "UTC"
    since = local_day(now(), zone) - timedelta(days=_DAYS)
    by_field: defaultdict[str, list[tuple[date, CheckinAnswer]]] = defaultdict(list)
    ids = [field.id for field, _form in fields]
    for day, answer in await queries.latest_answers(db, owner_id, ids, since, _MOST_ANSWERS):
        by_field[answer.field_id].append((day, answer))
    return tuple(_shared(field, form, by_field[field.id]) for field, form in fields)


def _shared(field: CheckinField, form: str, answers: Sequence[tuple[date, CheckinAnswer]]) -> SharedField:
    rows = tuple(SharedAnswer(day, _words(shown(answer)), answer.number) for day, answer in answers)
    numbers = [row.number for row in rows if row.number is not None]
    summary = _("no answer in the last {days} days").format(days=_DAYS)
    if numbers:
        summary = _("{mean} on average over {count} answers in {days} days").format(
            mean=f"{fmean(numbers):.1f}", count=len(numbers), days=_DAYS
        )
    elif rows:
        summary = _("{count} answers in {days} days").format(count=len(rows), days=_DAYS)
    return SharedField(field.id, form, field.label, field.unit, rows, summary)


def _words(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


async def things(db: AsyncSession, owner_id: str, ids: Sequence[str] | None, limit: int) -> tuple[Thing, ...]:
    """The questions an owner may share one by one, named with their form."""
    found = await queries.named_fields(db, owner_id, ids, limit)
    return tuple(Thing(field.id, f"{form}: {field.label}") for field, form in found)
