"""Reads rests as spans of time."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.rest import Area, Span, WeeklyRest, weekly_spans
from coaching_app.models import Rest, User


async def rests_of(
    db: AsyncSession, person_ids: Collection[str], start: datetime, end: datetime, area: str | None
) -> list[tuple[Rest, str]]:
    """The rests that may touch this time, each with the zone of its owner."""
    areas = (Area.ALL.value, area or Area.ALL.value)
    found = await db.execute(
        select(Rest, col(User.time_zone))
        .join(User, col(User.id) == col(Rest.owner_id))
        .where(
            col(Rest.owner_id).in_(person_ids),
            col(Rest.area).in_(areas),
            col(Rest.deleted_at).is_(None),
            or_(
                col(Rest.is_weekly).is_(True),
                (col(Rest.starts_at) < end) & or_(col(Rest.ends_at).is_(None), col(Rest.ends_at) > start),
            ),
        )
    )
    return [(row[0], row[1]) for row in found]


def weekly_of(rest: Rest) -> WeeklyRest:
    """The rule of a weekly rest."""
    assert rest.from_weekday is not None
    assert rest.until_weekday is not None
    assert rest.from_time is not None
    assert rest.until_time is not None
    assert rest.first_day is not None
    cuts = tuple(Span(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in rest.cuts)
    return WeeklyRest(
        rest.from_weekday,
        rest.from_time,
        rest.until_weekday,
        rest.until_time,
        rest.first_day,
        rest.last_day,
        cuts,
    )


def spans_of(rest: Rest, time_zone: str, start: datetime, end: datetime) -> Iterator[Span]:
    """The time a rest covers between two moments."""
    if rest.is_weekly:
        yield from weekly_spans(weekly_of(rest), time_zone, start, end)
    elif rest.starts_at is not None:
        yield Span(rest.starts_at, rest.ends_at)
