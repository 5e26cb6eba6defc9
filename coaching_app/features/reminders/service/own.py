"""A person's own reminders: made, changed, deleted, brought back."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.person_fields import clean_name
from coaching_app.domain.reminders.minutes import DAY_MINUTES, next_moment, within
from coaching_app.domain.written_text import check_version
from coaching_app.features.habits import service as habits
from coaching_app.features.reminders.queries import own_reminder, own_reminders, preferences_of
from coaching_app.features.reminders.schemas import (
    MOST_REMINDERS,
    TITLE_LENGTH,
    ReminderChanges,
    ReminderDraft,
    ReminderView,
)
from coaching_app.models import Reminder
from coaching_app.models.reminder import QUIET_FROM, QUIET_UNTIL

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clock_time(minute: int) -> str:
    """A minute of the day as HH:MM."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute_of(text: str) -> int:
    """The minute of the day of HH:MM, as a time field sends it."""
    hours, _colon, minutes = text.strip().partition(":")
    parts = hours, minutes[:2]
    if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        raise Invalid(_("Write the time as hours and minutes, for example 07:30."), detail={"field": "time"})
    return checked_minute(int(hours) * 60 + int(parts[1]))


def checked_minute(minute: int) -> int:
    """A minute that a day has."""
    if not 0 <= minute < DAY_MINUTES:
        raise Invalid(_("Choose a time between 00:00 and 23:59."), detail={"field": "time"})
    return minute


def reminder_view(reminder: Reminder) -> ReminderView:
    """A reminder as others may know it."""
    return ReminderView(
        id=reminder.id,
        kind=reminder.kind,
        item_id=reminder.item_id,
        title=reminder.title,
        time=clock_time(reminder.minute),
        weekdays=tuple(name for place, name in enumerate(WEEKDAYS) if reminder.weekdays >> place & 1),
        by_mail=reminder.by_mail,
        next_at=reminder.next_at,
        version=reminder.version,
    )


async def list_reminders(db: AsyncSession, actor: Actor) -> tuple[ReminderView, ...]:
    """All of the person, by the time of the day."""
    return tuple(reminder_view(one) for one in await own_reminders(db, actor))


async def get_reminder(db: AsyncSession, actor: Actor, reminder_id: str) -> ReminderView:
    """One reminder of the person."""
    return reminder_view(await _require(db, actor, reminder_id))


async def add_reminder(db: AsyncSession, actor: Actor, draft: ReminderDraft) -> ReminderView:
    """A new reminder; it comes for the first time at its next minute."""
    if len(await own_reminders(db, actor)) >= MOST_REMINDERS:
        raise Invalid(_("There are {most} reminders already.").format(most=MOST_REMINDERS))
    await _check_quiet(db, actor, draft.minute)
    reminder = Reminder(
        owner_id=actor.user_id,
        kind=draft.kind,
        item_id=draft.item_id if draft.kind == "habit" else "",
        title=await _title(db, actor, draft),
        minute=checked_minute(draft.minute),
        weekdays=draft.weekdays & 127,
        by_mail=draft.by_mail,
    )
    _plan(reminder, actor)
    db.add(reminder)
    await db.flush()
    return reminder_view(reminder)


async def edit_reminder(
    db: AsyncSession, actor: Actor, reminder_id: str, version: int, changes: ReminderChanges
) -> ReminderView:
    """Change some fields; the next time is planned anew."""
    reminder = await _require(db, actor, reminder_id)
    check_version(reminder.version, version)
    values: dict[str, Any] = dict(changes)
    if "title" in values:
        values["title"] = clean_name(values["title"], "title", TITLE_LENGTH)
    if "minute" in values:
        await _check_quiet(db, actor, checked_minute(values["minute"]))
    for name, value in values.items():
        setattr(reminder, name, value)
    _plan(reminder, actor)
    _touch(reminder)
    return reminder_view(reminder)


async def delete_reminder(db: AsyncSession, actor: Actor, reminder_id: str) -> None:
    """Take it away; `restore_reminder` brings it back."""
    reminder = await _require(db, actor, reminder_id)
    reminder.deleted_at = now()
    _touch(reminder)


async def restore_reminder(db: AsyncSession, actor: Actor, reminder_id: str) -> ReminderView:
    """Bring back a deleted reminder; what it missed meanwhile is not told."""
    reminder = await own_reminder(db, actor, reminder_id)
    if reminder is None:
        raise NotFound
    if reminder.deleted_at is not None:
        reminder.deleted_at = None
        _plan(reminder, actor)
        _touch(reminder)
    return reminder_view(reminder)


async def _require(db: AsyncSession, actor: Actor, reminder_id: str) -> Reminder:
    reminder = await own_reminder(db, actor, reminder_id)
    if reminder is None or reminder.deleted_at is not None:
        raise NotFound
    return reminder


async def _title(db: AsyncSession, actor: Actor, draft: ReminderDraft) -> str:
    if draft.kind == "habit":
        return (await habits.get_habit(db, actor, draft.item_id)).name
    if draft.kind == "habits":
        return _("Habits that are open today")
    if draft.kind != "custom":
        raise Invalid(_("Remind of a habit, of all habits, or in your own words."), detail={"field": "kind"})
    return clean_name(draft.title, "title", TITLE_LENGTH)


async def _check_quiet(db: AsyncSession, actor: Actor, minute: int) -> None:
    """Refuse a minute at which nothing is ever told."""
    row = (await preferences_of(db, [actor.user_id])).get(actor.user_id)
    start, end = (row.quiet_from, row.quiet_until) if row else (QUIET_FROM, QUIET_UNTIL)
    if within(minute, start, end):
        span = f"{clock_time(start)}–{clock_time(end)}"
        words = _("That is within your quiet hours, {span}. Choose another time, or change them.")
        raise Invalid(words.format(span=span), detail={"field": "time"})


def _plan(reminder: Reminder, actor: Actor) -> None:
    reminder.next_at = next_moment(reminder.minute, reminder.weekdays, actor.time_zone, now())
    reminder.planned_zone = actor.time_zone


def _touch(reminder: Reminder) -> None:
    reminder.updated_at = now()
    reminder.version += 1
