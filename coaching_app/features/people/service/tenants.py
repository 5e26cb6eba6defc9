"""Tenants: what an admin sets for their own, and what the owner of the instance makes and bounds."""

import hashlib
from typing import Any, TypedDict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import Forbidden, NotFound
from coaching_app.core.i18n import available_languages
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.branding import ACCENTS, LARGEST_LOGO, picture_type
from coaching_app.domain.person_fields import clean_name, clean_time_zone
from coaching_app.domain.written_text import refuse
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import TenantSettings, TenantView
from coaching_app.features.people.service.members import require_admin
from coaching_app.models import Membership, Tenant, TenantLogo, User

LARGEST_PEOPLE_QUOTA = 1_000_000
LARGEST_STORAGE_QUOTA = 2**50


class TenantChanges(TypedDict, total=False):
    """The settings an admin may change; what is left out stays."""

    name: str
    time_zone: str
    language: str
    accent: str
    ai_enabled: bool


class Quotas(TypedDict, total=False):
    """The bounds an owner may set; None is without limit."""

    people_quota: int | None
    storage_quota: int | None


async def require_owner(db: AsyncSession, actor: Actor) -> None:
    """Only the owner of the instance can do this, who is an admin where they act."""
    query = select(col(User.is_instance_owner)).where(col(User.id) == actor.user_id)
    if actor.role is not Role.ADMIN or not await db.scalar(query):
        raise Forbidden(_("Only the owner of this installation can do this."))


async def is_owner(db: AsyncSession, actor: Actor) -> bool:
    """Whether the actor owns the instance."""
    query = select(col(User.is_instance_owner)).where(col(User.id) == actor.user_id)
    return actor.role is Role.ADMIN and bool(await db.scalar(query))


async def tenant_settings(db: AsyncSession, actor: Actor) -> TenantSettings:
    """The settings of the actor's own tenant, admins only."""
    require_admin(actor)
    return await _settings(db, await _tenant(db, actor.tenant_id))


async def change_tenant(db: AsyncSession, actor: Actor, changes: TenantChanges) -> TenantSettings:
    """Change settings of the actor's own tenant."""
    require_admin(actor)
    tenant = await _tenant(db, actor.tenant_id)
    for name, value in _cleaned(changes).items():
        setattr(tenant, name, value)
    await db.flush()
    return await _settings(db, tenant)


async def set_logo(db: AsyncSession, actor: Actor, content: bytes) -> TenantSettings:
    """Show this PNG, JPEG or WebP as the tenant's mark; empty content takes the mark away."""
    require_admin(actor)
    tenant = await _tenant(db, actor.tenant_id)
    if not content:
        tenant.logo_sha256 = tenant.logo_type = ""
    else:
        if len(content) > LARGEST_LOGO:
            raise refuse("logo", _("A logo may have up to 200 kB."))
        if not (found := picture_type(content)):
            raise refuse("logo", _("A logo is a PNG, JPEG or WebP picture."))
        tenant.logo_sha256, tenant.logo_type = hashlib.sha256(content).hexdigest(), found
        await db.merge(TenantLogo(tenant_id=tenant.id, content=content))
    await db.flush()
    return await _settings(db, tenant)


async def logo(db: AsyncSession, actor: Actor) -> tuple[bytes, str]:
    """The content and media type of the tenant's mark."""
    tenant = await _tenant(db, actor.tenant_id)
    stored = await db.get(TenantLogo, tenant.id) if tenant.logo_sha256 else None
    if stored is None:
        raise NotFound
    return stored.content, tenant.logo_type


async def list_tenants(db: AsyncSession, actor: Actor) -> tuple[TenantView, ...]:
    """Every tenant of the instance with counts, for its owner; needs a unit of work over all tenants."""
    await require_owner(db, actor)
    rows = (await db.scalars(select(Tenant).order_by(col(Tenant.created_at), col(Tenant.id)))).all()
    return tuple([await _overview(db, row) for row in rows])


async def create_tenant(
    db: AsyncSession,
    actor: Actor,
    name: str,
    *,
    time_zone: str = "UTC",
    language: str = "en",
    quotas: Quotas | None = None,
) -> TenantView:
    """A new tenant with the owner as its first admin, who invites another; over all tenants."""
    await require_owner(db, actor)
    tenant = Tenant(**_cleaned({"name": name, "time_zone": time_zone, "language": language}))
    db.add(tenant)
    _set_quotas(tenant, quotas or {})
    await db.flush()
    db.add(Membership(tenant_id=tenant.id, user_id=actor.user_id, role=Role.ADMIN.value))
    await db.flush()
    return await _overview(db, tenant)


async def set_quotas(db: AsyncSession, actor: Actor, tenant_id: str, quotas: Quotas) -> TenantView:
    """Bound a tenant, for the owner; over all tenants. Whoever is over the bound stays, nobody is added."""
    await require_owner(db, actor)
    tenant = await _tenant(db, tenant_id)
    _set_quotas(tenant, quotas)
    await db.flush()
    return await _overview(db, tenant)


async def require_storage(db: AsyncSession, actor: Actor, more: int) -> None:
    """Raise Conflict when the actor's tenant has no room for so many bytes more."""
    await queries.require_storage(db, actor.tenant_id, more)


def _set_quotas(tenant: Tenant, quotas: Quotas) -> None:
    if "people_quota" in quotas:
        tenant.people_quota = _bound("people_quota", quotas["people_quota"], LARGEST_PEOPLE_QUOTA)
    if "storage_quota" in quotas:
        tenant.storage_quota = _bound("storage_quota", quotas["storage_quota"], LARGEST_STORAGE_QUOTA)


def _bound(field: str, value: int | None, largest: int) -> int | None:
    if value is not None and not 1 <= value <= largest:
        raise refuse(field, _("Give a number above nought, or leave it empty for no limit."))
    return value


def _cleaned(changes: TenantChanges) -> dict[str, Any]:
    values: dict[str, Any] = dict(changes)
    if "name" in changes:
        values["name"] = clean_name(changes["name"], "name", 200)
    if "time_zone" in changes:
        values["time_zone"] = clean_time_zone(changes["time_zone"])
    if changes.get("language", "en") not in available_languages():
        raise refuse("language", _("This language is not available."))
    if changes.get("accent", "green") not in ACCENTS:
        raise refuse("accent", _("Choose one of the colours that are offered."))
    return values


async def _tenant(db: AsyncSession, tenant_id: str) -> Tenant:
    tenant = await db.get(Tenant, tenant_id) if is_id(tenant_id) else None
    if tenant is None:
        raise NotFound
    return tenant


async def _overview(db: AsyncSession, tenant: Tenant) -> TenantView:
    return TenantView(
        id=tenant.id,
        name=tenant.name,
        people=await queries.living_members(db, tenant.id),
        people_quota=tenant.people_quota,
        storage=await queries.storage_used(db, tenant.id),
        storage_quota=tenant.storage_quota,
        created_at=tenant.created_at,
    )


async def _settings(db: AsyncSession, tenant: Tenant) -> TenantSettings:
    return TenantSettings(
        id=tenant.id,
        name=tenant.name,
        time_zone=tenant.time_zone,
        language=tenant.language,
        accent=tenant.accent,
        logo_sha256=tenant.logo_sha256,
        ai_enabled=tenant.ai_enabled,
        people=await queries.living_members(db, tenant.id),
        people_quota=tenant.people_quota,
        storage=await queries.storage_used(db, tenant.id),
        storage_quota=tenant.storage_quota,
    )
