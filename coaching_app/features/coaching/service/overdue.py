"""Says what of the shared plans of a coach's people is past its day, in the words of the rule that judges it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.domain.attention import OVERDUE_DAYS
from coaching_app.domain.consent import Viewer
from coaching_app.domain.local_day import local_day
from coaching_app.domain.rest import Area
from coaching_app.features.coaching import queries
from coaching_app.features.rest import service as rest

# What was meant for a day longer ago than this is a matter of the past.
_BACK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Due:
    """How much was meant for each day and is still open, and which days since then were rest."""

    by_day: Mapping[date, int] = field(default_factory=dict[date, int])
    rested: frozenset[date] = frozenset()


async def due_of(db: AsyncSession, viewer: Viewer, ids: Sequence[str]) -> dict[str, Due]:
    """For whoever has something that could be late; nobody who rests from their plans."""
    today = local_day(now(), "UTC")
    days: defaultdict[str, Counter[date]] = defaultdict(Counter)
    # A day further than UTC's: where it has begun already.
    latest = today + timedelta(days=1 - OVERDUE_DAYS)
    for owner_id, day, count in await queries.due_of(db, viewer, ids, today - _BACK, latest):
        days[owner_id][day] += count
    away = await rest.resting(db, list(days), area=Area.PLANNER.value)
    return {
        owner_id: Due(
            found, await rest.rest_days(db, owner_id, min(found), today + timedelta(days=1), Area.PLANNER)
        )
        for owner_id, found in days.items()
        if owner_id not in away
    }
