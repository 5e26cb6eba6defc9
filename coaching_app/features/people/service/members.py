"""Members of a tenant: their role, and how a membership is suspended, given back or ended."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import logins, sockets
from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Forbidden, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.paging import decode_cursor, encode_cursor
from coaching_app.db.tenancy import TenantScoped
from coaching_app.db.unit_of_work import after_commit
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import KINDS_OF_ROLE
from coaching_app.domain.written_text import refuse
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import (
    Departed,
    MemberFilter,
    MemberPage,
    MemberSort,
    MemberView,
    OwnTenant,
)
from coaching_app.features.people.service.relationships import end_row
from coaching_app.models import (
    ApiTokenFamily,
    Circle,
    CircleMember,
    Handover,
    Invitation,
    Login,
    Membership,
    PathwayWalk,
    Relationship,
)

MOST_MEMBERS = 200


def require_admin(actor: Actor) -> None:
    """Only an admin of the tenant can do this."""
    if actor.role is not Role.ADMIN:
        raise Forbidden(_("Only an admin can do this."))


async def list_members(
    db: AsyncSession,
    actor: Actor,
    wanted: MemberFilter | None = None,
    *,
    sort: MemberSort = "name",
    descending: bool = False,
    limit: int = 50,
    cursor: str | None = None,
    offset: int = 0,
) -> MemberPage:
    """The members of the actor's tenant, admins only; the next part is asked for by cursor or by offset."""
    require_admin(actor)
    if cursor is not None:
        (text,) = decode_cursor(cursor, 1)
        offset = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    limit = min(max(limit, 1), MOST_MEMBERS)
    found, total = await queries.members(
        db, actor, wanted or MemberFilter(), sort, descending=descending, limit=limit, offset=offset
    )
    after = offset + len(found)
    return MemberPage(found, total, encode_cursor(str(after)) if found and after < total else None)


async def get_member(db: AsyncSession, actor: Actor, person_id: str) -> MemberView:
    """One member of the actor's tenant, admins only."""
    require_admin(actor)
    found = await queries.member(db, actor, person_id) if is_id(person_id) else None
    if found is None:
        raise NotFound
    return found


async def change_role(db: AsyncSession, actor: Actor, person_id: str, role: Role) -> Departed:
    """Give a member another role; it acts at their next event. Relationships it does not allow end now."""
    membership = await _living(db, actor, person_id)
    if membership.role == role.value:
        return Departed(0, 0)
    if membership.role == Role.ADMIN.value:
        await _keep_an_admin(db, actor.tenant_id, person_id)
    membership.role = role.value
    await db.flush()
    lost = await _end_relationships(
        db,
        actor,
        col(Relationship.coach_id) == person_id,
        col(Relationship.kind).not_in(KINDS_OF_ROLE.get(role, ())),
    )
    after_commit(db, lambda: logins.forget(user_id=person_id))
    return Departed(lost, 0)


async def deactivate(db: AsyncSession, actor: Actor, person_id: str) -> Departed:
    """Suspend a member: their sign-ins here end now, everything of theirs stays for `reactivate`."""
    return await _suspend(db, actor, await _living(db, actor, person_id), "deactivated")


async def reactivate(db: AsyncSession, actor: Actor, person_id: str) -> MemberView:
    """Let a suspended member in again, with the role they had."""
    require_admin(actor)
    membership = await queries.lock_membership(db, actor.tenant_id, person_id) if is_id(person_id) else None
    if membership is None:
        raise NotFound
    if membership.ended_at is not None:
        if membership.ended_how != "deactivated":
            raise Conflict(_("This membership has ended. Invite the person again."), code="ended")
        await queries.require_room(db, actor.tenant_id)
        membership.ended_at, membership.ended_how = None, ""
        await db.flush()
    after_commit(db, lambda: logins.forget(user_id=person_id))
    return await get_member(db, actor, person_id)


async def end_membership(db: AsyncSession, actor: Actor, person_id: str) -> Departed:
    """End a membership for good: sign-ins, relationships, circles and pathways here end with it."""
    require_admin(actor)
    membership = await queries.lock_membership(db, actor.tenant_id, person_id) if is_id(person_id) else None
    is_gone = membership is None or (membership.ended_at and membership.ended_how != "deactivated")
    if membership is None or is_gone:
        raise NotFound
    return await _depart(db, actor, membership, "removed")


async def own_tenants(db: AsyncSession, actor: Actor) -> tuple[OwnTenant, ...]:
    """The tenants the actor belongs to."""
    return await queries.own_tenants(db, actor)


async def leave_tenant(db: AsyncSession, actor: Actor, tenant_id: str) -> Departed:
    """End one's own membership somewhere; needs a unit of work over all tenants, as it may be another one."""
    membership = await queries.lock_membership(db, tenant_id, actor.user_id) if is_id(tenant_id) else None
    if membership is None or membership.ended_at is not None:
        raise NotFound
    return await _depart(db, actor, membership, "left")


async def _depart(db: AsyncSession, actor: Actor, membership: Membership, how: str) -> Departed:
    gone = await _suspend(db, actor, membership, how)
    person_id, tenant_id, moment = membership.user_id, membership.tenant_id, now()
    ended = await _end_relationships(
        db,
        actor,
        or_(col(Relationship.coach_id) == person_id, col(Relationship.mentee_id) == person_id),
        tenant_id=tenant_id,
    )
    led = select(col(Circle.id)).where(col(Circle.leader_id) == person_id, col(Circle.tenant_id) == tenant_id)
    closing: tuple[tuple[type[TenantScoped], Any, dict[str, Any]], ...] = (
        (CircleMember, or_(col(CircleMember.person_id) == person_id, col(CircleMember.circle_id).in_(led))
         & col(CircleMember.status).in_(("invited", "active")), {"status": "removed", "left_at": moment}),
        (Circle, (col(Circle.leader_id) == person_id) & col(Circle.closed_at).is_(None), {"closed_at": moment}),
        (PathwayWalk, (col(PathwayWalk.person_id) == person_id) & col(PathwayWalk.ended_at).is_(None),
         {"ended_at": moment}),
        (Invitation, (col(Invitation.inviter_id) == person_id) & col(Invitation.accepted_at).is_(None)
         & col(Invitation.revoked_at).is_(None), {"revoked_at": moment}),
        (Handover, (col(Handover.to_id) == person_id) & col(Handover.status).in_(("choosing", "offered")),
         {"status": "cancelled", "closed_at": moment}),
    )  # fmt: skip
    for table, condition, values in closing:
        await db.execute(update(table).where(col(table.tenant_id) == tenant_id, condition).values(**values))
    return Departed(ended, gone.ended_logins)


async def _suspend(db: AsyncSession, actor: Actor, membership: Membership, how: str) -> Departed:
    """Mark the membership ended and end the person's sign-ins in that tenant, open tabs included."""
    person_id, tenant_id = membership.user_id, membership.tenant_id
    if person_id == actor.user_id and how != "left":
        raise refuse("person_id", _("You cannot do this to yourself."))
    if membership.role == Role.ADMIN.value:
        await _keep_an_admin(db, tenant_id, person_id)
    membership.ended_at, membership.ended_how = now(), how
    await db.flush()
    return Departed(0, await _end_logins(db, person_id, tenant_id, membership.ended_at))


async def _end_logins(db: AsyncSession, person_id: str, tenant_id: str, moment: datetime) -> int:
    open_here = (
        col(Login.user_id) == person_id,
        col(Login.tenant_id) == tenant_id,
        col(Login.ended_at).is_(None),
    )
    ids = tuple(await db.scalars(select(col(Login.id)).where(*open_here)))
    await db.execute(update(Login).where(*open_here).values(ended_at=moment))
    families = update(ApiTokenFamily).where(
        col(ApiTokenFamily.user_id) == person_id,
        col(ApiTokenFamily.tenant_id) == tenant_id,
        col(ApiTokenFamily.ended_at).is_(None),
    )
    ended = cast(
        "CursorResult[Any]",
        await db.execute(families.values(ended_at=moment, ended_because="membership ended")),
    )

    def act_at_once() -> None:
        logins.forget(user_id=person_id)
        sockets.close_soon(ids)

    after_commit(db, act_at_once)
    return len(ids) + ended.rowcount


async def _end_relationships(
    db: AsyncSession, actor: Actor, *conditions: Any, tenant_id: str | None = None
) -> int:
    """End the active and drop the proposed relationships of somebody in a tenant; how many there were."""
    query = (
        select(Relationship)
        .where(
            col(Relationship.tenant_id) == (tenant_id or actor.tenant_id),
            col(Relationship.status).in_(queries.LIVING),
            *conditions,
        )
        .with_for_update()
    )
    rows = (await db.scalars(query)).all()
    for row in rows:
        was_active = row.status == "active"
        await end_row(db, row, actor.user_id)
        if not was_active:
            row.status = "declined"
    await db.flush()
    return len(rows)


async def _living(db: AsyncSession, actor: Actor, person_id: str) -> Membership:
    require_admin(actor)
    membership = await queries.lock_membership(db, actor.tenant_id, person_id) if is_id(person_id) else None
    if membership is None or membership.ended_at is not None:
        raise NotFound
    return membership


async def _keep_an_admin(db: AsyncSession, tenant_id: str, person_id: str) -> None:
    others = [admin for admin in await queries.lock_admins(db, tenant_id) if admin != person_id]
    if not others:
        raise Conflict(_("A tenant needs an admin. Make somebody else an admin first."), code="last_admin")
