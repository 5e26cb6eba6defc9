"""Removes bytes that nothing refers to any more: files of cancelled imports, uploads nobody reads."""

import asyncio
import time

from sqlalchemy import select
from sqlmodel import col

from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot
from coaching_app.features.knowledge.queries.imports import ACTIVE
from coaching_app.models import ResourceFile, Tenant, VaultImport
from coaching_app.storage import files, staging

# Younger bytes may belong to an import that has not stored its row yet.
_SPARED_SECONDS = 86_400.0
_AT_ONCE = 500


async def sweep_files() -> int:
    """How many files and uploads went away."""
    removed = 0
    async with snapshot(ALL_TENANTS) as db:
        tenants = list(await db.scalars(select(col(Tenant.id))))
        active = select(col(VaultImport.staged)).where(col(VaultImport.status).in_(ACTIVE))
        wanted = set(await db.scalars(active))
    for tenant_id in tenants:
        removed += await _sweep_tenant(tenant_id)
    for name in await asyncio.to_thread(staging.list_older, _SPARED_SECONDS, time.time()):
        if name not in wanted:
            await staging.unstage(name)
            removed += 1
    return removed


async def _sweep_tenant(tenant_id: str) -> int:
    old = await asyncio.to_thread(lambda: list(files.list_older(tenant_id, _SPARED_SECONDS, time.time())))
    removed = 0
    for start in range(0, len(old), _AT_ONCE):
        some = old[start : start + _AT_ONCE]
        async with snapshot(tenant_id) as db:
            query = select(col(ResourceFile.sha256)).where(col(ResourceFile.sha256).in_(some))
            kept = set(await db.scalars(query))
        for digest in some:
            if digest not in kept:
                await files.delete(tenant_id, digest)
                removed += 1
    return removed
