"""What a person was told, and what they prefer about being told."""

from datetime import timedelta

from babel.dates import get_day_names
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.settings import get_settings
from coaching_app.domain.actor import Actor
from coaching_app.domain.reminders.minutes import next_moment
from coaching_app.features.habits import service as habits
from coaching_app.features.habits.service import locale_of
from coaching_app.features.reminders.queries import count_unread, preferences_of, told, unread_of
from coaching_app.features.reminders.schemas import (
    MOST_SHOWN,
    NoticeRow,
    NoticeView,
    Preferences,
    ReminderPage,
    ReminderRow,
    ReminderView,
)
from coaching_app.features.reminders.service.own import WEEKDAYS, clock_time, list_reminders, minute_of
from coaching_app.models import InboxItem, ReminderPreference
from coaching_app.ui.moments import shown_moment

# What came earlier than this was there to be seen when the page was opened.
_NEW = timedelta(minutes=2)


async def list_notices(db: AsyncSession, actor: Actor) -> tuple[NoticeView, ...]:
    """What the person was told, unread first, then the newest; at most a hundred."""
    return tuple(_view(item) for item in await told(db, actor, MOST_SHOWN))


def _view(item: InboxItem) -> NoticeView:
    assert item.delivered_at is not None
    return NoticeView(
        item.id, item.kind, item.title, item.body, item.href, item.delivered_at, item.read_at is not None
    )


async def unread_count(db: AsyncSession, actor: Actor) -> int:
    """How much the person was told and has not read; for the frame of every page."""
    return await count_unread(db, actor.user_id)


async def just_arrived(db: AsyncSession, actor: Actor) -> tuple[NoticeView, ...]:
    """What the person was told a moment ago and has not read; for pages that are open."""
    since = now() - _NEW
    unread = await unread_of(db, actor.user_id)
    return tuple(_view(one) for one in unread if one.delivered_at is not None and one.delivered_at >= since)


async def read_notice(db: AsyncSession, actor: Actor, notice_id: str) -> NoticeView:
    """Put one away; doing it twice changes nothing more."""
    query = select(InboxItem).where(
        col(InboxItem.id) == notice_id,
        col(InboxItem.owner_id) == actor.user_id,
        col(InboxItem.delivered_at).is_not(None),
    )
    item = (await db.scalars(query)).first() if is_id(notice_id) else None
    if item is None:
        raise NotFound
    item.read_at = item.read_at or now()
    await db.flush()
    return _view(item)


async def read_all_notices(db: AsyncSession, actor: Actor) -> None:
    """Put everything away."""
    mine = update(InboxItem).where(
        col(InboxItem.owner_id) == actor.user_id,
        col(InboxItem.delivered_at).is_not(None),
        col(InboxItem.read_at).is_(None),
    )
    await db.execute(mine.values(read_at=now()))


async def read_preferences(db: AsyncSession, actor: Actor) -> Preferences:
    """Quiet hours and digest."""
    row = (await preferences_of(db, [actor.user_id])).get(actor.user_id)
    if row is None:
        return Preferences()
    digest = clock_time(row.digest_minute) if row.digest_minute >= 0 else ""
    return Preferences(clock_time(row.quiet_from), clock_time(row.quiet_until), digest)


async def set_preferences(db: AsyncSession, actor: Actor, wanted: Preferences) -> Preferences:
    """Change quiet hours and digest; a digest begins with its next minute."""
    row = (await preferences_of(db, [actor.user_id])).get(actor.user_id)
    if row is None:
        row = ReminderPreference(owner_id=actor.user_id)
        db.add(row)
    row.quiet_from, row.quiet_until = minute_of(wanted.quiet_from), minute_of(wanted.quiet_until)
    row.digest_minute = minute_of(wanted.digest) if wanted.digest.strip() else -1
    row.planned_zone = actor.time_zone
    row.next_digest_at = (
        next_moment(row.digest_minute, 0, actor.time_zone, now()) if row.digest_minute >= 0 else None
    )
    await db.flush()
    return await read_preferences(db, actor)


async def read_page(db: AsyncSession, actor: Actor) -> ReminderPage:
    """Everything the page of reminders shows."""
    notices = await list_notices(db, actor)
    reminders = await list_reminders(db, actor)
    practised = await habits.list_habits(db, actor)
    return ReminderPage(
        notices=tuple(_row(one, actor) for one in notices),
        unread=sum(not one.is_read for one in notices),
        has_notices=bool(notices),
        reminders=tuple(_reminder_row(one, actor.language) for one in reminders),
        has_reminders=bool(reminders),
        things=(
            ("habits", _("All habits that are open")),
            *((one.id, one.name) for one in practised),
            ("custom", _("Something else")),
        ),
        preferences=await read_preferences(db, actor),
        time_zone=actor.time_zone,
        sends_mail=bool(get_settings().mail_url.get_secret_value()),
    )


def _row(one: NoticeView, actor: Actor) -> NoticeRow:
    moment = shown_moment(one.delivered_at, actor.time_zone, actor.language)
    return NoticeRow(one.id, one.title, one.body, one.href, moment, one.is_read)


def _reminder_row(one: ReminderView, language: str) -> ReminderRow:
    names = get_day_names("abbreviated", locale=locale_of(language))
    days = ", ".join(names[WEEKDAYS.index(name)] for name in one.weekdays) or _("every day")
    return ReminderRow(one.id, one.title, f"{one.time} · {days}", one.by_mail, one.version)
