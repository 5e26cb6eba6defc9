"""Holds a tenant to the bounds its owner set: how many people, how many bytes."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import Conflict
from coaching_app.core.i18n import gettext as _
from coaching_app.features.people.queries.members import living_members, storage_used
from coaching_app.models import Tenant


async def require_room(db: AsyncSession, tenant_id: str) -> None:
    """Raise Conflict when no one more may belong; the tenant's row is locked, so that two cannot share a place."""
    query = select(col(Tenant.people_quota)).where(col(Tenant.id) == tenant_id).with_for_update()
    quota = await db.scalar(query)
    if quota is not None and await living_members(db, tenant_id) >= quota:
        raise Conflict(_("All places here are taken. An admin can ask for more."), code="people_quota")


async def require_storage(db: AsyncSession, tenant_id: str, more: int) -> None:
    """Raise Conflict when so many bytes more would be too many."""
    quota = await db.scalar(select(col(Tenant.storage_quota)).where(col(Tenant.id) == tenant_id))
    if quota is not None and await storage_used(db, tenant_id) + more > quota:
        raise Conflict(
            _("There is no room left for files here. An admin can ask for more."), code="storage_quota"
        )
