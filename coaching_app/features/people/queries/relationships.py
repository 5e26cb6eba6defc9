"""Reads relationships and the names of those in them."""

from typing import Any, cast

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from coaching_app.domain.actor import Actor, Role
from coaching_app.features.people.schemas import CoachView, Kind, PersonRef, RelationshipView
from coaching_app.models import Membership, Relationship, User

_Coach, _Mentee = aliased(User), aliased(User)
LIVING = ("proposed", "active")
COACHING = (Role.PASTOR.value, Role.MENTOR.value)


def is_part_of(person_id: str) -> ColumnElement[bool]:
    """The person is one of the two."""
    return or_(col(Relationship.coach_id) == person_id, col(Relationship.mentee_id) == person_id)


def walks_with(coach_id: Any, mentee_id: Any) -> ColumnElement[bool]:
    """There is an active relationship between these two; takes columns as well as ids."""
    return exists().where(
        col(Relationship.coach_id) == coach_id,
        col(Relationship.mentee_id) == mentee_id,
        col(Relationship.status) == "active",
    )


def walks_with_also(coach_id: str) -> ColumnElement[bool]:
    """Beside the relationship that is asked for, this coach walks with its mentee too."""
    other = aliased(Relationship)
    return exists().where(
        col(other.coach_id) == coach_id,
        col(other.mentee_id) == col(Relationship.mentee_id),
        col(other.status) == "active",
    )


def _view(row: Relationship, coach: str, mentee: str, person_id: str) -> RelationshipView:
    is_coach = row.coach_id == person_id
    mine, theirs = row.coach_accepted_at, row.mentee_accepted_at
    if not is_coach:
        mine, theirs = theirs, mine
    is_open = row.status == "proposed"
    return RelationshipView(
        id=row.id,
        coach=PersonRef(row.coach_id, coach),
        mentee=PersonRef(row.mentee_id, mentee),
        kind=cast("Kind", row.kind),
        status=cast("Any", row.status),
        my_side="coach" if is_coach else "mentee",
        needs_me=is_open and mine is None,
        needs_other=is_open and theirs is None,
        proposed_by_me=row.proposed_by == person_id,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


async def relationship_views(
    db: AsyncSession, actor: Actor, *conditions: ColumnElement[bool]
) -> tuple[RelationshipView, ...]:
    """The actor's relationships, those that wait first, then by the time they began."""
    query = (
        select(Relationship, col(_Coach.display_name), col(_Mentee.display_name))
        .join(_Coach, col(_Coach.id) == col(Relationship.coach_id))
        .join(_Mentee, col(_Mentee.id) == col(Relationship.mentee_id))
        .where(is_part_of(actor.user_id), *conditions)
        .order_by(col(Relationship.status).desc(), col(Relationship.id))
    )
    return tuple(_view(row, coach, mentee, actor.user_id) for row, coach, mentee in await db.execute(query))


def is_member(person_id: Any, tenant_id: str, *roles: str) -> ColumnElement[bool]:
    """The person belongs to the tenant now, in one of these roles if any are named."""
    conditions = [
        col(Membership.user_id) == person_id,
        col(Membership.tenant_id) == tenant_id,
        col(Membership.ended_at).is_(None),
    ]
    if roles:
        conditions.append(col(Membership.role).in_(roles))
    return exists().where(and_(*conditions))


async def role_of(db: AsyncSession, tenant_id: str, person_id: str) -> Role | None:
    """The role of somebody who belongs to the tenant now and can sign in."""
    query = (
        select(col(Membership.role))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(
            col(Membership.user_id) == person_id,
            col(Membership.tenant_id) == tenant_id,
            col(Membership.ended_at).is_(None),
            col(User.deactivated_at).is_(None),
        )
    )
    found = await db.scalar(query)
    return Role(found) if found else None


async def coaches(db: AsyncSession, actor: Actor, *, with_self: bool = False) -> tuple[CoachView, ...]:
    """The pastors and mentors of the tenant, by name."""
    others = () if with_self else (col(User.id) != actor.user_id,)
    query = (
        select(col(User.id), col(User.display_name), col(Membership.role))
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(Membership.tenant_id) == actor.tenant_id,
            col(Membership.ended_at).is_(None),
            col(User.deactivated_at).is_(None),
            col(Membership.role).in_(COACHING),
            *others,
        )
        .order_by(col(User.display_name), col(User.id))
        .limit(500)
    )
    return tuple(
        CoachView(PersonRef(person_id, name), cast("Kind", role))
        for person_id, name, role in await db.execute(query)
    )


async def names_of(db: AsyncSession, person_ids: set[str]) -> dict[str, PersonRef]:
    """The names of people whose ids are known already."""
    if not person_ids:
        return {}
    query = select(col(User.id), col(User.display_name)).where(col(User.id).in_(person_ids))
    return {person_id: PersonRef(person_id, name) for person_id, name in await db.execute(query)}


async def is_known(db: AsyncSession, actor: Actor, person_id: str) -> bool:
    """Whether the two have, or have had, a relationship; then one may be offered again."""
    query = select(
        exists().where(
            is_part_of(actor.user_id),
            is_part_of(person_id),
            col(Relationship.coach_id) != col(Relationship.mentee_id),
        )
    )
    return person_id != actor.user_id and bool(await db.scalar(query))
