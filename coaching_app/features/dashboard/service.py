"""Greets the person by their own clock and counts what they have."""

from datetime import date, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day, local_hour
from coaching_app.features.dashboard.queries import count_notes
from coaching_app.features.dashboard.schemas import Overview

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
