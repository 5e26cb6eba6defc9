"""Signing in through an account elsewhere, and connecting one to an account here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit, limits, tickets
from coaching_app.core.clock import now
from coaching_app.core.crypto import same_secret
from coaching_app.core.errors import AppError, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.person_fields import clean_email
from coaching_app.features.account import queries
from coaching_app.features.account.schemas import Client, Credentials, ProviderView
from coaching_app.features.account.service import letters
from coaching_app.features.account.service.freshness import require_fresh
from coaching_app.features.account.service.providers import exchange, registry
from coaching_app.features.account.service.providers.exchange import ProviderTrouble, Start
from coaching_app.features.account.service.providers.registry import Identity, Provider
from coaching_app.models import LinkedAccount, User

PURPOSE = "oauth"
LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came back from elsewhere and where they wanted to go; nobody signs in where an account was connected."""

    credentials: Credentials | None
    method: str
    target: str


def offered() -> tuple[ProviderView, ...]:
    """What the sign-in page offers."""
    return tuple(ProviderView(one.key, one.name) for one in registry.providers())


def _callback(base: str, key: str) -> str:
    return f"{base}/api/v1/auth/oauth/{key}/callback"


async def begin(
    key: str, client: Client, base: str, *, target: str, actor: Actor | None = None
) -> tuple[str, str]:
    """Where to send the browser, and the secret it keeps meanwhile; with `actor`, to connect an account.

    Raises NotFound for a provider that is not configured, ProviderTrouble when it does not answer.
    """
    limits.spend(limits.STEPS_PER_ADDRESS, client.address)
    one = registry.provider(key)
    if one is None:
        raise NotFound
    if actor is not None:
        async with snapshot(ALL_TENANTS) as db:
            await require_fresh(db, actor)
    started = await exchange.begin(one, _callback(base, key))
    data = {
        "provider": key,
        "issuer": one.issuer,
        "state": started.state,
        "nonce": started.nonce,
        "verifier": started.verifier,
        "target": target,
        "login_id": actor.login_id if actor else "",
    }
    async with unit_of_work(ALL_TENANTS) as db:
        _id, secret = await tickets.issue(
            db, PURPOSE, LIFETIME, user_id=actor.user_id if actor else None, data=data
        )
    return started.url, secret


async def finish(
    key: str, secret: str, query: Mapping[str, str], client: Client, *, base: str, actor: Actor | None
) -> Arrived:
    """Take the browser back; raises ProviderTrouble with the reason to show.

    What came is good for nothing but the provider, the browser and the one attempt it was asked for.
    """
    limits.spend(limits.STEPS_PER_ADDRESS, client.address)
    async with unit_of_work(ALL_TENANTS) as db:
        ticket = await tickets.claim(db, PURPOSE, secret)
    one = registry.provider(key)
    if ticket is None or one is None or not _fits(one, ticket.data, query):
        raise ProviderTrouble("state")
    if query.get("error"):
        raise ProviderTrouble("denied" if query["error"] == "access_denied" else "refused")
    if ticket.data["login_id"] and (actor is None or actor.login_id != ticket.data["login_id"]):
        raise ProviderTrouble("state")
    started = Start("", "", str(ticket.data["nonce"]), str(ticket.data["verifier"]))
    identity = await exchange.finish(one, _callback(base, key), query.get("code", ""), started)
    target = str(ticket.data["target"])
    try:
        async with unit_of_work(ALL_TENANTS) as db:
            if ticket.data["login_id"] and actor is not None:
                await _connect(db, actor.user_id, one, identity)
                return Arrived(None, key, target)
            return Arrived(await _sign_in(db, one, identity), key, target)
    except IntegrityError:
        # Two at the same moment wanted the same account.
        raise ProviderTrouble("taken") from None


def _fits(one: Provider, started: Mapping[str, str], query: Mapping[str, str]) -> bool:
    """Whether an answer belongs to this attempt; `iss`, where a provider sends it, says who answers."""
    return (
        started["provider"] == one.key
        and started["issuer"] == one.issuer
        and same_secret(query.get("state", ""), started["state"])
        and query.get("iss", one.issuer) == one.issuer
    )


async def _linked(db: AsyncSession, identity: Identity) -> LinkedAccount | None:
    return await db.scalar(
        select(LinkedAccount).where(
            col(LinkedAccount.issuer) == identity.issuer, col(LinkedAccount.subject) == identity.subject
        )
    )


async def _connect(db: AsyncSession, user_id: str, one: Provider, identity: Identity) -> None:
    """Connect an account elsewhere to this person, in place of an earlier one of the same provider."""
    before = await _linked(db, identity)
    if before is not None:
        if before.user_id != user_id:
            raise ProviderTrouble("taken")
        return
    await db.execute(
        delete(LinkedAccount).where(
            col(LinkedAccount.user_id) == user_id, col(LinkedAccount.provider) == one.key
        )
    )
    await _add(db, user_id, one, identity)


async def _add(db: AsyncSession, user_id: str, one: Provider, identity: Identity) -> None:
    db.add(
        LinkedAccount(
            user_id=user_id,
            provider=one.key,
            issuer=identity.issuer,
            subject=identity.subject,
            label=identity.label[:254],
        )
    )
    await db.flush()
    audit.note(db, "account_connected", person_id=user_id, provider=one.key)
    sentence = _("Your account can now be opened by signing in with {name}.").format(name=one.name)
    await letters.tell(db, await db.get_one(User, user_id), sentence)


async def _sign_in(db: AsyncSession, one: Provider, identity: Identity) -> Credentials:
    linked = await _linked(db, identity)
    if linked is not None:
        found = await queries.sign_in_of(db, linked.user_id)
        if found is None:
            raise ProviderTrouble("unknown")
        linked.last_used_at = now()
        return Credentials(found.user_id, found.tenant_id)
    if not identity.is_verified:
        raise ProviderTrouble("unverified")
    found = await queries.find_sign_in(db, _address(identity.email))
    if found is None:
        raise ProviderTrouble("unknown")
    if not get_settings().link_by_email:
        raise ProviderTrouble("unconnected")
    # Whoever typed this address here may not be who has it: the account would be theirs too.
    if (await db.get_one(User, found.user_id)).email_verified_at is None:
        raise ProviderTrouble("unconfirmed")
    if any(one.key == other.provider for other in await queries.own_linked(db, found.user_id)):
        raise ProviderTrouble("taken")
    await _add(db, found.user_id, one, identity)
    return Credentials(found.user_id, found.tenant_id)


def _address(email: str) -> str:
    try:
        return clean_email(email)
    except AppError:
        raise ProviderTrouble("unverified") from None


async def disconnect(db: AsyncSession, actor: Actor, linked_id: str) -> None:
    """Take a connected account away; a code by e-mail always remains as a way in."""
    own = await db.scalar(
        select(LinkedAccount).where(
            col(LinkedAccount.id) == linked_id, col(LinkedAccount.user_id) == actor.user_id
        )
    )
    if own is None:
        raise NotFound
    await require_fresh(db, actor)
    await db.delete(own)
    audit.note(db, "account_disconnected", provider=own.provider)
