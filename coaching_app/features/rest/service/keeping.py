"""A person plans, begins, ends and deletes their own rests."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.domain.rest import Area, Span, weekly_spans
from coaching_app.features.rest.queries import spans_of, weekly_of
from coaching_app.features.rest.schemas import Ended, OnceDraft, RestView, WeeklyDraft
from coaching_app.models import Rest

# Illness is noticed late; further back would rewrite what was counted long ago.
BACKDATING = timedelta(days=14)
LONGEST = timedelta(days=3660)
MOST = 200
_AREAS = frozenset(area.value for area in Area)


async def add_once(db: AsyncSession, actor: Actor, draft: OnceDraft) -> RestView:
    """Rest once; it may overlap any other rest."""
    moment = now()
    if draft.starts_at < moment - BACKDATING:
        raise Invalid(_("A rest can begin up to 14 days ago."), detail={"field": "starts_at"})
    if draft.starts_at > moment + LONGEST:
        raise Invalid(_("A rest begins within ten years."), detail={"field": "starts_at"})
    if draft.ends_at is not None and not draft.starts_at < draft.ends_at <= draft.starts_at + LONGEST:
        raise Invalid(_("A rest ends after it begins."), detail={"field": "ends_at"})
    return await _added(
        db,
        actor,
        Rest(
            owner_id=actor.user_id, area=_area(draft.area), starts_at=draft.starts_at, ends_at=draft.ends_at
        ),
    )


async def add_weekly(db: AsyncSession, actor: Actor, draft: WeeklyDraft) -> RestView:
    """Rest every week."""
    today = local_day(now(), actor.time_zone)
    first = draft.first_day or today
    if not today - BACKDATING <= first <= today + LONGEST:
        raise Invalid(_("A rest can begin up to 14 days ago."), detail={"field": "first_day"})
    if draft.last_day is not None and draft.last_day < first:
        raise Invalid(_("A rest ends after it begins."), detail={"field": "last_day"})
    if not (0 <= draft.from_weekday <= 6 and 0 <= draft.until_weekday <= 6):
        raise Invalid(_("A weekday is a number from 0, Monday, to 6."), detail={"field": "from_weekday"})
    return await _added(
        db,
        actor,
        Rest(
            owner_id=actor.user_id,
            area=_area(draft.area),
            is_weekly=True,
            from_weekday=draft.from_weekday,
            from_time=_minute(draft.from_time),
            until_weekday=draft.until_weekday,
            until_time=_minute(draft.until_time),
            first_day=first,
            last_day=draft.last_day,
        ),
    )


def _minute(at: time) -> time:
    return at.replace(second=0, microsecond=0, tzinfo=None)


def _area(area: str) -> str:
    if area not in _AREAS:
        raise Invalid(_("There is no such area to rest from."), detail={"field": "area"})
    return area


async def _added(db: AsyncSession, actor: Actor, rest: Rest) -> RestView:
    if len(await _mine(db, actor)) >= MOST:
        raise Conflict(_("These are very many rests. Delete some that are over first."))
    db.add(rest)
    await db.flush()
    return view_of(rest, actor.time_zone)


async def _mine(db: AsyncSession, actor: Actor) -> list[Rest]:
    rows = await db.scalars(
        select(Rest)
        .where(col(Rest.owner_id) == actor.user_id, col(Rest.deleted_at).is_(None))
        .order_by(col(Rest.id).desc())
    )
    return list(rows)


async def list_rests(db: AsyncSession, actor: Actor) -> tuple[RestView, ...]:
    """The person's rests, the latest made first."""
    return tuple(view_of(rest, actor.time_zone) for rest in await _mine(db, actor))


async def get_rest(db: AsyncSession, actor: Actor, rest_id: str) -> RestView:
    """One rest of the person."""
    return view_of(await _own(db, actor, rest_id), actor.time_zone)


async def end_now(db: AsyncSession, actor: Actor) -> tuple[Ended, ...]:
    """Be back: end everything that is a rest at this moment; what a weekly rest has next week stays."""
    ended = [_end(rest, actor.time_zone) for rest in await _mine(db, actor)]
    await db.flush()
    return tuple(one for one in ended if one is not None)


async def end_rest(db: AsyncSession, actor: Actor, rest_id: str) -> Ended:
    """End one rest early; one that has not begun is deleted instead."""
    ended = _end(await _own(db, actor, rest_id), actor.time_zone)
    if ended is None:
        raise Conflict(_("This is no rest at the moment."))
    await db.flush()
    return ended


def _end(rest: Rest, time_zone: str) -> Ended | None:
    moment = now()
    span = _current(rest, time_zone, moment)
    if span is None:
        return None
    previous = rest.ends_at
    if rest.is_weekly:
        assert span.end is not None
        rest.cuts = [*rest.cuts, [moment.isoformat(), span.end.isoformat()]]
    else:
        rest.ends_at = moment
    rest.updated_at = moment
    return Ended(rest.id, previous, rest.is_weekly)


def _current(rest: Rest, time_zone: str, moment: datetime) -> Span | None:
    near = spans_of(rest, time_zone, moment, moment + timedelta(seconds=1))
    return next((span for span in near if span.holds(moment)), None)


async def resume(db: AsyncSession, actor: Actor, ended: Sequence[Ended]) -> None:
    """Undo an early end."""
    for one in ended:
        rest = await _own(db, actor, one.rest_id)
        if one.was_weekly:
            rest.cuts = rest.cuts[:-1]
        else:
            rest.ends_at = one.previous_end
        rest.updated_at = now()
    await db.flush()


async def stop_weekly(db: AsyncSession, actor: Actor, rest_id: str) -> RestView:
    """Let a weekly rest not come again; an occurrence under way goes on to its end."""
    rest = await _own(db, actor, rest_id)
    if not rest.is_weekly:
        raise Conflict(_("This rest does not repeat."))
    rest.last_day, rest.updated_at = local_day(now(), actor.time_zone), now()
    await db.flush()
    return view_of(rest, actor.time_zone)


async def delete_rest(db: AsyncSession, actor: Actor, rest_id: str) -> None:
    """Take a rest away as if it had not been; `restore_rest` brings it back."""
    rest = await _own(db, actor, rest_id)
    rest.deleted_at = now()


async def restore_rest(db: AsyncSession, actor: Actor, rest_id: str) -> RestView:
    """Bring back a deleted rest."""
    rest = await _own(db, actor, rest_id, deleted_too=True)
    rest.deleted_at = None
    await db.flush()
    return view_of(rest, actor.time_zone)


async def _own(db: AsyncSession, actor: Actor, rest_id: str, *, deleted_too: bool = False) -> Rest:
    query = select(Rest).where(col(Rest.id) == rest_id, col(Rest.owner_id) == actor.user_id)
    if not deleted_too:
        query = query.where(col(Rest.deleted_at).is_(None))
    rest = (await db.scalars(query.with_for_update())).first() if is_id(rest_id) else None
    if rest is None:
        raise NotFound
    return rest


def view_of(rest: Rest, time_zone: str) -> RestView:
    """A rest as its owner sees it."""
    moment = now()
    return RestView(
        id=rest.id,
        area=rest.area,
        is_weekly=rest.is_weekly,
        starts_at=rest.starts_at,
        ends_at=rest.ends_at,
        from_weekday=rest.from_weekday,
        from_time=rest.from_time,
        until_weekday=rest.until_weekday,
        until_time=rest.until_time,
        first_day=rest.first_day,
        last_day=rest.last_day,
        is_now=_current(rest, time_zone, moment) is not None,
        is_over=_is_over(rest, time_zone, moment),
        created_at=rest.created_at,
    )


def _is_over(rest: Rest, time_zone: str, moment: datetime) -> bool:
    if not rest.is_weekly:
        return rest.ends_at is not None and rest.ends_at <= moment
    last: date | None = rest.last_day
    if last is None:
        return False
    after = (
        weekly_spans(weekly_of(rest), time_zone, moment, moment + LONGEST)
        if last >= local_day(moment - timedelta(days=8), time_zone)
        else iter(())
    )
    return all(span.end is not None and span.end <= moment for span in after)
