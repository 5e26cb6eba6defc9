"""Starts and ends sign-ins: a browser's login, a program's pair of tokens."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.access import audit, logins, renewal, tokens
from coaching_app.access.scopes import DEVICE_SCOPES
from coaching_app.access.tokens import TokenPair
from coaching_app.core.errors import NotFound, Unauthenticated
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account import queries
from coaching_app.features.account.schemas import Client, Credentials, LoginView
from coaching_app.features.account.service.devices import device_name


async def start_browser_login(
    credentials: Credentials, client: Client, *, replacing: Actor | None, method: str = "password"
) -> str:
    """Sign a browser in, where the person was last, and end the login it had; the secret for its cookie."""
    async with unit_of_work(ALL_TENANTS) as db:
        # A program keeps to the tenant joined first: it cannot see that it is somewhere else.
        tenant_id = await queries.last_tenant(db, credentials.user_id) or credentials.tenant_id
        if replacing is not None:
            await logins.end_logins(db, replacing.user_id, only=replacing.login_id)
        audit.note(db, "signed_in", tenant_id=tenant_id, person_id=credentials.user_id, method=method)
        return await logins.start_login(
            db,
            user_id=credentials.user_id,
            tenant_id=tenant_id,
            device=client.device,
            address=client.address,
            method=method,
        )


async def renew_browser_login(actor: Actor) -> str | None:
    """Another secret for the browser that has just proved itself; None for a program."""
    async with unit_of_work(ALL_TENANTS) as db:
        return await renewal.renew(db, actor)


async def renew_program(actor: Actor) -> TokenPair | None:
    """Another pair for the program that has just proved itself; None for an agent."""
    async with unit_of_work(ALL_TENANTS) as db:
        return await tokens.replace_family(db, actor.login_id, actor.user_id)


async def start_api_login(
    credentials: Credentials,
    client: Client,
    *,
    name: str = "",
    scopes: frozenset[str] = DEVICE_SCOPES,
    second_step: bool = False,
) -> TokenPair:
    """Sign an API client in."""
    async with unit_of_work(ALL_TENANTS) as db:
        audit.note(
            db, "signed_in", tenant_id=credentials.tenant_id, person_id=credentials.user_id, method="api"
        )
        return await tokens.start_family(
            db,
            user_id=credentials.user_id,
            tenant_id=credentials.tenant_id,
            device=client.device,
            address=client.address,
            name=name,
            scopes=scopes,
            second_step=second_step,
        )


async def refresh(secret: str) -> TokenPair:
    """A new pair for a refresh token; one that comes back after use ends its whole family."""
    try:
        async with unit_of_work(ALL_TENANTS) as db:
            return await tokens.rotate(db, secret)
    except tokens.ReusedToken as reused:
        async with unit_of_work(ALL_TENANTS) as db:
            await tokens.end_family(db, reused.family_id, "refresh token reused")
        raise Unauthenticated(
            _("This sign-in has ended. Please sign in again."), code="invalid_token"
        ) from None


async def end_api_login(secret: str) -> None:
    """Sign an API client out; an unknown token is no error, it is signed out too."""
    async with unit_of_work(ALL_TENANTS) as db:
        family_id = await tokens.family_of_refresh(db, secret)
        if family_id is not None:
            await tokens.end_family(db, family_id, "signed out")


async def own_sign_ins(db: AsyncSession, actor: Actor) -> tuple[LoginView, ...]:
    """Everywhere a person is signed in, each named as they would name it."""
    return tuple(replace(one, device=_named(one)) for one in await queries.own_logins(db, actor))


def _named(one: LoginView) -> str:
    if one.kind == "browser":
        return device_name(one.device)
    return one.name or (_("Agent") if one.kind == "service" else _("Program"))


async def end_login(db: AsyncSession, actor: Actor, login_id: str) -> None:
    """End one of one's own logins, browser or API; raises NotFound for anybody else's."""
    if await logins.end_logins(db, actor.user_id, only=login_id):
        return
    family = await queries.own_family(db, actor.user_id, login_id)
    if family is None:
        raise NotFound
    await tokens.end_family(db, family, "ended by its owner")


async def end_other_logins(db: AsyncSession, actor: Actor) -> int:
    """End every browser login but this one; how many ended."""
    return await logins.end_logins(db, actor.user_id, keep=actor.login_id)


async def end_everything(
    db: AsyncSession, user_id: str, because: str, *, keep: str | None = None, services: bool = False
) -> tuple[str, ...]:
    """End a person's browsers and devices, and with `services` their agents too; what had been signed in."""
    ended = await queries.live_login_ids(db, user_id)
    await logins.end_logins(db, user_id, keep=keep)
    for family in await queries.own_families(db, user_id, services=services):
        if family != keep:
            await tokens.end_family(db, family, because)
    return tuple(login_id for login_id in ended if login_id != keep)
