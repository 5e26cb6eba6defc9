"""Reads memberships of one tenant; these tables are no tenant's, so every query names it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor, Role
from coaching_app.features.people.schemas import MemberFilter, MemberSort, MemberView, OwnTenant
from coaching_app.models import Login, Membership, Relationship, ResourceFile, Tenant, User

_STATUS: Any = case(
    (col(User.deactivated_at).is_not(None), "deactivated"),
    (col(Membership.ended_at).is_(None), "active"),
    (col(Membership.ended_how) == "deactivated", "deactivated"),
    else_="ended",
)


def _counted(side: Any, tenant_id: str) -> Any:
    return (
        select(func.count())
        .select_from(Relationship)
        .where(
            side == col(User.id),
            col(Relationship.tenant_id) == tenant_id,
            col(Relationship.status) == "active",
        )
        .scalar_subquery()
    )


def _last_seen(tenant_id: str) -> Any:
    return (
        select(func.max(col(Login.last_seen_at)))
        .where(col(Login.user_id) == col(User.id), col(Login.tenant_id) == tenant_id)
        .scalar_subquery()
    )


def _matching(tenant_id: str, wanted: MemberFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Membership.tenant_id) == tenant_id]
    if words := wanted.search.strip().lower()[:100]:
        escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = f"%{escaped}%"
        name = func.lower(col(User.display_name)).like(pattern, escape="\\")
        conditions.append(or_(name, col(User.email).like(pattern, escape="\\")))
    if wanted.role is not None:
        conditions.append(col(Membership.role) == wanted.role.value)
    if wanted.status is not None:
        conditions.append(wanted.status == _STATUS)
    return conditions


async def members(
    db: AsyncSession,
    actor: Actor,
    wanted: MemberFilter,
    sort: MemberSort,
    *,
    descending: bool,
    limit: int,
    offset: int,
) -> tuple[tuple[MemberView, ...], int]:
    """A part of the tenant's members, and how many match."""
    seen = _last_seen(actor.tenant_id)
    keys: dict[str, Any] = {
        "name": func.lower(col(User.display_name)),
        "email": col(User.email),
        "role": col(Membership.role),
        "joined": col(Membership.created_at),
        "seen": seen,
    }
    key = keys[sort].desc().nulls_last() if descending else keys[sort].asc().nulls_last()
    conditions = _matching(actor.tenant_id, wanted)
    query = (
        _member_columns(actor.tenant_id)
        .where(*conditions)
        .order_by(key, col(User.id))
        .limit(limit)
        .offset(offset)
    )
    count = (
        select(func.count())
        .select_from(Membership)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(*conditions)
    )
    found = tuple(_view(row, actor) for row in await db.execute(query))
    return found, int(await db.scalar(count) or 0)


def _member_columns(tenant_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(User.id),
            col(User.display_name),
            col(User.email),
            col(Membership.role),
            _STATUS.label("status"),
            col(Membership.created_at),
            col(Membership.ended_at),
            _last_seen(tenant_id).label("seen"),
            _counted(col(Relationship.mentee_id), tenant_id).label("coaches"),
            _counted(col(Relationship.coach_id), tenant_id).label("mentees"),
        )
        .select_from(Membership)
        .join(User, col(User.id) == col(Membership.user_id))
    )


def _view(row: Any, actor: Actor) -> MemberView:
    person_id, name, email, role, status, joined, ended, seen, coaches, mentees = row
    return MemberView(
        person_id=person_id,
        name=name,
        email=email,
        role=Role(role),
        status=status,
        joined_at=joined,
        ended_at=ended,
        last_seen_at=seen,
        coaches=coaches,
        mentees=mentees,
        is_me=person_id == actor.user_id,
    )


async def member(db: AsyncSession, actor: Actor, person_id: str) -> MemberView | None:
    """One member of the actor's tenant."""
    query = _member_columns(actor.tenant_id).where(
        col(Membership.tenant_id) == actor.tenant_id, col(User.id) == person_id
    )
    row = (await db.execute(query)).first()
    return _view(row, actor) if row else None


async def living_members(db: AsyncSession, tenant_id: str) -> int:
    """How many belong to a tenant now."""
    query = (
        select(func.count())
        .select_from(Membership)
        .where(col(Membership.tenant_id) == tenant_id, col(Membership.ended_at).is_(None))
    )
    return int(await db.scalar(query) or 0)


async def storage_used(db: AsyncSession, tenant_id: str) -> int:
    """How many bytes of files the people of a tenant keep."""
    query = select(func.sum(col(ResourceFile.size))).where(col(ResourceFile.tenant_id) == tenant_id)
    return int(await db.scalar(query) or 0)


async def own_tenants(db: AsyncSession, actor: Actor) -> tuple[OwnTenant, ...]:
    """Where the actor belongs, by name."""
    query = (
        select(col(Tenant.id), col(Tenant.name), col(Membership.role))
        .join(Membership, col(Membership.tenant_id) == col(Tenant.id))
        .where(col(Membership.user_id) == actor.user_id, col(Membership.ended_at).is_(None))
        .order_by(func.lower(col(Tenant.name)), col(Tenant.id))
    )
    return tuple(
        OwnTenant(tenant_id, name, Role(role), tenant_id == actor.tenant_id)
        for tenant_id, name, role in await db.execute(query)
    )


async def lock_membership(db: AsyncSession, tenant_id: str, person_id: str) -> Membership | None:
    """A membership, living or not, locked until the end of the work.

    The admins of the tenant are locked with it, in one order: two who demote each other wait, and neither
    holds what the other one needs.
    """
    query = (
        select(Membership)
        .where(
            col(Membership.tenant_id) == tenant_id,
            or_(col(Membership.user_id) == person_id, col(Membership.role) == Role.ADMIN.value),
        )
        .order_by(col(Membership.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return next((one for one in await db.scalars(query) if one.user_id == person_id), None)


async def lock_admins(db: AsyncSession, tenant_id: str) -> tuple[str, ...]:
    """The ids of a tenant's admins, locked: of two who leave at once, the second sees that the first has."""
    query = (
        select(col(Membership.user_id))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(
            col(Membership.tenant_id) == tenant_id,
            col(Membership.role) == Role.ADMIN.value,
            col(Membership.ended_at).is_(None),
            col(User.deactivated_at).is_(None),
        )
        .order_by(col(Membership.id))
        .with_for_update(of=Membership)
    )
    return tuple(await db.scalars(query))
