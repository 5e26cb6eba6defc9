"""Reads of the account feature."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.account.schemas import LoginView
from coaching_app.models import ApiTokenFamily, Installation, Login, Membership, User


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a password is checked against."""

    user_id: str
    tenant_id: str
    password_hash: str | None


async def is_set_up(db: AsyncSession) -> bool:
    """Whether the installation has its first admin."""
    return await db.scalar(select(col(Installation.id))) is not None


async def find_sign_in(db: AsyncSession, email: str) -> SignIn | None:
    """An active person by address, in the tenant they joined first."""
    query = (
        select(col(User.id), (col(Membership.tenant_id)), (col(User.password_hash)))
        .join(Membership, (col(Membership.user_id)) == (col(User.id)))
        .where(
            col(User.email) == email,
            (col(User.deactivated_at)).is_(None),
            (col(Membership.ended_at)).is_(None),
        )
        .order_by(col(Membership.created_at))
        .limit(1)
    )
    row = (await db.execute(query)).first()
    return SignIn(*row) if row else None


async def find_actor_by_email(db: AsyncSession, email: str) -> Actor | None:
    """The person a command on this machine acts for."""
    query = (
        select(User, Membership)
        .join(Membership, (col(Membership.user_id)) == (col(User.id)))
        .where(
            (col(User.email)) == email.strip().lower(),
            (col(User.deactivated_at)).is_(None),
            (col(Membership.ended_at)).is_(None),
        )
        .order_by(col(Membership.created_at))
        .limit(1)
    )
    row = (await db.execute(query)).first()
    if row is None:
        return None
    user, membership = row
    return Actor(
        user_id=user.id,
        tenant_id=membership.tenant_id,
        role=Role(membership.role),
        login_id="command-line",
        display_name=user.display_name,
        email=user.email,
        time_zone=user.time_zone,
        language=user.language,
    )


async def own_logins(db: AsyncSession, actor: Actor) -> tuple[LoginView, ...]:
    """Everywhere the actor is signed in, the newest use first."""
    browsers = await db.scalars(
        select(Login).where(
            (col(Login.user_id)) == actor.user_id,
            (col(Login.ended_at)).is_(None),
            (col(Login.expires_at)) > now(),
        )
    )
    clients = await db.scalars(
        select(ApiTokenFamily).where(
            (col(ApiTokenFamily.user_id)) == actor.user_id, (col(ApiTokenFamily.ended_at)).is_(None)
        )
    )
    views = [_view(login, "browser", actor) for login in browsers]
    views += [_view(family, "api", actor) for family in clients]
    return tuple(sorted(views, key=lambda view: view.last_seen_at, reverse=True)[:100])


def _view(row: Login | ApiTokenFamily, kind: str, actor: Actor) -> LoginView:
    return LoginView(
        id=row.id,
        kind=kind,
        device=row.device,
        address=row.address,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_current=row.id == actor.login_id,
    )


async def own_family(db: AsyncSession, user_id: str, family_id: str) -> str | None:
    """An API token family's id if it is the person's own and alive."""
    return await db.scalar(
        select(col(ApiTokenFamily.id)).where(
            (col(ApiTokenFamily.id)) == family_id,
            (col(ApiTokenFamily.user_id)) == user_id,
            (col(ApiTokenFamily.ended_at)).is_(None),
        )
    )


async def own_families(db: AsyncSession, user_id: str) -> tuple[str, ...]:
    """Every living API token family of a person."""
    found = await db.scalars(
        select(col(ApiTokenFamily.id)).where(
            col(ApiTokenFamily.user_id) == user_id, (col(ApiTokenFamily.ended_at)).is_(None)
        )
    )
    return tuple(found)
