"""Reads circles and who is in them."""

from typing import Any, cast

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.features.people.schemas import CircleMemberView, CircleView, PersonRef
from coaching_app.models import Circle, CircleMember, User

IN_IT = ("invited", "active")
_COUNTS = (
    select(col(CircleMember.circle_id), func.count().label("size"))
    .where(col(CircleMember.status) == "active")
    .group_by(col(CircleMember.circle_id))
    .subquery()
)


async def circle_views(
    db: AsyncSession, actor: Actor, *conditions: ColumnElement[bool]
) -> tuple[CircleView, ...]:
    """The circles the actor leads, is in, or is asked into, by name."""
    mine = and_(
        col(CircleMember.circle_id) == col(Circle.id),
        col(CircleMember.person_id) == actor.user_id,
        col(CircleMember.status).in_(IN_IT),
    )
    query = (
        select(Circle, col(User.display_name), col(CircleMember.status), func.coalesce(_COUNTS.c.size, 0))
        .join(User, col(User.id) == col(Circle.leader_id))
        .outerjoin(CircleMember, mine)
        .outerjoin(_COUNTS, _COUNTS.c.circle_id == col(Circle.id))
        .where(or_(col(Circle.leader_id) == actor.user_id, col(CircleMember.id).is_not(None)), *conditions)
        .order_by(col(Circle.name), col(Circle.id))
    )
    return tuple(
        CircleView(
            id=circle.id,
            name=circle.name,
            purpose=circle.purpose,
            leader=PersonRef(circle.leader_id, leader),
            is_mine=circle.leader_id == actor.user_id,
            my_status=cast("Any", status),
            member_count=size,
            created_at=circle.created_at,
            closed_at=circle.closed_at,
        )
        for circle, leader, status, size in await db.execute(query)
    )


async def member_views(db: AsyncSession, circle_id: str) -> tuple[CircleMemberView, ...]:
    """Who is in a circle or asked into it, by name."""
    query = (
        select(CircleMember, col(User.display_name))
        .join(User, col(User.id) == col(CircleMember.person_id))
        .where(col(CircleMember.circle_id) == circle_id, col(CircleMember.status).in_(IN_IT))
        .order_by(col(User.display_name), col(User.id))
    )
    return tuple(
        CircleMemberView(
            person=PersonRef(row.person_id, name),
            status=cast("Any", row.status),
            invited_at=row.invited_at,
            joined_at=row.joined_at,
        )
        for row, name in await db.execute(query)
    )


async def shared_circles(db: AsyncSession, actor: Actor, person_id: str) -> tuple[PersonRef, ...]:
    """The open circles in which one of the two leads and the other has accepted; members do not see each other."""
    query = (
        select(col(Circle.id), col(Circle.name))
        .join(CircleMember, col(CircleMember.circle_id) == col(Circle.id))
        .where(
            col(Circle.closed_at).is_(None),
            col(CircleMember.status) == "active",
            or_(
                and_(col(Circle.leader_id) == actor.user_id, col(CircleMember.person_id) == person_id),
                and_(col(Circle.leader_id) == person_id, col(CircleMember.person_id) == actor.user_id),
            ),
        )
        .order_by(col(Circle.name))
    )
    return tuple(PersonRef(circle_id, name) for circle_id, name in await db.execute(query))
