"""Reads invitations; whoever accepts one belongs to no tenant yet, so it is found by its secret alone."""

from typing import Any, cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.domain.actor import Role
from coaching_app.features.people.schemas import InvitationStatus, InvitationView, Kind
from coaching_app.models import Invitation, Membership, User

_Inviter, _Guest = aliased(User), aliased(User)


def status_of(row: Invitation) -> InvitationStatus:
    """Open, or why not any more."""
    if row.accepted_at is not None:
        return "accepted"
    if row.revoked_at is not None:
        return "revoked"
    return "open" if row.expires_at > now() else "expired"


async def invitation_views(
    db: AsyncSession, *conditions: ColumnElement[bool], limit: int = 200
) -> tuple[InvitationView, ...]:
    """Invitations of the tenant, the newest first."""
    query = (
        select(Invitation, col(_Inviter.display_name), col(_Guest.display_name))
        .join(_Inviter, col(_Inviter.id) == col(Invitation.inviter_id))
        .outerjoin(_Guest, col(_Guest.id) == col(Invitation.accepted_by))
        .where(*conditions)
        .order_by(col(Invitation.id).desc())
        .limit(limit)
    )
    return tuple(
        InvitationView(
            id=row.id,
            role=Role(row.role),
            email=row.email,
            kind=cast("Kind | None", row.kind or None),
            status=status_of(row),
            inviter=inviter,
            created_at=row.created_at,
            sent_at=row.sent_at,
            expires_at=row.expires_at,
            accepted_name=guest or "",
        )
        for row, inviter, guest in await db.execute(query)
    )


async def find_invitation(db: AsyncSession, digest: str, *, lock: bool = False) -> Invitation | None:
    """The invitation with this secret; locked, of two who accept at once the second sees that the first has."""
    query = select(Invitation).where(col(Invitation.secret_digest) == digest)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await db.scalars(query)).first()


async def person_by_email(db: AsyncSession, email: str) -> User | None:
    """Who has an account with this address, wherever they belong."""
    return (await db.scalars(select(User).where(col(User.email) == email))).first()


async def member_by_email(db: AsyncSession, tenant_id: str, email: str) -> Any:
    """Who belongs to this tenant now and has this address: their id, or None."""
    query = (
        select(col(User.id))
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(User.email) == email,
            col(Membership.tenant_id) == tenant_id,
            col(Membership.ended_at).is_(None),
            col(User.deactivated_at).is_(None),
        )
    )
    return await db.scalar(query)
