"""Finds out who a login cookie belongs to, anew for every event and request."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.crypto import digest_secret
from coaching_app.core.ids import new_secret
from coaching_app.core.metrics import ACTIVE_PEOPLE
from coaching_app.db.unit_of_work import ALL_TENANTS, after_commit, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.second_step import asks, shows_two
from coaching_app.models import Login, Membership, Tenant, User

LIFETIME = timedelta(days=30)
IDLE_LIMIT = timedelta(days=14)
# Changes made by this process act at once (see `forget`); this bounds those made by another one.
_FRESH_SECONDS = 1.0
_SEEN_EVERY = timedelta(minutes=1)
_MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class _Known:
    actor: Actor | None
    checked: float


_known: dict[str, _Known] = {}
_seen: dict[str, float] = {}


def forget(*, user_id: str | None = None) -> None:
    """Look everybody, or one person, up again at their next event; call it after a change of access."""
    for digest, known in list(_known.items()):
        if user_id is None or known.actor is None or known.actor.user_id == user_id:
            _known.pop(digest, None)


async def find_actor(secret: str) -> Actor | None:
    """The person whose browser holds this secret, if the login, the person and the role are all valid."""
    return await find_by_digest(digest_secret(secret)) if 20 <= len(secret) <= 100 else None


async def find_by_digest(digest: str) -> Actor | None:
    """The same for what is stored of a secret."""
    known = _known.get(digest)
    if known is None or time.monotonic() - known.checked > _FRESH_SECONDS:
        if len(_known) >= _MOST_REMEMBERED:
            _known.clear()
        known = _known[digest] = _Known(await _look_up(digest), time.monotonic())
    if known.actor is not None:
        _mark_seen(known.actor.user_id)
    return known.actor


def _mark_seen(user_id: str) -> None:
    _seen[user_id] = moment = time.monotonic()
    if len(_seen) % 50 == 1:
        for person, last in list(_seen.items()):
            if moment - last > 300:
                del _seen[person]
    ACTIVE_PEOPLE.set(len(_seen))


# Made once, and of columns: at 200 busy people this runs 200 times a second.
_FIND = (
    select(
        col(Login.id),
        col(Login.last_seen_at),
        col(User.id),
        col(User.display_name),
        col(User.email),
        col(User.time_zone),
        col(User.language),
        col(Membership.tenant_id),
        col(Membership.role),
        col(Tenant.second_step),
        col(Login.second_step_at),
    )
    .join(User, col(User.id) == col(Login.user_id))
    .join(
        Membership,
        (col(Membership.user_id) == col(Login.user_id)) & (col(Membership.tenant_id) == col(Login.tenant_id)),
    )
    .join(Tenant, col(Tenant.id) == col(Login.tenant_id))
    .where(
        col(Login.secret_digest) == bindparam("digest"),
        col(Login.ended_at).is_(None),
        col(Login.expires_at) > bindparam("moment"),
        col(Login.last_seen_at) > bindparam("oldest"),
        col(User.deactivated_at).is_(None),
        col(Membership.ended_at).is_(None),
    )
)


async def _look_up(digest: str) -> Actor | None:
    moment = now()
    values = {"digest": digest, "moment": moment, "oldest": moment - IDLE_LIMIT}
    async with snapshot(ALL_TENANTS) as db:
        row = (await db.execute(_FIND, values)).first()
    if row is None:
        return None
    login_id, seen, user_id, name, email, time_zone, language, tenant_id, role, rule, second = row
    if seen < moment - _SEEN_EVERY:
        await _touch(login_id)
    return Actor(
        user_id=user_id,
        tenant_id=tenant_id,
        role=Role(role),
        login_id=login_id,
        display_name=name,
        email=email,
        time_zone=time_zone,
        language=language,
        owes_second_step=second is None and asks(rule, Role(role)),
    )


async def _touch(login_id: str) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        await db.execute(update(Login).where(col(Login.id) == login_id).values(last_seen_at=now()))


async def start_login(
    db: AsyncSession,
    *,
    user_id: str,
    tenant_id: str,
    device: str,
    address: str,
    method: str = "",
    before: Login | None = None,
) -> str:
    """Sign a browser in; the returned secret goes into its cookie and is stored nowhere.

    `method` is how the person proved who they are, which they just did. Where it only goes on from the login
    `before`, in another tenant, they did not: how, when and for how long stays as it was.
    """
    secret, moment = new_secret(), now()
    fresh = Login(
        user_id=user_id,
        tenant_id=tenant_id,
        secret_digest=digest_secret(secret),
        device=device[:300],
        address=address[:64],
        expires_at=before.expires_at if before else moment + LIFETIME,
        method=before.method if before else method,
        fresh_at=before.fresh_at if before else moment,
        second_step_at=before.second_step_at if before else moment if shows_two(method) else None,
    )
    db.add(fresh)
    await db.flush()
    return secret


async def end_logins(
    db: AsyncSession, user_id: str, *, only: str | None = None, keep: str | None = None
) -> int:
    """End a person's logins, all or one, except the one to keep; how many ended. Acts at the next event."""
    query = update(Login).where(col(Login.user_id) == user_id, (col(Login.ended_at)).is_(None))
    if only is not None:
        query = query.where(col(Login.id) == only)
    if keep is not None:
        query = query.where(col(Login.id) != keep)
    ended = cast("CursorResult[Any]", await db.execute(query.values(ended_at=now())))
    after_commit(db, lambda: forget(user_id=user_id))
    return ended.rowcount


async def is_live(login_id: str | None) -> bool:
    """Whether a login has neither ended nor run out."""
    if login_id is None:
        return False
    query = select(col(Login.id)).where(
        col(Login.id) == login_id, (col(Login.ended_at)).is_(None), (col(Login.expires_at)) > now()
    )
    async with snapshot(ALL_TENANTS) as db:
        return await db.scalar(query) is not None
