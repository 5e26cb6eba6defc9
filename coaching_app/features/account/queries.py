"""Reads of the account feature."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.account.schemas import LinkedView, LoginView, PasskeyView
from coaching_app.models import ApiTokenFamily, Installation, LinkedAccount, Login, Membership, Passkey, User


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a password is checked against."""

    user_id: str
    tenant_id: str
    password_hash: str | None


async def is_set_up(db: AsyncSession) -> bool:
    """Whether the installation has its first admin."""
    return await db.scalar(select(col(Installation.id))) is not None


def _active() -> Select[str, str, str | None]:
    return (
        select(col(User.id), (col(Membership.tenant_id)), (col(User.password_hash)))
        .join(Membership, (col(Membership.user_id)) == (col(User.id)))
        .where((col(User.deactivated_at)).is_(None), (col(Membership.ended_at)).is_(None))
        .order_by(col(Membership.created_at))
        .limit(1)
    )


async def find_sign_in(db: AsyncSession, email: str) -> SignIn | None:
    """An active person by address, in the tenant they joined first."""
    row = (await db.execute(_active().where(col(User.email) == email))).first()
    return SignIn(*row) if row else None


async def sign_in_of(db: AsyncSession, user_id: str) -> SignIn | None:
    """An active person by id, in the tenant they joined first."""
    row = (await db.execute(_active().where(col(User.id) == user_id))).first()
    return SignIn(*row) if row else None


async def last_tenant(db: AsyncSession, user_id: str) -> str | None:
    """The tenant a person last used in a browser, of those they still belong to."""
    return await db.scalar(
        select(col(Login.tenant_id))
        .join(
            Membership,
            (col(Membership.user_id) == col(Login.user_id))
            & (col(Membership.tenant_id) == col(Login.tenant_id)),
        )
        .where(col(Login.user_id) == user_id, col(Membership.ended_at).is_(None))
        .order_by(col(Login.last_seen_at).desc(), col(Login.id).desc())
        .limit(1)
    )


async def first_tenant(db: AsyncSession, user_id: str) -> str | None:
    """The tenant whose admin may see letters to this person."""
    found = await sign_in_of(db, user_id)
    return found.tenant_id if found else None


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
            (col(ApiTokenFamily.user_id)) == actor.user_id,
            (col(ApiTokenFamily.ended_at)).is_(None),
            (col(ApiTokenFamily.expires_at).is_(None)) | (col(ApiTokenFamily.expires_at) > now()),
        )
    )
    views = [_browser(login, actor) for login in browsers]
    views += [_client(family, actor) for family in clients]
    return tuple(sorted(views, key=lambda view: view.last_seen_at, reverse=True)[:100])


def _browser(row: Login, actor: Actor) -> LoginView:
    return LoginView(
        id=row.id,
        kind="browser",
        device=row.device,
        address=row.address,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_current=row.id == actor.login_id,
        method=row.method,
    )


def _client(row: ApiTokenFamily, actor: Actor) -> LoginView:
    return LoginView(
        id=row.id,
        kind=row.kind,
        device=row.device,
        name=row.name,
        address=row.address,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_current=row.id == actor.login_id,
        scopes=tuple(row.scopes.split()),
        expires_at=row.expires_at,
    )


async def live_login_ids(db: AsyncSession, user_id: str) -> tuple[str, ...]:
    """Every living browser login of a person."""
    found = await db.scalars(
        select(col(Login.id)).where(col(Login.user_id) == user_id, (col(Login.ended_at)).is_(None))
    )
    return tuple(found)


async def own_family(db: AsyncSession, user_id: str, family_id: str) -> str | None:
    """An API token family's id if it is the person's own and alive."""
    return await db.scalar(
        select(col(ApiTokenFamily.id)).where(
            (col(ApiTokenFamily.id)) == family_id,
            (col(ApiTokenFamily.user_id)) == user_id,
            (col(ApiTokenFamily.ended_at)).is_(None),
        )
    )


async def own_families(db: AsyncSession, user_id: str, *, services: bool = True) -> tuple[str, ...]:
    """Every living API token family of a person, with or without those of agents."""
    query = select(col(ApiTokenFamily.id)).where(
        col(ApiTokenFamily.user_id) == user_id, (col(ApiTokenFamily.ended_at)).is_(None)
    )
    if not services:
        query = query.where(col(ApiTokenFamily.kind) == "device")
    return tuple(await db.scalars(query))


async def own_passkeys(db: AsyncSession, user_id: str) -> tuple[PasskeyView, ...]:
    """A person's passkeys, the oldest first."""
    found = await db.scalars(
        select(Passkey).where(col(Passkey.user_id) == user_id).order_by(col(Passkey.created_at))
    )
    return tuple(
        PasskeyView(one.id, one.name, one.is_backed_up, one.created_at, one.last_used_at) for one in found
    )


async def own_linked(db: AsyncSession, user_id: str) -> tuple[LinkedView, ...]:
    """The accounts elsewhere that open a person's account here."""
    found = await db.scalars(
        select(LinkedAccount)
        .where(col(LinkedAccount.user_id) == user_id)
        .order_by(col(LinkedAccount.provider))
    )
    return tuple(
        LinkedView(one.id, one.provider, one.label, one.created_at, one.last_used_at) for one in found
    )
