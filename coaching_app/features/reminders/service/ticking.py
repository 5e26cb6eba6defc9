"""The work of a minute: what has come due is told, waits for the end of quiet hours, or is dropped."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext, speaking
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.local_day import local_day
from coaching_app.domain.reminders.minutes import end_of_day, is_quiet, newest_moment, next_moment
from coaching_app.features.habits import service as habits
from coaching_app.features.reminders.queries import (
    due_digests,
    due_reminders,
    preferences_of,
    tenants_with_work,
    unread_of,
    waiting_items,
)
from coaching_app.features.reminders.service.arriving import poke_pages
from coaching_app.features.reminders.service.telling import NEWS, remind
from coaching_app.features.rest import service as rest
from coaching_app.mail.outbox import queue_mail
from coaching_app.models import InboxItem, Reminder, ReminderPreference, User

AREA = "reminders"
# What others did is about plans.
PLANNER = "planner"
_AT_ONCE = 200
_DEFAULT = ReminderPreference(owner_id="")


async def tick() -> None:
    """Do what is due now in every tenant. Running it twice, or in two processes, tells nothing twice."""
    moment = now()
    async with snapshot(ALL_TENANTS) as db:
        tenants = await tenants_with_work(db, moment)
    for tenant_id in tenants:
        await _until_done(tenant_id, moment)
        told = await _deliver_all(tenant_id, moment)
        await poke_pages(tenant_id, told)
        async with unit_of_work(tenant_id) as db:
            await _digests(db, moment)


async def _until_done(tenant_id: str, moment: datetime) -> None:
    while True:
        async with unit_of_work(tenant_id) as db:
            found = await due_reminders(db, moment, _AT_ONCE)
            for reminder, time_zone in found:
                await _come_due(db, reminder, time_zone, moment)
        if len(found) < _AT_ONCE:
            return


async def _come_due(db: AsyncSession, reminder: Reminder, time_zone: str, moment: datetime) -> None:
    """Put the newest of the moments that have come into the inbox, and plan the next one.

    After a stop of some days only the last one counts, and only on its own day: the others are dropped.
    """
    minute, weekdays = reminder.minute, reminder.weekdays
    has_moved = reminder.planned_zone not in {"", time_zone}
    if not has_moved and reminder.next_at is not None and reminder.next_at <= moment:
        newest = newest_moment(minute, weekdays, time_zone, moment)
        day = local_day(newest, time_zone)
        await remind(
            db,
            person_id=reminder.owner_id,
            tenant_id=reminder.tenant_id,
            kind=reminder.kind,
            key=f"reminder:{reminder.id}:{day.isoformat()}",
            title=reminder.title,
            href="/habits" if reminder.kind != "custom" else "/reminders",
            at=newest,
            channel="mail" if reminder.by_mail else "inbox",
            item_id=reminder.item_id,
            expires_at=end_of_day(newest, time_zone),
        )
    reminder.next_at = next_moment(minute, weekdays, time_zone, moment)
    reminder.planned_zone = time_zone


async def _deliver_all(tenant_id: str, moment: datetime) -> set[str]:
    """Tell everybody what is due; whoever was told something."""
    after, told = "", set[str]()
    while True:
        async with unit_of_work(tenant_id) as db:
            found = await waiting_items(db, moment, after, _AT_ONCE)
            by_owner: dict[tuple[str, str], list[InboxItem]] = defaultdict(list)
            for item, time_zone in found:
                by_owner[item.owner_id, time_zone].append(item)
            for (owner_id, time_zone), items in by_owner.items():
                await _deliver(db, owner_id, time_zone, items, moment)
        told |= {item.owner_id for item, _zone in found if item.delivered_at is not None}
        if len(found) < _AT_ONCE:
            return told
        after = found[-1][0].id


async def _deliver(
    db: AsyncSession, owner_id: str, time_zone: str, items: Sequence[InboxItem], moment: datetime
) -> None:
    """Tell one person what is due; while they rest everything is dropped, while it is quiet everything waits."""
    preference = (await preferences_of(db, [owner_id])).get(owner_id, _DEFAULT)
    is_resting = owner_id in await rest.resting(db, [owner_id], moment, AREA)
    quiet = is_quiet(moment, preference.quiet_from, preference.quiet_until, time_zone)
    news = any(item.kind == NEWS for item in items)
    is_away = is_resting or (news and owner_id in await rest.resting(db, [owner_id], moment, PLANNER))
    asked: dict[str, str] | None = None
    for item in items:
        if item.kind == NEWS and is_away:
            continue
        if is_resting or (item.expires_at is not None and item.expires_at <= moment):
            item.dropped_at = moment
            continue
        if quiet:
            continue
        if item.kind in {"habit", "habits"}:
            asked = await habits.asked_today(db, owner_id, time_zone) if asked is None else asked
            if not _say_habits(item, asked):
                item.dropped_at = moment
                continue
        await _supersede(db, item, moment)
        item.delivered_at = moment


def _say_habits(item: InboxItem, asked: dict[str, str]) -> bool:
    """Whether there is anything left to say: what is done already is no reason to be reminded."""
    if item.kind == "habit":
        item.title = asked.get(item.item_id, "") or item.title
        item.href = f"/habits/{item.item_id}"
        return item.item_id in asked
    words = ngettext("{count} habit is open today", "{count} habits are open today", len(asked))
    item.title = words.format(count=len(asked))
    item.body = ", ".join(asked.values())[:1000]
    return bool(asked)


async def _supersede(db: AsyncSession, item: InboxItem, moment: datetime) -> None:
    """An older one about the same thing is put away, so that nobody is nagged twice."""
    if item.kind not in {"habit", "habits"}:
        return
    older = update(InboxItem).where(
        col(InboxItem.owner_id) == item.owner_id,
        col(InboxItem.kind) == item.kind,
        col(InboxItem.item_id) == item.item_id,
        col(InboxItem.delivered_at).is_not(None),
        col(InboxItem.read_at).is_(None),
    )
    await db.execute(older.values(read_at=moment))


async def _digests(db: AsyncSession, moment: datetime) -> None:
    for preference, person in await due_digests(db, moment):
        is_due = preference.next_digest_at is not None and preference.next_digest_at <= moment
        if is_due and preference.planned_zone in {"", person.time_zone}:
            newest = newest_moment(preference.digest_minute, 0, person.time_zone, moment)
            # One that was missed is sent on its own day only.
            if local_day(newest, person.time_zone) == local_day(moment, person.time_zone):
                await _send_digest(db, person, preference, moment)
        preference.next_digest_at = next_moment(preference.digest_minute, 0, person.time_zone, moment)
        preference.planned_zone = person.time_zone


async def _send_digest(
    db: AsyncSession, person: User, preference: ReminderPreference, moment: datetime
) -> None:
    if person.id in await rest.resting(db, [person.id], moment, AREA) or person.deactivated_at is not None:
        return
    items = [one for one in await unread_of(db, person.id) if one.by_mail and one.mailed_at is None]
    if not items:
        return
    for item in items:
        item.mailed_at = moment
    with speaking(person.language):
        subject = ngettext("{count} reminder", "{count} reminders", len(items)).format(count=len(items))
        await queue_mail(
            db,
            to=person.email,
            subject=subject,
            text=_letter(items),
            kind="reminders",
            tenant_id=preference.tenant_id,
            expires_at=end_of_day(moment, person.time_zone),
        )


def _letter(items: Sequence[InboxItem]) -> str:
    base = get_settings().public_url.rstrip("/") if get_settings().public_url else ""
    lines = [f"- {one.title}" + (f"\n  {base}{one.href}" if base and one.href else "") for one in items]
    foot = _("You chose this digest yourself; it can be switched off under Reminders.")
    return "\n".join([*lines, "", foot])
