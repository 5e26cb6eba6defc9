"""Issues, checks, rotates and revokes the API's access and refresh tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access.scopes import DEVICE_SCOPES, read, spelled
from coaching_app.core.clock import now
from coaching_app.core.crypto import digest_secret
from coaching_app.core.errors import Unauthenticated
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id, new_secret
from coaching_app.core.secret_files import signing_secret
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.second_step import asks
from coaching_app.models import ApiTokenFamily, Membership, RefreshToken, Tenant, User

ACCESS_LIFETIME = timedelta(minutes=15)
REFRESH_LIFETIME = timedelta(days=7)
# However often a device renews its pair, after this its owner signs it in anew.
DEVICE_LIFETIME = timedelta(days=90)
_ALGORITHM = "HS256"
_ISSUER = "coaching-app"
# So that a person, and a scanner of public code, know what it is that lies there.
SERVICE_PREFIX = "coaching_service_"
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a client gets; `expires_in` is the access token's life in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 the name of a scheme, not a secret


class ReusedToken(Exception):
    """A spent refresh token came back: somebody holds a copy. The family's id, to be ended."""

    def __init__(self, family_id: str) -> None:
        super().__init__(family_id)
        self.family_id = family_id


@lru_cache(maxsize=2)
def _key(secret: str) -> OctKey:
    return OctKey.import_key(secret)


def _signing_key() -> OctKey:
    return _key(signing_secret(get_settings()))


def _sign(family_id: str) -> str:
    moment = int(now().timestamp())
    claims = {
        "iss": _ISSUER,
        "aud": _ISSUER,
        "sub": family_id,
        "iat": moment,
        "exp": moment + int(ACCESS_LIFETIME.total_seconds()),
    }
    return jwt.encode({"alg": _ALGORITHM, "typ": "at+jwt"}, claims, _signing_key())


def _family_in(token: str) -> str | None:
    """The family an access token names, if we signed it and it has not run out."""
    if len(token) > 2000:
        return None
    try:
        decoded = jwt.decode(token, _signing_key(), algorithms=[_ALGORITHM])
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    claims = decoded.claims
    family, expires = claims.get("sub"), claims.get("exp")
    is_ours = claims.get("iss") == _ISSUER and claims.get("aud") == _ISSUER
    is_access = decoded.header.get("typ") == "at+jwt"
    if not (is_ours and is_access and isinstance(expires, int) and expires > now().timestamp()):
        return None
    return family if isinstance(family, str) and is_id(family) else None


# Made once, and of columns: it runs for every request.
_FIND = (
    select(
        col(User.id),
        col(User.display_name),
        col(User.email),
        col(User.time_zone),
        col(User.language),
        col(Membership.tenant_id),
        col(Membership.role),
        col(ApiTokenFamily.id),
        col(ApiTokenFamily.scopes),
        col(ApiTokenFamily.last_seen_at),
        col(ApiTokenFamily.second_step_at),
        col(Tenant.second_step),
    )
    .join(ApiTokenFamily, col(ApiTokenFamily.user_id) == col(User.id))
    .join(
        Membership,
        (col(Membership.user_id) == col(User.id))
        & (col(Membership.tenant_id) == col(ApiTokenFamily.tenant_id)),
    )
    .join(Tenant, col(Tenant.id) == col(Membership.tenant_id))
    .where(
        col(ApiTokenFamily.ended_at).is_(None),
        col(ApiTokenFamily.expires_at) > bindparam("moment"),
        col(User.deactivated_at).is_(None),
        col(Membership.ended_at).is_(None),
    )
)
_FIND_DEVICE = _FIND.where(
    col(ApiTokenFamily.id) == bindparam("family"), col(ApiTokenFamily.kind) == "device"
)
_FIND_SERVICE = _FIND.where(col(ApiTokenFamily.secret_digest) == bindparam("digest"))


async def find_bearer(token: str) -> Actor | None:
    """The person a token stands for; role, activity, scopes and revocation are looked up, not believed."""
    moment = now()
    if token.startswith(SERVICE_PREFIX):
        query, values = _FIND_SERVICE, {"digest": digest_secret(token[:200])}
    else:
        family = _family_in(token)
        if family is None:
            return None
        query, values = _FIND_DEVICE, {"family": family}
    async with snapshot(ALL_TENANTS) as db:
        row = (await db.execute(query, {"moment": moment, **values})).first()
    if row is None:
        return None
    user_id, name, email, time_zone, language, tenant_id, role, family_id, scopes, seen, second, rule = row
    if seen < moment - _SEEN_EVERY:
        await _touch(family_id)
    return Actor(
        user_id=user_id,
        tenant_id=tenant_id,
        role=Role(role),
        login_id=family_id,
        display_name=name,
        email=email,
        time_zone=time_zone,
        language=language,
        scopes=read(scopes),
        owes_second_step=second is None and asks(rule, Role(role)),
    )


async def _touch(family_id: str) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        await db.execute(
            update(ApiTokenFamily).where(col(ApiTokenFamily.id) == family_id).values(last_seen_at=now())
        )


async def _add_pair(db: AsyncSession, family_id: str, last_day: datetime) -> TokenPair:
    secret = new_secret()
    until = min(now() + REFRESH_LIFETIME, last_day)
    db.add(RefreshToken(family_id=family_id, secret_digest=digest_secret(secret), expires_at=until))
    await db.flush()
    return TokenPair(_sign(family_id), secret, int(ACCESS_LIFETIME.total_seconds()))


async def start_family(
    db: AsyncSession,
    *,
    user_id: str,
    tenant_id: str,
    device: str,
    address: str,
    name: str = "",
    scopes: frozenset[str] = DEVICE_SCOPES,
    second_step: bool = False,
) -> TokenPair:
    """Sign an API client in, whose owner has just proved who they are, with `second_step` in two steps."""
    moment = now()
    last_day = moment + DEVICE_LIFETIME
    family = ApiTokenFamily(
        user_id=user_id,
        tenant_id=tenant_id,
        device=device[:300],
        address=address[:64],
        name=name[:120],
        scopes=spelled(scopes),
        created_at=moment,
        expires_at=last_day,
        fresh_at=moment,
        second_step_at=moment if second_step else None,
    )
    db.add(family)
    await db.flush()
    return await _add_pair(db, family.id, last_day)


async def start_service(
    db: AsyncSession,
    *,
    user_id: str,
    tenant_id: str,
    name: str,
    scopes: frozenset[str],
    expires_at: datetime,
    second_step: bool = False,
) -> tuple[str, str]:
    """The id and the secret of a token for an agent; the secret is stored nowhere.

    An agent has no second step of its own: `second_step` says that its owner had shown one.
    """
    secret = SERVICE_PREFIX + new_secret()
    family = ApiTokenFamily(
        user_id=user_id,
        tenant_id=tenant_id,
        name=name[:120],
        kind="service",
        scopes=spelled(scopes),
        secret_digest=digest_secret(secret),
        expires_at=expires_at,
        second_step_at=now() if second_step else None,
    )
    db.add(family)
    await db.flush()
    return family.id, secret


def _refused() -> Unauthenticated:
    return Unauthenticated(_("This sign-in has ended. Please sign in again."), code="invalid_token")


async def rotate(db: AsyncSession, secret: str) -> TokenPair:
    """Trade a refresh token for a new pair; raises ReusedToken when it had been spent before."""
    query = (
        select(RefreshToken, ApiTokenFamily)
        .join(ApiTokenFamily, (col(ApiTokenFamily.id)) == (col(RefreshToken.family_id)))
        .where(col(RefreshToken.secret_digest) == digest_secret(secret))
        .with_for_update()
    )
    row = (await db.execute(query)).first()
    if row is None:
        raise _refused()
    token, family = row
    if token.used_at is not None:
        raise ReusedToken(family.id)
    moment, last_day = now(), family.expires_at
    if family.ended_at is not None or last_day is None or min(token.expires_at, last_day) <= moment:
        raise _refused()
    token.used_at = family.last_seen_at = moment
    return await _add_pair(db, family.id, last_day)


async def replace_family(db: AsyncSession, family_id: str, user_id: str) -> TokenPair | None:
    """After a proof a device goes on with a new sign-in: a copy of what it held opens nothing more.

    What the old one may do and until when stays as it was. None for an agent's token.
    """
    query = select(ApiTokenFamily).where(
        col(ApiTokenFamily.id) == family_id,
        col(ApiTokenFamily.user_id) == user_id,
        col(ApiTokenFamily.kind) == "device",
        col(ApiTokenFamily.ended_at).is_(None),
    )
    old = await db.scalar(query.with_for_update())
    if old is None or old.expires_at is None:
        return None
    kept = old.model_dump(exclude={"id", "last_seen_at"})
    fresh = ApiTokenFamily(**kept)
    db.add(fresh)
    await end_family(db, old.id, "proved anew")
    await db.flush()
    return await _add_pair(db, fresh.id, old.expires_at)


async def end_family(db: AsyncSession, family_id: str, because: str) -> None:
    """Revoke every token of one API sign-in."""
    await db.execute(
        update(ApiTokenFamily)
        .where(col(ApiTokenFamily.id) == family_id, (col(ApiTokenFamily.ended_at)).is_(None))
        .values(ended_at=now(), ended_because=because)
    )


async def family_of_refresh(db: AsyncSession, secret: str) -> str | None:
    """The family a refresh token belongs to, spent or not."""
    return await db.scalar(
        select(col(RefreshToken.family_id)).where(col(RefreshToken.secret_digest) == digest_secret(secret))
    )
