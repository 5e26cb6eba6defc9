"""Reads reminders, what waits, and what was delivered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.models import InboxItem, Reminder, ReminderPreference, User

_DUE = (col(Reminder.deleted_at).is_(None),)
_WAITING = (col(InboxItem.delivered_at).is_(None), col(InboxItem.dropped_at).is_(None))


async def tenants_with_work(db: AsyncSession, moment: datetime) -> Sequence[str]:
    """Where something is due; asked over all tenants."""
    owner = col(User.id)
    moved = or_(col(Reminder.next_at) <= moment, col(Reminder.planned_zone) != col(User.time_zone))
    rules = select(col(Reminder.tenant_id)).join(User, owner == col(Reminder.owner_id)).where(*_DUE, moved)
    items = select(col(InboxItem.tenant_id)).where(*_WAITING, col(InboxItem.due_at) <= moment)
    late = or_(
        col(ReminderPreference.next_digest_at) <= moment,
        col(ReminderPreference.planned_zone) != col(User.time_zone),
    )
    digests = (
        select(col(ReminderPreference.tenant_id))
        .join(User, owner == col(ReminderPreference.owner_id))
        .where(col(ReminderPreference.digest_minute) >= 0, late)
    )
    return sorted((await db.execute(union(rules, items, digests))).scalars().all())


async def due_reminders(db: AsyncSession, moment: datetime, most: int) -> Sequence[Row[Reminder, str]]:
    """Reminders whose minute has come or whose owner has moved, with the owner's zone; locked for this work."""
    moved = or_(col(Reminder.next_at) <= moment, col(Reminder.planned_zone) != col(User.time_zone))
    query = (
        select(Reminder, col(User.time_zone))
        .join(User, col(User.id) == col(Reminder.owner_id))
        .where(*_DUE, moved)
        .order_by(col(Reminder.next_at))
        .limit(most)
        .with_for_update(of=Reminder, skip_locked=True)
    )
    return (await db.execute(query)).all()


async def waiting_items(
    db: AsyncSession, moment: datetime, after: str, most: int
) -> Sequence[Row[InboxItem, str]]:
    """What is due and not yet told, with its owner's zone, in the order of ids; locked for this work."""
    query = (
        select(InboxItem, col(User.time_zone))
        .join(User, col(User.id) == col(InboxItem.owner_id))
        .where(*_WAITING, col(InboxItem.due_at) <= moment, col(InboxItem.id) > after)
        .order_by(col(InboxItem.id))
        .limit(most)
        .with_for_update(of=InboxItem, skip_locked=True)
    )
    return (await db.execute(query)).all()


async def due_digests(db: AsyncSession, moment: datetime) -> Sequence[Row[ReminderPreference, User]]:
    """Preferences whose digest has come or whose owner has moved."""
    late = or_(
        col(ReminderPreference.next_digest_at) <= moment,
        col(ReminderPreference.planned_zone) != col(User.time_zone),
    )
    query = (
        select(ReminderPreference, User)
        .join(User, col(User.id) == col(ReminderPreference.owner_id))
        .where(col(ReminderPreference.digest_minute) >= 0, late)
        .with_for_update(of=ReminderPreference, skip_locked=True)
    )
    return (await db.execute(query)).all()


async def preferences_of(db: AsyncSession, owner_ids: Sequence[str]) -> dict[str, ReminderPreference]:
    """What these people prefer, as far as they said."""
    query = select(ReminderPreference).where(col(ReminderPreference.owner_id).in_(owner_ids))
    return {row.owner_id: row for row in await db.scalars(query)}


async def own_reminder(db: AsyncSession, actor: Actor, reminder_id: str) -> Reminder | None:
    """The person's own, deleted ones too; locked."""
    if not is_id(reminder_id):
        return None
    query = select(Reminder).where(col(Reminder.id) == reminder_id, col(Reminder.owner_id) == actor.user_id)
    return (await db.scalars(query.with_for_update())).first()


async def own_reminders(db: AsyncSession, actor: Actor) -> Sequence[Reminder]:
    """All of the person, by the minute."""
    query = select(Reminder).where(col(Reminder.owner_id) == actor.user_id, *_DUE)
    return (await db.scalars(query.order_by(col(Reminder.minute), col(Reminder.id)))).all()


_TOLD = (col(InboxItem.delivered_at).is_not(None),)


async def told(db: AsyncSession, actor: Actor, most: int) -> Sequence[InboxItem]:
    """What the person was told, unread first, then the newest."""
    query = select(InboxItem).where(col(InboxItem.owner_id) == actor.user_id, *_TOLD)
    order = (
        col(InboxItem.read_at).is_not(None),
        col(InboxItem.delivered_at).desc(),
        col(InboxItem.id).desc(),
    )
    return (await db.scalars(query.order_by(*order).limit(most))).all()


async def unread_of(db: AsyncSession, owner_id: str) -> Sequence[InboxItem]:
    """What the person was told and has not read, oldest first."""
    query = select(InboxItem).where(
        col(InboxItem.owner_id) == owner_id, *_TOLD, col(InboxItem.read_at).is_(None)
    )
    return (await db.scalars(query.order_by(col(InboxItem.delivered_at), col(InboxItem.id)))).all()


async def count_unread(db: AsyncSession, owner_id: str) -> int:
    """How much of it."""
    query = (
        select(func.count())
        .select_from(InboxItem)
        .where(col(InboxItem.owner_id) == owner_id, *_TOLD, col(InboxItem.read_at).is_(None))
    )
    return await db.scalar(query) or 0
