"""Which day it is for a person who practises habits, and when that day begins."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.day import LATEST_START, habit_day
from coaching_app.domain.written_text import refuse
from coaching_app.features.habits.queries import start_hour
from coaching_app.models import HabitPreference


async def today_of(db: AsyncSession, actor: Actor) -> date:
    """The day that ticks belong to now."""
    return habit_day(now(), actor.time_zone, await start_hour(db, actor.user_id))


async def day_start_hour(db: AsyncSession, actor: Actor) -> int:
    """The hour at which the person's day begins."""
    return await start_hour(db, actor.user_id)


async def set_day_start_hour(db: AsyncSession, actor: Actor, hour: int) -> int:
    """Let the day begin at another hour; days that are written down stay where they are."""
    if not 0 <= hour <= LATEST_START:
        raise refuse("hour", _("A day begins between 0 and {latest} o'clock.").format(latest=LATEST_START))
    found = select(HabitPreference).where(col(HabitPreference.owner_id) == actor.user_id)
    preference = (await db.scalars(found.with_for_update())).first()
    if preference is None:
        preference = HabitPreference(owner_id=actor.user_id)
        db.add(preference)
    preference.day_start_hour = hour
    return hour
