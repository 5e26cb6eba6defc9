"""Reads check-ins: SQL in, rows and schemas out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, extract, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.ids import is_id
from coaching_app.models import Checkin, CheckinAnswer, CheckinField, CheckinForm, InsightVerdict

# What was answered to a form is there as long as the form is.
_THERE = (
    col(Checkin.deleted_at).is_(None),
    col(Checkin.form_id).in_(select(col(CheckinForm.id)).where(col(CheckinForm.deleted_at).is_(None))),
)
_FORMS = (
    select(CheckinForm)
    .where(col(CheckinForm.owner_id) == bindparam("owner_id"), col(CheckinForm.deleted_at).is_(None))
    .order_by(col(CheckinForm.position), col(CheckinForm.id))
)
_FIELDS = (
    select(CheckinField)
    .where(
        col(CheckinField.form_id).in_(bindparam("form_ids", expanding=True)),
        col(CheckinField.removed_at).is_(None),
    )
    .order_by(col(CheckinField.position), col(CheckinField.id))
)
_ALL_FIELDS = select(CheckinField).where(col(CheckinField.form_id) == bindparam("form_id"))
_ANSWERS = select(CheckinAnswer).where(
    col(CheckinAnswer.checkin_id).in_(bindparam("checkin_ids", expanding=True))
)
# The mean of a day's answers to each numeric question, in the order of (field, day, mean).
_DAILY = (
    select(col(CheckinAnswer.field_id), col(Checkin.day), func.avg(col(CheckinAnswer.number)))
    .join(Checkin, col(Checkin.id) == col(CheckinAnswer.checkin_id))
    .where(
        col(Checkin.owner_id) == bindparam("owner_id"),
        *_THERE,
        col(CheckinAnswer.number).is_not(None),
        col(CheckinAnswer.field_id).in_(bindparam("field_ids", expanding=True)),
        col(Checkin.day) >= bindparam("first"),
        col(Checkin.day) <= bindparam("last"),
    )
    .group_by(col(CheckinAnswer.field_id), col(Checkin.day))
)


async def forms_of(db: AsyncSession, owner_id: str, *, archived: bool = False) -> Sequence[CheckinForm]:
    """A person's forms in their order, with the archived ones where asked."""
    query = _FORMS if archived else _FORMS.where(col(CheckinForm.archived_at).is_(None))
    return (await db.scalars(query, {"owner_id": owner_id})).all()


async def find_form(
    db: AsyncSession, owner_id: str, form_id: str, *, deleted: bool = False, lock: bool = False
) -> CheckinForm | None:
    """One form of the person's own."""
    if not is_id(form_id):
        return None
    query = select(CheckinForm).where(col(CheckinForm.owner_id) == owner_id, col(CheckinForm.id) == form_id)
    if not deleted:
        query = query.where(col(CheckinForm.deleted_at).is_(None))
    return (await db.scalars(query.with_for_update() if lock else query)).first()


async def fields_of(db: AsyncSession, form_ids: Sequence[str]) -> dict[str, list[CheckinField]]:
    """The present questions of forms, by form."""
    found: dict[str, list[CheckinField]] = {form_id: [] for form_id in form_ids}
    if form_ids:
        for row in await db.scalars(_FIELDS, {"form_ids": list(form_ids)}):
            found[row.form_id].append(row)
    return found


async def every_field(db: AsyncSession, form_id: str) -> Sequence[CheckinField]:
    """The questions a form has and had."""
    return (await db.scalars(_ALL_FIELDS, {"form_id": form_id})).all()


async def named_fields(
    db: AsyncSession, owner_id: str, ids: Sequence[str] | None, limit: int
) -> Sequence[tuple[CheckinField, str]]:
    """A person's present questions with the names of their forms, all or these."""
    query = (
        select(CheckinField, col(CheckinForm.name))
        .join(CheckinForm, col(CheckinForm.id) == col(CheckinField.form_id))
        .where(
            col(CheckinField.owner_id) == owner_id,
            col(CheckinField.removed_at).is_(None),
            col(CheckinForm.deleted_at).is_(None),
        )
        .order_by(col(CheckinForm.position), col(CheckinField.position), col(CheckinField.id))
        .limit(limit)
    )
    if ids is not None:
        query = query.where(col(CheckinField.id).in_(ids))
    return [(row, name) for row, name in await db.execute(query)]


async def find_checkin(
    db: AsyncSession, owner_id: str, checkin_id: str, *, deleted: bool = False, lock: bool = False
) -> Checkin | None:
    """One check-in of the person's own."""
    if not is_id(checkin_id):
        return None
    query = select(Checkin).where(col(Checkin.owner_id) == owner_id, col(Checkin.id) == checkin_id)
    if not deleted:
        query = query.where(*_THERE)
    return (await db.scalars(query.with_for_update() if lock else query)).first()


async def find_by_client_key(db: AsyncSession, owner_id: str, client_key: str) -> Checkin | None:
    """What a device sent before under the same key, deleted since or not."""
    query = select(Checkin).where(col(Checkin.owner_id) == owner_id, col(Checkin.client_key) == client_key)
    return (await db.scalars(query)).first()


async def checkins_page(
    db: AsyncSession,
    owner_id: str,
    *,
    form_id: str | None,
    first: date | None,
    last: date | None,
    after: tuple[date, str] | None,
    limit: int,
) -> Sequence[Checkin]:
    """Check-ins, the latest day first."""
    query = select(Checkin).where(col(Checkin.owner_id) == owner_id, *_THERE)
    for condition in (
        col(Checkin.form_id) == form_id if form_id is not None else None,
        col(Checkin.day) >= first if first is not None else None,
        col(Checkin.day) <= last if last is not None else None,
        tuple_(col(Checkin.day), col(Checkin.id)) < after if after is not None else None,
    ):
        if condition is not None:
            query = query.where(condition)
    query = query.order_by(col(Checkin.day).desc(), col(Checkin.id).desc()).limit(limit)
    return (await db.scalars(query)).all()


async def checkins_on(db: AsyncSession, owner_id: str, days: Sequence[date]) -> Sequence[Checkin]:
    """The check-ins of some days."""
    query = select(Checkin).where(col(Checkin.owner_id) == owner_id, *_THERE, col(Checkin.day).in_(days))
    return (await db.scalars(query.order_by(col(Checkin.day).desc(), col(Checkin.id)))).all()


async def days_like(db: AsyncSession, owner_id: str, day: date) -> Sequence[date]:
    """Earlier days with a check-in that have the same day of the year, the latest first."""
    query = (
        select(col(Checkin.day))
        .where(
            col(Checkin.owner_id) == owner_id,
            *_THERE,
            col(Checkin.day) < day,
            extract("month", col(Checkin.day)) == day.month,
            extract("day", col(Checkin.day)) == day.day,
        )
        .distinct()
        .order_by(col(Checkin.day).desc())
        .limit(20)
    )
    return list(await db.scalars(query))


async def answers_of(db: AsyncSession, checkin_ids: Sequence[str]) -> dict[str, list[CheckinAnswer]]:
    """The answers of check-ins, by check-in."""
    found: dict[str, list[CheckinAnswer]] = {checkin_id: [] for checkin_id in checkin_ids}
    if checkin_ids:
        for row in await db.scalars(_ANSWERS, {"checkin_ids": list(checkin_ids)}):
            found[row.checkin_id].append(row)
    return found


async def daily_means(
    db: AsyncSession, owner_id: str, field_ids: Sequence[str], first: date, last: date
) -> dict[str, dict[date, float]]:
    """What the numeric answers of each day come to, by question."""
    found: dict[str, dict[date, float]] = {field_id: {} for field_id in field_ids}
    if field_ids:
        values: dict[str, Any] = {
            "owner_id": owner_id, "field_ids": list(field_ids), "first": first, "last": last
        }  # fmt: skip
        for field_id, day, mean in await db.execute(_DAILY, values):
            found[field_id][day] = float(mean)
    return found


async def days_with_any(db: AsyncSession, owner_id: str, first: date, last: date) -> frozenset[date]:
    """The days on which the person answered anything."""
    query = (
        select(col(Checkin.day))
        .where(
            col(Checkin.owner_id) == owner_id,
            *_THERE,
            col(Checkin.day) >= first,
            col(Checkin.day) <= last,
        )
        .distinct()
    )
    return frozenset(await db.scalars(query))


async def last_position(db: AsyncSession, owner_id: str) -> int:
    """The place of the last form."""
    query = select(func.max(col(CheckinForm.position))).where(col(CheckinForm.owner_id) == owner_id)
    return await db.scalar(query) or 0


async def latest_answers(
    db: AsyncSession, owner_id: str, field_ids: Sequence[str], since: date, limit: int
) -> Sequence[tuple[date, CheckinAnswer]]:
    """The latest answers to some questions, the latest day first."""
    query = (
        select(col(Checkin.day), CheckinAnswer)
        .join(Checkin, col(Checkin.id) == col(CheckinAnswer.checkin_id))
        .where(
            col(Checkin.owner_id) == owner_id,
            *_THERE,
            col(Checkin.day) >= since,
            col(CheckinAnswer.field_id).in_(field_ids),
            or_(col(CheckinAnswer.number).is_not(None), col(CheckinAnswer.words).is_not(None)),
        )
        .order_by(col(Checkin.day).desc(), col(Checkin.id).desc())
        .limit(limit)
    )
    return [(day, row) for day, row in await db.execute(query)]


async def verdicts_of(db: AsyncSession, owner_id: str) -> dict[tuple[str, str], InsightVerdict]:
    """What the person said of insights, by what was done and what was measured."""
    query = select(InsightVerdict).where(col(InsightVerdict.owner_id) == owner_id)
    return {(row.done_key, row.measured_key): row for row in await db.scalars(query)}


async def form_names(db: AsyncSession, form_ids: Sequence[str]) -> dict[str, str]:
    """The names of forms."""
    if not form_ids:
        return {}
    query = select(col(CheckinForm.id), col(CheckinForm.name)).where(col(CheckinForm.id).in_(form_ids))
    return dict(iter(await db.execute(query)))
