"""Finds the person on whose behalf a command of the operator works."""

from sqlalchemy import select
from sqlmodel import col

from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot
from coaching_app.domain.actor import Actor, Role
from coaching_app.models import Membership, User


async def person_of(email: str) -> Actor:
    """The person with this address, in the tenant they joined first; NotFound when there is none."""
    query = (
        select(User, Membership)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(User.email) == email.strip().lower(),
            col(User.deactivated_at).is_(None),
            col(Membership.ended_at).is_(None),
        )
        .order_by(col(Membership.created_at))
        .limit(1)
    )
    async with snapshot(ALL_TENANTS) as db:
        row = (await db.execute(query)).first()
    if row is None:
        raise NotFound(_("Nobody with this e-mail address can sign in here."))
    user, membership = row
    return Actor(
        user_id=user.id,
        tenant_id=membership.tenant_id,
        role=Role(membership.role),
        login_id="command",
        display_name=user.display_name,
        email=user.email,
        time_zone=user.time_zone,
        language=user.language,
    )
