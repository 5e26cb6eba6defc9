"""Circles: groups of those whom a coach walks with; being in one is accepted, and nobody in it sees the others."""

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.person_fields import clean_name
from coaching_app.domain.written_text import clean_text
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import CircleMemberView, CircleView
from coaching_app.features.people.service import rules
from coaching_app.models import Circle, CircleMember

_IN_IT = ("invited", "active")
LONGEST_PURPOSE = 2000


async def circles_of(db: AsyncSession, actor: Actor) -> tuple[CircleView, ...]:
    """The circles the actor leads, is in, or is asked into."""
    return await queries.circle_views(db, actor, col(Circle.closed_at).is_(None))


async def circle(db: AsyncSession, actor: Actor, circle_id: str) -> CircleView:
    """One of the actor's circles."""
    for view in await queries.circle_views(
        db, actor, col(Circle.id) == circle_id, col(Circle.closed_at).is_(None)
    ):
        return view
    raise NotFound


async def circle_members(db: AsyncSession, actor: Actor, circle_id: str) -> tuple[CircleMemberView, ...]:
    """Who is in a circle that the actor leads; to its members, and to anybody else, there is no such list."""
    await _led(db, actor, circle_id)
    return await queries.member_views(db, circle_id)


async def add_circle(db: AsyncSession, actor: Actor, name: str, purpose: str = "") -> CircleView:
    """A new, empty circle led by the actor."""
    rules.require_coach(actor)
    row = Circle(
        leader_id=actor.user_id,
        name=clean_name(name, "name"),
        purpose=clean_text(purpose, "purpose", LONGEST_PURPOSE),
    )
    db.add(row)
    await db.flush()
    return await circle(db, actor, row.id)


async def edit_circle(
    db: AsyncSession, actor: Actor, circle_id: str, *, name: str | None = None, purpose: str | None = None
) -> CircleView:
    """Change what a circle is called, or what it is for."""
    row = await _led(db, actor, circle_id)
    if name is not None:
        row.name = clean_name(name, "name")
    if purpose is not None:
        row.purpose = clean_text(purpose, "purpose", LONGEST_PURPOSE)
    await db.flush()
    return await circle(db, actor, circle_id)


async def close_circle(db: AsyncSession, actor: Actor, circle_id: str) -> None:
    """Take a circle away; `restore_circle` brings it back with the people in it."""
    (await _led(db, actor, circle_id)).closed_at = now()
    await db.flush()


async def restore_circle(db: AsyncSession, actor: Actor, circle_id: str) -> CircleView:
    """Bring back a closed circle; those whom the leader walks with no longer are not in it any more."""
    row = await _led(db, actor, circle_id, closed_too=True)
    row.closed_at = None
    await db.flush()
    return await circle(db, actor, circle_id)


async def ask_into_circle(db: AsyncSession, actor: Actor, circle_id: str, person_id: str) -> None:
    """Ask somebody the leader walks with; they are in it once they accept."""
    await _led(db, actor, circle_id)
    if not is_id(person_id) or not await db.scalar(select(queries.walks_with(actor.user_id, person_id))):
        raise NotFound
    try:
        async with db.begin_nested():
            db.add(CircleMember(circle_id=circle_id, person_id=person_id))
            await db.flush()
    except IntegrityError:
        raise Conflict(_("This person is in the circle, or asked, already."), code="exists") from None


async def accept_circle(db: AsyncSession, actor: Actor, circle_id: str) -> CircleView:
    """Join a circle one was asked into."""
    place = await _own_place(db, actor, circle_id)
    if place.status == "invited":
        place.status, place.joined_at = "active", now()
        await db.flush()
    return await circle(db, actor, circle_id)


async def leave_circle(db: AsyncSession, actor: Actor, circle_id: str) -> None:
    """Say no to a circle, or leave it."""
    place = await _own_place(db, actor, circle_id)
    place.status = "declined" if place.status == "invited" else "left"
    place.left_at = now()
    await db.flush()


async def return_to_circle(db: AsyncSession, actor: Actor, circle_id: str) -> CircleView:
    """Undo one's own leaving or no within ten minutes."""
    query = (
        select(CircleMember)
        .join(Circle, col(Circle.id) == col(CircleMember.circle_id))
        .where(
            col(Circle.id) == circle_id,
            col(Circle.closed_at).is_(None),
            queries.walks_with(col(Circle.leader_id), actor.user_id),
            col(CircleMember.person_id) == actor.user_id,
            col(CircleMember.status).in_(("left", "declined")),
            col(CircleMember.left_at) >= now() - rules.UNDO,
        )
        .order_by(col(CircleMember.id).desc())
    )
    place = (await db.scalars(query)).first() if is_id(circle_id) else None
    if place is None:
        raise NotFound
    try:
        async with db.begin_nested():
            place.status = "active" if place.joined_at else "invited"
            place.left_at = None
            await db.flush()
    except IntegrityError:
        raise rules.settled() from None
    return await circle(db, actor, circle_id)


async def remove_from_circle(db: AsyncSession, actor: Actor, circle_id: str, person_id: str) -> None:
    """Take somebody out of a circle one leads, or take back that they were asked."""
    await _led(db, actor, circle_id)
    query = (
        update(CircleMember)
        .where(
            col(CircleMember.circle_id) == circle_id,
            col(CircleMember.person_id) == person_id,
            col(CircleMember.status).in_(_IN_IT),
        )
        .values(status="removed", left_at=now())
        .returning(col(CircleMember.id))
    )
    if not is_id(person_id) or (await db.execute(query)).first() is None:
        raise NotFound


async def _led(db: AsyncSession, actor: Actor, circle_id: str, *, closed_too: bool = False) -> Circle:
    query = select(Circle).where(col(Circle.id) == circle_id, col(Circle.leader_id) == actor.user_id)
    if not closed_too:
        query = query.where(col(Circle.closed_at).is_(None))
    row = (await db.scalars(query)).first() if is_id(circle_id) else None
    # Whoever lost the role leads nothing any more.
    if row is None or actor.role not in rules.COACHING:
        raise NotFound
    return row


async def _own_place(db: AsyncSession, actor: Actor, circle_id: str) -> CircleMember:
    query = (
        select(CircleMember)
        .join(Circle, col(Circle.id) == col(CircleMember.circle_id))
        .where(
            col(CircleMember.circle_id) == circle_id,
            col(Circle.closed_at).is_(None),
            col(CircleMember.person_id) == actor.user_id,
            col(CircleMember.status).in_(_IN_IT),
        )
        .with_for_update(of=CircleMember)
    )
    place = (await db.scalars(query)).first() if is_id(circle_id) else None
    if place is None:
        raise NotFound
    return place
