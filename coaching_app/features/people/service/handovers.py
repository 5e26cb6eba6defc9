"""Handover: a mentee goes on with another mentor and picks what passes on; the old access ends at that moment."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import cast

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import KINDS_OF_ROLE, Category
from coaching_app.domain.written_text import refuse
from coaching_app.features.consent.service.things import has_things, things_of
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import HandedOver, HandoverStatus, HandoverView, PersonRef, Picked
from coaching_app.features.people.service import rules
from coaching_app.features.people.service.relationships import begin_anew, end_row
from coaching_app.models import Handover, HandoverItem, Relationship

LIFETIME = timedelta(days=14)
MOST_PICKED = 500
_UNDER_WAY = ("choosing", "offered")
Hook = Callable[[AsyncSession, Actor, HandedOver], Awaitable[None]]
# Who writes the grants: consent knows of people, not the other way round.
_hooks: list[Hook] = []


def on_handover(hook: Hook) -> None:
    """Call this inside the work that accepts a handover: what it does and the handover happen together."""
    if hook not in _hooks:
        _hooks.append(hook)


def off_handover(hook: Hook) -> None:
    """Do not call it any more."""
    if hook in _hooks:
        _hooks.remove(hook)


async def list_handovers(
    db: AsyncSession, actor: Actor, *, with_past: bool = False
) -> tuple[HandoverView, ...]:
    """The handovers the actor takes part in: under way, on request past ones too."""
    views = await _views(db, actor)
    return tuple(view for view in views if with_past or view.status in _UNDER_WAY)


async def get_handover(db: AsyncSession, actor: Actor, handover_id: str) -> HandoverView:
    """One handover the actor takes part in."""
    for view in await _views(db, actor, col(Handover.id) == handover_id):
        return view
    raise NotFound


async def start_handover(db: AsyncSession, actor: Actor, relationship_id: str, to_id: str) -> HandoverView:
    """Begin: the mentor, the mentee, or a pastor who walks with the mentee, names the new mentor."""
    row = await _relationship(db, actor, relationship_id)
    new_role = await queries.role_of(db, actor.tenant_id, to_id) if is_id(to_id) else None
    if new_role is None or row.kind not in KINDS_OF_ROLE.get(new_role, ()):
        raise NotFound
    if to_id in {row.coach_id, row.mentee_id}:
        raise refuse("to_id", _("Choose another mentor."))
    made = Handover(
        relationship_id=row.id,
        mentee_id=row.mentee_id,
        from_id=row.coach_id,
        to_id=to_id,
        started_by=actor.user_id,
        expires_at=now() + LIFETIME,
    )
    await _let_go_of_expired(db, row.id)
    try:
        async with db.begin_nested():
            db.add(made)
            await db.flush()
    except IntegrityError:
        raise Conflict(_("A handover is under way already."), code="exists") from None
    return await get_handover(db, actor, made.id)


async def pick(db: AsyncSession, actor: Actor, handover_id: str, picked: Sequence[Picked]) -> HandoverView:
    """Say what passes on, in place of what was said before; the mentee alone, until it is accepted."""
    row = await _own(db, actor, handover_id, col(Handover.mentee_id) == actor.user_id)
    _require(row, *_UNDER_WAY)
    if len(picked) > MOST_PICKED:
        raise refuse("picked", _("Pick whole kinds instead of so many single things."))
    await _require_own(db, actor, picked)
    await db.execute(delete(HandoverItem).where(col(HandoverItem.handover_id) == row.id))
    for one in dict.fromkeys(picked):
        db.add(HandoverItem(handover_id=row.id, category=one.category.value, item_id=one.item_id))
    await db.flush()
    return await get_handover(db, actor, handover_id)


async def _require_own(db: AsyncSession, actor: Actor, picked: Sequence[Picked]) -> None:
    """Single things are the mentee's own; another's is as little there as one that never was."""
    for category in {one.category for one in picked}:
        ids = sorted({one.item_id for one in picked if one.category == category and one.item_id})
        if not all(is_id(one) for one in ids):
            raise NotFound
        if has_things(category) and len(await things_of(db, actor.user_id, category, ids, len(ids))) < len(
            ids
        ):
            raise NotFound


async def offer_handover(db: AsyncSession, actor: Actor, handover_id: str) -> HandoverView:
    """Hand the package to the new mentor, who has fourteen days; the mentee alone, also with nothing in it."""
    row = await _own(db, actor, handover_id, col(Handover.mentee_id) == actor.user_id)
    _require(row, "choosing")
    row.status, row.offered_at, row.expires_at = "offered", now(), now() + LIFETIME
    await db.flush()
    return await get_handover(db, actor, handover_id)


async def accept_handover(db: AsyncSession, actor: Actor, handover_id: str) -> HandoverView:
    """Take it on: the old relationship ends, the new one begins, and what was picked passes on, in one moment."""
    row = await _own(db, actor, handover_id, col(Handover.to_id) == actor.user_id)
    _require(row, "offered")
    old = await db.scalar(
        select(Relationship).where(col(Relationship.id) == row.relationship_id).with_for_update()
    )
    role = await queries.role_of(db, actor.tenant_id, actor.user_id)
    if old is None or old.status != "active" or role is None or old.kind not in KINDS_OF_ROLE.get(role, ()):
        raise rules.settled()
    moment = now()
    # Closed first, or the end of the relationship would cancel it.
    row.status, row.closed_at = "accepted", moment
    await db.flush()
    await end_row(db, old, row.mentee_id, moment)
    new = await _begin(db, actor, old)
    row.new_relationship_id = new.id
    await db.flush()
    told = HandedOver(
        handover_id=row.id,
        relationship_id=new.id,
        mentee_id=row.mentee_id,
        from_id=row.from_id,
        to_id=row.to_id,
        picked=(await _picked(db, [row.id])).get(row.id, ()),
        moment=moment,
    )
    for hook in _hooks:
        await hook(db, actor, told)
    return await get_handover(db, actor, handover_id)


async def decline_handover(db: AsyncSession, actor: Actor, handover_id: str) -> HandoverView:
    """Say no as the new mentor; nothing changes between the mentee and the old one."""
    row = await _own(db, actor, handover_id, col(Handover.to_id) == actor.user_id)
    _require(row, "offered")
    row.status, row.closed_at = "declined", now()
    await db.flush()
    return await get_handover(db, actor, handover_id)


async def cancel_handover(db: AsyncSession, actor: Actor, handover_id: str) -> HandoverView:
    """Call it off: the mentee, or whoever started it, until it is accepted."""
    mine = or_(col(Handover.mentee_id) == actor.user_id, col(Handover.started_by) == actor.user_id)
    row = await _own(db, actor, handover_id, mine)
    _require(row, *_UNDER_WAY)
    row.status, row.closed_at = "cancelled", now()
    await db.flush()
    return await get_handover(db, actor, handover_id)


async def _begin(db: AsyncSession, actor: Actor, old: Relationship) -> Relationship:
    """The new relationship; one that was only proposed, or is active already, is the one."""
    moment = now()
    query = select(Relationship).where(
        col(Relationship.coach_id) == actor.user_id,
        col(Relationship.mentee_id) == old.mentee_id,
        col(Relationship.kind) == old.kind,
        col(Relationship.status).in_(queries.LIVING),
    )
    row = (await db.scalars(query.with_for_update())).first()
    if row is None:
        row = Relationship(
            coach_id=actor.user_id, mentee_id=old.mentee_id, kind=old.kind, proposed_by=old.mentee_id
        )
        db.add(row)
    was_active = row.status == "active"
    row.status, row.started_at = "active", row.started_at or moment
    row.coach_accepted_at = row.coach_accepted_at or moment
    row.mentee_accepted_at = row.mentee_accepted_at or moment
    await db.flush()
    if not was_active:
        await begin_anew(db, row)
    return row


def _takes_part(actor: Actor) -> ColumnElement[bool]:
    """Its people; the new mentor once it is offered. A pastor who started it stays a part of it."""
    return or_(
        col(Handover.mentee_id) == actor.user_id,
        col(Handover.from_id) == actor.user_id,
        col(Handover.started_by) == actor.user_id,
        (col(Handover.to_id) == actor.user_id) & (col(Handover.offered_at).is_not(None)),
    )


def _status(row: Handover) -> HandoverStatus:
    if row.status in _UNDER_WAY and row.expires_at <= now():
        return "expired"
    return cast("HandoverStatus", row.status)


def _require(row: Handover, *statuses: str) -> None:
    if _status(row) not in statuses:
        raise rules.settled()


async def _own(db: AsyncSession, actor: Actor, handover_id: str, condition: ColumnElement[bool]) -> Handover:
    """A handover in which the actor has this part, locked; who takes part otherwise may not do this."""
    query = select(Handover).where(col(Handover.id) == handover_id, _takes_part(actor), condition)
    query = query.with_for_update().execution_options(populate_existing=True)
    row = (await db.scalars(query)).first() if is_id(handover_id) else None
    if row is None:
        raise NotFound
    return row


async def _relationship(db: AsyncSession, actor: Actor, relationship_id: str) -> Relationship:
    query = select(Relationship).where(
        col(Relationship.id) == relationship_id, col(Relationship.status) == "active"
    )
    if actor.role is Role.PASTOR:
        known = queries.walks_with_also(actor.user_id)
        query = query.where(or_(queries.is_part_of(actor.user_id), known))
    else:
        query = query.where(queries.is_part_of(actor.user_id))
    row = (await db.scalars(query.with_for_update())).first() if is_id(relationship_id) else None
    if row is None:
        raise NotFound
    return row


async def _let_go_of_expired(db: AsyncSession, relationship_id: str) -> None:
    """A package that nobody took in time does not stand in the way of the next."""
    query = select(Handover).where(
        col(Handover.relationship_id) == relationship_id,
        col(Handover.status).in_(_UNDER_WAY),
        col(Handover.expires_at) <= now(),
    )
    for row in await db.scalars(query):
        row.status, row.closed_at = "cancelled", row.expires_at
    await db.flush()


async def _picked(db: AsyncSession, handover_ids: Sequence[str]) -> dict[str, tuple[Picked, ...]]:
    found: dict[str, list[Picked]] = {}
    query = (
        select(HandoverItem)
        .where(col(HandoverItem.handover_id).in_(handover_ids))
        .order_by(col(HandoverItem.category), col(HandoverItem.item_id))
    )
    for row in await db.scalars(query):
        found.setdefault(row.handover_id, []).append(Picked(Category(row.category), row.item_id))
    return {key: tuple(value) for key, value in found.items()}


async def _views(
    db: AsyncSession, actor: Actor, *conditions: ColumnElement[bool]
) -> tuple[HandoverView, ...]:
    query = (
        select(Handover)
        .where(_takes_part(actor), *conditions)
        .order_by(col(Handover.id).desc())
        .limit(200)
        .execution_options(populate_existing=True)
    )
    rows = (await db.scalars(query)).all()
    names = await queries.names_of(
        db, {name for row in rows for name in (row.mentee_id, row.from_id, row.to_id)}
    )
    picked = await _picked(db, [row.id for row in rows])
    return tuple(_view(actor, row, names, picked.get(row.id, ())) for row in rows)


def _view(
    actor: Actor, row: Handover, names: dict[str, PersonRef], picked: tuple[Picked, ...]
) -> HandoverView:
    is_mentee, is_new = actor.user_id == row.mentee_id, actor.user_id == row.to_id
    part = "mentee" if is_mentee else "new" if is_new else "old" if actor.user_id == row.from_id else "pastor"
    status = _status(row)
    # An expired or declined package is closed: nobody but the mentee looks into it any more.
    may_look = is_mentee or (is_new and status in {"offered", "accepted"})
    return HandoverView(
        id=row.id,
        relationship_id=row.relationship_id,
        mentee=names[row.mentee_id],
        old_mentor=names[row.from_id],
        new_mentor=names[row.to_id],
        status=status,
        my_part=part,
        picked=picked if may_look else (),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
