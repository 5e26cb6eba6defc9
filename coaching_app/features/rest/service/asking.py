"""What other features ask: who rests now, and which days were rest."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.domain.local_day import day_start
from coaching_app.domain.rest import Span, around, days_touched
from coaching_app.features.rest.queries import rests_of, spans_of
from coaching_app.features.rest.schemas import RestNow
from coaching_app.models import User

# A stretch of rest is followed this far to find its end.
_BACK, _AHEAD = timedelta(days=8), timedelta(days=60)


async def resting(
    db: AsyncSession, person_ids: Collection[str], moment: datetime | None = None, area: str | None = None
) -> dict[str, RestNow]:
    """Who of these people rests at the moment: from everything, or from the area too if one is named."""
    at = moment or now()
    start, end = at - _BACK, at + _AHEAD
    spans: dict[str, list[Span]] = {}
    for rest, time_zone in await rests_of(db, person_ids, start, end, area):
        spans.setdefault(rest.owner_id, []).extend(spans_of(rest, time_zone, start, end))
    stretches = {person_id: around(found, at) for person_id, found in spans.items()}
    return {
        person_id: RestNow(person_id, stretch.end)
        for person_id, stretch in stretches.items()
        if stretch is not None
    }


async def rest_days(
    db: AsyncSession, person_id: str, first: date, last: date, area: str | None = None
) -> frozenset[date]:
    """The person's local days from `first` to `last` of which any part was rest from this area.

    A day that is partly rest counts: what was left out on it is no miss.
    """
    time_zone = await db.scalar(select(col(User.time_zone)).where(col(User.id) == person_id))
    if time_zone is None or last < first:
        return frozenset()
    start, end = day_start(first, time_zone), day_start(last + timedelta(days=1), time_zone)
    spans = [
        span
        for rest, zone in await rests_of(db, (person_id,), start, end, area)
        for span in spans_of(rest, zone, start, end)
    ]
    return days_touched(spans, time_zone, first, last)
