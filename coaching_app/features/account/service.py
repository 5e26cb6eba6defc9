"""Use cases of an account: first setup, sign-in, tokens, own logins, own profile."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import limits, logins, passwords, tokens
from coaching_app.access.tokens import TokenPair
from coaching_app.core.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from coaching_app.core.i18n import available_languages
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, after_commit, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.person_fields import clean_email, clean_name, clean_time_zone
from coaching_app.features.account import queries
from coaching_app.features.account.schemas import Client, Credentials, FirstSetup, NewPerson, Profile
from coaching_app.models import Installation, Membership, Tenant, User


async def _checked(setup: FirstSetup) -> FirstSetup:
    """The setup in stored form; raises Invalid naming the field."""
    cleaned = replace(
        setup,
        tenant_name=clean_name(setup.tenant_name, "tenant_name", 200),
        display_name=clean_name(setup.display_name, "display_name"),
        email=clean_email(setup.email),
        time_zone=clean_time_zone(setup.time_zone),
    )
    if cleaned.language not in available_languages():
        raise Invalid(_("This language is not available."), detail={"field": "language"})
    await _check_password(cleaned.password, cleaned.email, cleaned.display_name, cleaned.tenant_name)
    return cleaned


async def _check_password(password: str, *personal: str) -> None:
    judgement = await passwords.judge(password, *personal)
    if judgement.problem:
        raise Invalid(judgement.problem, detail={"field": "password"})


async def first_setup(setup: FirstSetup) -> Credentials:
    """Make the first tenant and its admin, who also owns the instance; raises Conflict if it exists.

    It opens its own unit of work, so that the slow password hash is not made inside a transaction.
    """
    setup = await _checked(setup)
    password_hash = await passwords.hash_password(setup.password)
    try:
        async with unit_of_work(ALL_TENANTS) as db:
            return await _store_setup(db, setup, password_hash)
    except IntegrityError:
        raise Conflict(_("This installation has been set up already. Please sign in.")) from None


async def _store_setup(db: AsyncSession, setup: FirstSetup, password_hash: str) -> Credentials:
    if await queries.is_set_up(db):
        raise Conflict(_("This installation has been set up already. Please sign in."))
    tenant = Tenant(
        name=setup.tenant_name,
        time_zone=setup.time_zone,
        language=setup.language,
        ai_enabled=setup.ai_enabled,
    )
    db.add(tenant)
    await db.flush()
    # First of all rows that matter: its primary key decides who of many wins.
    db.add(Installation(tenant_id=tenant.id))
    await db.flush()
    user = User(
        email=setup.email,
        display_name=setup.display_name,
        password_hash=password_hash,
        time_zone=setup.time_zone,
        language=setup.language,
        is_instance_owner=True,
    )
    db.add(user)
    await db.flush()
    db.add(Membership(tenant_id=tenant.id, user_id=user.id, role=Role.ADMIN.value))
    return Credentials(user.id, tenant.id)


async def add_person(actor: Actor, person: NewPerson) -> Credentials:
    """Make an account in the admin's own tenant; raises Conflict when the address has one already.

    It opens its own unit of work for the same reason as `first_setup`.
    """
    if actor.role is not Role.ADMIN:
        raise Forbidden(_("Only an admin can do this."))
    fresh = User(
        email=clean_email(person.email),
        display_name=clean_name(person.display_name, "display_name"),
        time_zone=clean_time_zone(person.time_zone),
        language=actor.language,
    )
    await _check_password(person.password, fresh.email, fresh.display_name)
    fresh.password_hash = await passwords.hash_password(person.password)
    try:
        async with unit_of_work(ALL_TENANTS) as db:
            db.add(fresh)
            await db.flush()
            db.add(Membership(tenant_id=actor.tenant_id, user_id=fresh.id, role=person.role.value))
            return Credentials(fresh.id, actor.tenant_id)
    except IntegrityError:
        raise Conflict(
            _("Somebody with this e-mail address has an account already."), detail={"field": "email"}
        ) from None


async def check_credentials(email: str, password: str, client: Client) -> Credentials:
    """Who this address and password belong to; raises Unauthenticated, or TooManyRequests after misses.

    Attempts are counted per account *and* address, so nobody can lock somebody else out.
    """
    account = email.strip().lower()[:254]
    limits.spend(limits.SIGN_INS_PER_ADDRESS, client.address)
    limits.spend(limits.SIGN_INS_PER_ACCOUNT, account, client.address)
    async with snapshot(ALL_TENANTS) as db:
        found = await queries.find_sign_in(db, account)
    stored = found.password_hash if found else None
    if not await passwords.verify_password(stored, password) or found is None:
        raise Unauthenticated(_("The e-mail address or the password is not right."), code="wrong_credentials")
    limits.forgive(limits.SIGN_INS_PER_ACCOUNT, account, client.address)
    if stored is not None and passwords.needs_rehash(stored):
        await _store_password(found.user_id, password)
    return Credentials(found.user_id, found.tenant_id)


async def _store_password(user_id: str, password: str) -> None:
    fresh = await passwords.hash_password(password)
    async with unit_of_work(ALL_TENANTS) as db:
        user = await db.get_one(User, user_id)
        user.password_hash = fresh


async def start_browser_login(credentials: Credentials, client: Client, *, replacing: Actor | None) -> str:
    """Sign a browser in and end the login it had before; the secret for its cookie."""
    async with unit_of_work(ALL_TENANTS) as db:
        if replacing is not None:
            await logins.end_logins(db, replacing.user_id, only=replacing.login_id)
        return await logins.start_login(
            db,
            user_id=credentials.user_id,
            tenant_id=credentials.tenant_id,
            device=client.device,
            address=client.address,
        )


async def start_api_login(credentials: Credentials, client: Client) -> TokenPair:
    """Sign an API client in."""
    async with unit_of_work(ALL_TENANTS) as db:
        return await tokens.start_family(
            db,
            user_id=credentials.user_id,
            tenant_id=credentials.tenant_id,
            device=client.device,
            address=client.address,
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


async def change_password(actor: Actor, current: str, fresh: str) -> None:
    """Change one's password and end every other login; the current one is asked for again."""
    client_key = f"change:{actor.user_id}"
    limits.spend(limits.SIGN_INS_PER_ACCOUNT, client_key)
    async with snapshot(ALL_TENANTS) as db:
        stored = (await db.get_one(User, actor.user_id)).password_hash
    if not await passwords.verify_password(stored, current):
        raise Invalid(_("This is not your current password."), detail={"field": "current"})
    await _check_password(fresh, actor.email, actor.display_name)
    limits.forgive(limits.SIGN_INS_PER_ACCOUNT, client_key)
    hashed = await passwords.hash_password(fresh)
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, actor.user_id)).password_hash = hashed
        await logins.end_logins(db, actor.user_id, keep=actor.login_id)
        for family in await queries.own_families(db, actor.user_id):
            if family != actor.login_id:
                await tokens.end_family(db, family, "password changed")


async def profile(db: AsyncSession, actor: Actor) -> Profile:
    """The actor's own profile and tenant."""
    tenant = await db.scalar(select(Tenant).where(col(Tenant.id) == actor.tenant_id))
    if tenant is None:
        raise NotFound
    return Profile(
        display_name=actor.display_name,
        email=actor.email,
        time_zone=actor.time_zone,
        language=actor.language,
        role=actor.role.value,
        tenant_name=tenant.name,
        ai_enabled=tenant.ai_enabled,
    )


async def change_profile(db: AsyncSession, actor: Actor, *, display_name: str, time_zone: str) -> None:
    """Change one's name and time zone; acts at the next event."""
    user = await db.get_one(User, actor.user_id)
    user.display_name = clean_name(display_name, "display_name")
    user.time_zone = clean_time_zone(time_zone)
    after_commit(db, lambda: logins.forget(user_id=actor.user_id))


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_name(agent: str) -> str:
    """What a person calls the browser behind a User-Agent."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), _("Browser"))
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return _("{browser} on {system}").format(browser=browser, system=system) if system else browser


_is_known_to_be_set_up: list[bool] = []


async def needs_setup() -> bool:
    """Whether the first admin is still to be made; asked before every public page, so a yes is remembered."""
    if _is_known_to_be_set_up:
        return False
    async with snapshot(ALL_TENANTS) as db:
        is_set_up = await queries.is_set_up(db)
    if is_set_up:
        _is_known_to_be_set_up.append(True)
    return not is_set_up
