"""Greets the person by their own clock, counts what they have, and gathers the facts of their day."""

from datetime import date, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.local_day import local_day, local_hour
from coaching_app.features.coaching import service as coaching
from coaching_app.features.dashboard.queries import count_notes
from coaching_app.features.dashboard.schemas import DayFacts, Overview
from coaching_app.features.habits import service as habits
from coaching_app.features.planner import service as planner
from coaching_app.features.rest import service as rest
from coaching_app.features.wellness import service as wellness

RECENT = timedelta(days=7)


async def read_overview(db: AsyncSession, actor: Actor) -> Overview:
    """What stands around the widgets, now and in the person's time zone."""
    moment = now()
    total, recent = await count_notes(db, actor, moment - RECENT)
    return Overview(
        greeting=greeting(local_hour(moment, actor.time_zone)),
        day=_day_name(local_day(moment, actor.time_zone), actor.language),
        notes=total,
        recent_notes=recent,
        notes_summary=_notes_summary(total, recent),
        is_new=not total and not await _has_begun(db, actor),
        is_coach=actor.role in {Role.MENTOR, Role.PASTOR},
    )


async def _has_begun(db: AsyncSession, actor: Actor) -> bool:
    """Whether the person practises or asks themselves anything; what they plan, the planner says."""
    return await habits.has_habits(db, actor) or bool(await wellness.list_forms(db, actor))


async def read_day(db: AsyncSession, actor: Actor) -> DayFacts:
    """All that the page of today shows, in one answer."""
    now_resting = (await rest.resting(db, (actor.user_id,))).get(actor.user_id)
    board = await wellness.read_board(db, actor)
    return DayFacts(
        day=local_day(now(), actor.time_zone),
        overview=await read_overview(db, actor),
        is_resting=now_resting is not None,
        rest_until=now_resting.until if now_resting else None,
        rest=(await rest.read_rest(db, actor)).words,
        tasks=await planner.read_today(db, actor),
        habits=await habits.read_board(db, actor),
        checkins=tuple(form for form in board.forms if form.is_due or form.answered),
        nudges=await coaching.open_nudges(db, actor),
    )


def greeting(hour: int) -> str:
    """What one says at this hour of the day."""
    if 4 <= hour < 12:
        return _("Good morning.")
    if 12 <= hour < 18:
        return _("Good afternoon.")
    return _("Good evening.")


def _notes_summary(total: int, recent: int) -> str:
    counted = ngettext("{count} note", "{count} notes", total).format(count=f"{total:,}")
    if not recent:
        return counted
    changed = _("{count} changed in the last 7 days").format(count=f"{recent:,}")
    return f"{counted}, {changed}"


def _day_name(day: date, language: str) -> str:
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse("en")
    weekday = locale.days["stand-alone"]["wide"][day.weekday()]
    return f"{weekday}, {format_skeleton('MMMMd', day, locale=locale)}"
