"""Makes accounts: the very first one, and those an admin adds."""

from dataclasses import replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.access import passwords
from coaching_app.core.errors import Conflict, Forbidden, Invalid
from coaching_app.core.i18n import available_languages
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.person_fields import clean_email, clean_name, clean_time_zone
from coaching_app.features.account import queries
from coaching_app.features.account.schemas import Credentials, FirstSetup, NewPerson
from coaching_app.features.account.service.choosing_passwords import check_password
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
    await check_password(cleaned.password, cleaned.email, cleaned.display_name, cleaned.tenant_name)
    return cleaned


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
    await check_password(person.password, fresh.email, fresh.display_name)
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
