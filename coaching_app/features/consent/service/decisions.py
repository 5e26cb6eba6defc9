"""An owner allows, refuses and withdraws; a decision is never changed, so that the ledger tells what was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import COACHING_KINDS, EVERYONE, Category, end_of
from coaching_app.domain.local_day import local_day
from coaching_app.features.consent.queries import is_live
from coaching_app.features.consent.schemas import Decision, DecisionView
from coaching_app.features.consent.service.things import has_things, names_of, things_of
from coaching_app.models import ConsentGrant, Relationship, User

# Ten years; whoever means longer means without an end.
_LONGEST = timedelta(days=3660)


async def decide(db: AsyncSession, actor: Actor, decision: Decision) -> DecisionView:
    """Allow or refuse; the same decision again keeps the one that stands, another last day replaces it."""
    await _check(db, actor, decision)
    standing = list(await db.scalars(_same(actor, decision)))
    kept = next((row for row in standing if row.last_day == decision.last_day), None)
    for row in standing:
        if row is not kept:
            row.withdrawn_at = now()
    if kept is None:
        kept = _row(actor.user_id, actor.time_zone, decision)
        db.add(kept)
    await db.flush()
    return (await _views(db, actor, [kept]))[0]


def _row(owner_id: str, time_zone: str, decision: Decision) -> ConsentGrant:
    return ConsentGrant(
        owner_id=owner_id,
        category=decision.category.value,
        item_id=decision.item_id,
        viewer_id=decision.viewer_id or None,
        audience=decision.audience,
        is_denial=decision.is_denial,
        last_day=decision.last_day,
        ends_at=end_of(decision.last_day, time_zone),
    )


async def pass_on(
    db: AsyncSession, owner_id: str, viewer_id: str, chosen: Sequence[tuple[Category, str]]
) -> int:
    """Allow another person what the owner chose to pass on at a handover; how many permissions that made.

    The caller has made sure that the owner chose and that the relationship is theirs. Between choosing and this
    moment something may have been deleted or sealed: that is no longer among what can be shared.
    """
    made = 0
    for category in dict.fromkeys(category for category, _item in chosen):
        wanted = [item_id for of, item_id in chosen if of == category]
        named = sorted({one for one in wanted if one})
        there = {thing.id for thing in await things_of(db, owner_id, category, named, len(named))}
        for item_id in wanted:
            if not item_id or item_id in there or not has_things(category):
                db.add(_row(owner_id, "UTC", Decision(category, item_id, viewer_id)))
                made += 1
    await db.flush()
    return made


def _same(actor: Actor, decision: Decision) -> Any:
    return (
        select(ConsentGrant)
        .where(
            col(ConsentGrant.owner_id) == actor.user_id,
            col(ConsentGrant.category) == decision.category.value,
            col(ConsentGrant.item_id) == decision.item_id,
            col(ConsentGrant.audience) == decision.audience,
            col(ConsentGrant.is_denial).is_(decision.is_denial),
            col(ConsentGrant.viewer_id) == decision.viewer_id
            if decision.viewer_id
            else col(ConsentGrant.viewer_id).is_(None),
            is_live(),
        )
        .with_for_update()
    )


async def _check(db: AsyncSession, actor: Actor, decision: Decision) -> None:
    if bool(decision.viewer_id) == bool(decision.audience):
        raise Invalid(_("Say either with whom, or with which kind of person."), detail={"field": "viewer_id"})
    if decision.viewer_id:
        await _check_viewer(db, actor, decision.viewer_id)
    elif decision.audience not in COACHING_KINDS and not (
        decision.is_denial and decision.audience == EVERYONE
    ):
        raise Invalid(_("Share with mentors or with pastors."), detail={"field": "audience"})
    today = local_day(now(), actor.time_zone)
    if decision.last_day is not None and not today <= decision.last_day <= today + _LONGEST:
        raise Invalid(_("The last day lies from today to ten years ahead."), detail={"field": "last_day"})
    if decision.item_id:
        found = await things_of(db, actor.user_id, decision.category, [decision.item_id], 1)
        if not found:
            raise NotFound


async def _check_viewer(db: AsyncSession, actor: Actor, viewer_id: str) -> None:
    """Raise NotFound unless the person walks with the actor now."""
    found = is_id(viewer_id) and await db.scalar(
        select(col(Relationship.id))
        .where(
            col(Relationship.mentee_id) == actor.user_id,
            col(Relationship.coach_id) == viewer_id,
            col(Relationship.status) == "active",
        )
        .limit(1)
    )
    if not found:
        raise NotFound


async def withdraw(db: AsyncSession, actor: Actor, decision_id: str) -> DecisionView:
    """Take a decision back, from the next query on; taking it back twice changes nothing more."""
    row = await _own(db, actor, decision_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = now()
        await db.flush()
    return (await _views(db, actor, [row]))[0]


async def decide_again(db: AsyncSession, actor: Actor, decision_id: str) -> DecisionView:
    """Make a withdrawn decision anew, as an undo does; the ledger keeps both."""
    row = await _own(db, actor, decision_id)
    decision = Decision(
        Category(row.category), row.item_id, row.viewer_id or "", row.audience, row.last_day, row.is_denial
    )
    return await decide(db, actor, decision)


async def withdraw_from(
    db: AsyncSession,
    actor: Actor,
    category: Category,
    *,
    viewer_id: str = "",
    audience: str = "",
    item_id: str | None = None,
) -> tuple[str, ...]:
    """Take back every permission of a category, or for one item, that a party has by name; the ids, for an undo."""
    rows = await db.scalars(
        select(ConsentGrant)
        .where(
            col(ConsentGrant.owner_id) == actor.user_id,
            col(ConsentGrant.category) == category.value,
            col(ConsentGrant.is_denial).is_(False),
            col(ConsentGrant.viewer_id) == viewer_id if viewer_id else col(ConsentGrant.audience) == audience,
            *(() if item_id is None else (col(ConsentGrant.item_id) == item_id,)),
            is_live(),
        )
        .with_for_update()
    )
    moment, taken = now(), list(rows)
    for row in taken:
        row.withdrawn_at = moment
    await db.flush()
    return tuple(row.id for row in taken)


async def withdraw_things(
    db: AsyncSession, owner_id: str, category: Category, item_ids: Sequence[str]
) -> None:
    """Take back every permission for these single things, as when they are not to be shared any more."""
    await db.execute(
        update(ConsentGrant)
        .where(
            col(ConsentGrant.owner_id) == owner_id,
            col(ConsentGrant.category) == category.value,
            col(ConsentGrant.item_id).in_(item_ids),
            col(ConsentGrant.is_denial).is_(False),
            is_live(),
        )
        .values(withdrawn_at=now())
        .execution_options(synchronize_session=False)
    )


async def lift(db: AsyncSession, actor: Actor, decision: Decision) -> None:
    """Withdraw what stands of exactly this decision."""
    for row in list(await db.scalars(_same(actor, decision))):
        row.withdrawn_at = now()
    await db.flush()


async def share_item(db: AsyncSession, actor: Actor, decision: Decision) -> None:
    """Show one thing to a party or hide it from them, whichever decisions that takes.

    Showing lifts a refusal of the thing before it permits; hiding withdraws the permission, and refuses the thing
    where the whole category is permitted.
    """
    opposite = replace(decision, is_denial=not decision.is_denial)
    await lift(db, actor, opposite)
    if await _sees(db, actor, decision) == decision.is_denial:
        await decide(db, actor, decision)


async def _sees(db: AsyncSession, actor: Actor, decision: Decision) -> bool:
    """Whether any live permission, by name or by role, reaches the thing."""
    kinds = select(col(Relationship.kind)).where(
        col(Relationship.mentee_id) == actor.user_id,
        col(Relationship.coach_id) == decision.viewer_id,
        col(Relationship.status) == "active",
    )
    found = await db.scalar(
        select(col(ConsentGrant.id))
        .where(
            col(ConsentGrant.owner_id) == actor.user_id,
            col(ConsentGrant.category) == decision.category.value,
            col(ConsentGrant.item_id).in_(("", decision.item_id)),
            col(ConsentGrant.is_denial).is_(False),
            or_(
                col(ConsentGrant.viewer_id) == (decision.viewer_id or None),
                col(ConsentGrant.audience) == decision.audience
                if decision.audience
                else col(ConsentGrant.audience).in_(kinds),
            ),
            is_live(),
        )
        .limit(1)
    )
    return found is not None


async def get_decision(db: AsyncSession, actor: Actor, decision_id: str) -> DecisionView:
    """One decision of the owner."""
    return (await _views(db, actor, [await _own(db, actor, decision_id)]))[0]


async def list_decisions(
    db: AsyncSession, actor: Actor, *, with_past: bool = False
) -> tuple[DecisionView, ...]:
    """The owner's decisions, newest first; with the withdrawn and ended ones on request."""
    query = select(ConsentGrant).where(col(ConsentGrant.owner_id) == actor.user_id)
    if not with_past:
        query = query.where(is_live())
    rows = await db.scalars(query.order_by(col(ConsentGrant.id).desc()).limit(1000))
    return await _views(db, actor, list(rows))


async def _own(db: AsyncSession, actor: Actor, decision_id: str) -> ConsentGrant:
    query = select(ConsentGrant).where(
        col(ConsentGrant.id) == decision_id, col(ConsentGrant.owner_id) == actor.user_id
    )
    row = (await db.scalars(query.with_for_update())).first() if is_id(decision_id) else None
    if row is None:
        raise NotFound
    return row


async def _views(db: AsyncSession, actor: Actor, rows: Sequence[ConsentGrant]) -> tuple[DecisionView, ...]:
    viewers = {row.viewer_id for row in rows if row.viewer_id}
    people = await db.execute(select(col(User.id), col(User.display_name)).where(col(User.id).in_(viewers)))
    names: dict[str, str] = {row[0]: row[1] for row in people}
    things = await names_of(db, actor.user_id, [(row.category, row.item_id) for row in rows])
    moment = now()
    return tuple(
        DecisionView(
            id=row.id,
            category=row.category,
            item_id=row.item_id,
            item_name=things.get((row.category, row.item_id), ""),
            viewer_id=row.viewer_id or "",
            viewer_name=names.get(row.viewer_id or "", ""),
            audience=row.audience,
            is_denial=row.is_denial,
            last_day=row.last_day,
            created_at=row.created_at,
            withdrawn_at=row.withdrawn_at,
            is_live=row.withdrawn_at is None and (row.ends_at is None or row.ends_at > moment),
        )
        for row in rows
    )
