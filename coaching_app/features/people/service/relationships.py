"""Relationships: proposed by one side, accepted by the other, ended by either."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Forbidden, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import KINDS_OF_ROLE
from coaching_app.domain.written_text import refuse
from coaching_app.features.consent.service.beginnings import begin_unshared
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import CoachView, Kind, KnownPerson, RelationshipView, Side
from coaching_app.features.people.service import rules
from coaching_app.models import Circle, CircleMember, Handover, Relationship


async def relationships_of(
    db: AsyncSession, actor: Actor, *, with_past: bool = False
) -> tuple[RelationshipView, ...]:
    """The actor's relationships, on either side: active and proposed ones, on request past ones too."""
    living = () if with_past else (col(Relationship.status).in_(queries.LIVING),)
    return await queries.relationship_views(db, actor, *living)


async def relationship(db: AsyncSession, actor: Actor, relationship_id: str) -> RelationshipView:
    """One of the actor's relationships."""
    for view in await queries.relationship_views(db, actor, col(Relationship.id) == relationship_id):
        return view
    raise NotFound


async def is_coached_by(db: AsyncSession, person_id: str, coach_id: str) -> bool:
    """Whether this coach walks with the person now."""
    return bool(await db.scalar(select(queries.walks_with(coach_id, person_id))))


async def list_coaches(db: AsyncSession, actor: Actor) -> tuple[CoachView, ...]:
    """The pastors and mentors whom anybody in the tenant may ask."""
    return await queries.coaches(db, actor)


async def known_person(db: AsyncSession, actor: Actor, person_id: str) -> KnownPerson:
    """Somebody the actor shares a living relationship or a circle with; anybody else does not exist."""
    among = (
        col(Relationship.status).in_(queries.LIVING),
        queries.is_part_of(person_id),
    )
    found = await queries.relationship_views(db, actor, *among) if person_id != actor.user_id else ()
    circles = await queries.shared_circles(db, actor, person_id)
    names = await queries.names_of(db, {person_id} if found or circles else set())
    if person_id not in names:
        raise NotFound
    return KnownPerson(names[person_id], found, circles)


async def propose(
    db: AsyncSession, actor: Actor, person_id: str, *, side: Side, kind: Kind = "mentor"
) -> RelationshipView:
    """Offer to walk with somebody (`side` coach), or ask a coach to (`side` mentee); the other one decides.

    A coach reaches those they know from a circle or an earlier relationship; anybody may ask any coach.
    """
    if side == "coach":
        rules.require_coach(actor)
        await _require_known(db, actor, person_id)
    coach_id, mentee_id = (actor.user_id, person_id) if side == "coach" else (person_id, actor.user_id)
    await _check_pair(db, actor.tenant_id, coach_id, mentee_id, kind)
    row = Relationship(coach_id=coach_id, mentee_id=mentee_id, kind=kind, proposed_by=actor.user_id)
    _say_yes(row, actor.user_id)
    await store_new(db, row)
    return await relationship(db, actor, row.id)


async def offer(db: AsyncSession, actor: Actor, person_id: str, kind: Kind) -> RelationshipView:
    """Offer to walk with a member whose address the coach knows."""
    rules.require_coach(actor)
    row = await propose_for(db, actor.tenant_id, actor.user_id, person_id, kind)
    if row is None:
        raise _exists()
    return await relationship(db, actor, row.id)


async def propose_for(
    db: AsyncSession, tenant_id: str, coach_id: str, mentee_id: str, kind: str
) -> Relationship | None:
    """The coach's proposal, also from a unit of work over all tenants; None when the two have one already."""
    await _check_pair(db, tenant_id, coach_id, mentee_id, kind)
    row = Relationship(
        tenant_id=tenant_id, coach_id=coach_id, mentee_id=mentee_id, kind=kind, proposed_by=coach_id
    )
    _say_yes(row, coach_id)
    try:
        await store_new(db, row)
    except Conflict:
        return None
    return row


async def introduce(
    db: AsyncSession, actor: Actor, *, coach_id: str, mentee_id: str, kind: Kind = "mentor"
) -> str:
    """Bring two others together, as an admin, or as the pastor of the mentee; both still say yes themselves."""
    rules.require_leader(actor)
    if actor.role is Role.PASTOR and not await is_coached_by(db, mentee_id, actor.user_id):
        raise NotFound
    await _check_pair(db, actor.tenant_id, coach_id, mentee_id, kind)
    row = Relationship(coach_id=coach_id, mentee_id=mentee_id, kind=kind, proposed_by=actor.user_id)
    _say_yes(row, actor.user_id)
    await store_new(db, row)
    return row.id


async def store_new(db: AsyncSession, row: Relationship) -> None:
    """Store it; raises Conflict when the two have one of this kind already."""
    try:
        async with db.begin_nested():
            db.add(row)
            await db.flush()
    except IntegrityError:
        raise _exists() from None


async def accept(db: AsyncSession, actor: Actor, relationship_id: str) -> RelationshipView:
    """Say yes to a proposal; it is active once both have."""
    row = await _own(db, actor, relationship_id)
    if row.status != "proposed":
        raise rules.settled()
    await _check_pair(db, actor.tenant_id, row.coach_id, row.mentee_id, row.kind)
    _say_yes(row, actor.user_id)
    await db.flush()
    await begin_anew(db, row)
    return await relationship(db, actor, row.id)


async def begin_anew(db: AsyncSession, row: Relationship) -> None:
    """A relationship that has just become active starts with nothing shared, unless the two have another."""
    other = select(col(Relationship.id)).where(
        col(Relationship.mentee_id) == row.mentee_id,
        col(Relationship.coach_id) == row.coach_id,
        col(Relationship.status) == "active",
        col(Relationship.id) != row.id,
    )
    if row.status == "active" and await db.scalar(other.limit(1)) is None:
        await begin_unshared(db, row.mentee_id, row.coach_id)


async def decline(db: AsyncSession, actor: Actor, relationship_id: str) -> RelationshipView:
    """Say no to a proposal, or take one's own back."""
    row = await _own(db, actor, relationship_id)
    if row.status != "proposed":
        raise rules.settled()
    row.status, row.ended_at, row.ended_by = "declined", now(), actor.user_id
    await db.flush()
    return await relationship(db, actor, row.id)


async def end(db: AsyncSession, actor: Actor, relationship_id: str) -> RelationshipView:
    """End an active relationship; what it allowed ends at this moment."""
    row = await _own(db, actor, relationship_id)
    if row.status != "active":
        raise rules.settled()
    await end_row(db, row, actor.user_id)
    return await relationship(db, actor, row.id)


async def end_row(db: AsyncSession, row: Relationship, ended_by: str, moment: datetime | None = None) -> None:
    """End a relationship with what hangs on it: places in the coach's circles, a handover under way."""
    moment = moment or now()
    row.status, row.ended_at, row.ended_by = "ended", moment, ended_by
    await db.flush()
    await db.execute(
        update(Handover)
        .where(col(Handover.relationship_id) == row.id, col(Handover.status).in_(("choosing", "offered")))
        .values(status="cancelled", closed_at=moment)
    )
    if not await is_coached_by(db, row.mentee_id, row.coach_id):
        await db.execute(
            update(CircleMember)
            .where(
                col(CircleMember.person_id) == row.mentee_id,
                col(CircleMember.status).in_(("invited", "active")),
                col(CircleMember.circle_id).in_(
                    select(col(Circle.id)).where(col(Circle.leader_id) == row.coach_id)
                ),
            )
            .values(status="removed", left_at=moment)
        )


async def take_back(db: AsyncSession, actor: Actor, relationship_id: str) -> RelationshipView:
    """Undo one's own no or end within ten minutes.

    A mentee gets the relationship back as it was. A coach only proposes anew: access that has ended comes
    back through the mentee alone.
    """
    row = await _own(db, actor, relationship_id)
    is_fresh = row.ended_at is not None and now() - row.ended_at <= rules.UNDO
    if row.status not in {"ended", "declined"} or row.ended_by != actor.user_id or not is_fresh:
        raise rules.settled()
    await _check_pair(db, actor.tenant_id, row.coach_id, row.mentee_id, row.kind)
    was_active, is_mentee = row.status == "ended", actor.user_id == row.mentee_id
    if was_active and is_mentee:
        await _rejoin(db, row)
        row.status = "active"
    else:
        row.status = "proposed"
        if was_active:
            row.mentee_accepted_at = None
    row.ended_at = row.ended_by = None
    await _flush_unique(db)
    return await relationship(db, actor, row.id)


async def _rejoin(db: AsyncSession, row: Relationship) -> None:
    """Give back the places in circles that ended with the relationship."""
    await db.execute(
        update(CircleMember)
        .where(
            col(CircleMember.person_id) == row.mentee_id,
            col(CircleMember.status) == "removed",
            col(CircleMember.left_at) == row.ended_at,
            col(CircleMember.joined_at).is_not(None),
            col(CircleMember.circle_id).in_(
                select(col(Circle.id)).where(
                    col(Circle.leader_id) == row.coach_id, col(Circle.closed_at).is_(None)
                )
            ),
        )
        .values(status="active", left_at=None)
    )


async def _flush_unique(db: AsyncSession) -> None:
    try:
        async with db.begin_nested():
            await db.flush()
    except IntegrityError:
        raise rules.settled() from None


def _exists() -> Conflict:
    return Conflict(_("There is such a relationship, or a proposal, already."), code="exists")


def _say_yes(row: Relationship, person_id: str) -> None:
    moment = now()
    if person_id == row.coach_id:
        row.coach_accepted_at = row.coach_accepted_at or moment
    if person_id == row.mentee_id:
        row.mentee_accepted_at = row.mentee_accepted_at or moment
    if row.coach_accepted_at and row.mentee_accepted_at:
        row.status, row.started_at = "active", moment


async def _own(db: AsyncSession, actor: Actor, relationship_id: str) -> Relationship:
    """The actor's relationship, locked until the end of the work."""
    query = (
        select(Relationship)
        .where(col(Relationship.id) == relationship_id, queries.is_part_of(actor.user_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await db.scalars(query)).first() if is_id(relationship_id) else None
    if row is None:
        raise NotFound
    return row


async def _require_known(db: AsyncSession, actor: Actor, person_id: str) -> None:
    if not is_id(person_id) or not await queries.is_known(db, actor, person_id):
        raise NotFound


async def _check_pair(db: AsyncSession, tenant_id: str, coach_id: str, mentee_id: str, kind: str) -> None:
    """Both belong here now, they are two, and the coach holds a role that may coach in this way."""
    if not (is_id(coach_id) and is_id(mentee_id)):
        raise NotFound
    coach = await queries.role_of(db, tenant_id, coach_id)
    mentee = await queries.role_of(db, tenant_id, mentee_id)
    if coach is None or mentee is None:
        raise NotFound
    if coach_id == mentee_id:
        raise refuse("person_id", _("These must be two people."))
    kinds = KINDS_OF_ROLE.get(coach, ())
    if not kinds:
        # Whether somebody else is a coach is told in the list of coaches, nowhere else.
        raise NotFound
    if kind not in kinds:
        raise Forbidden(_("Only a pastor can be somebody's pastor."))
