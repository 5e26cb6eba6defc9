"""Bytes nobody refers to go away after a day; all others stay."""

import os

from sqlalchemy import select

from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.knowledge.service.sweeping import sweep_files
from coaching_app.models import ResourceFile
from coaching_app.storage import files, staging


async def test_only_old_orphans_go(cast, vaults) -> None:
    tenant = cast.mentee.tenant_id
    await vaults.bring_in(cast.mentee, {"kept.png": b"kept"})
    orphan, young = files.put_chunks(tenant, [b"orphan"]), files.put_chunks(tenant, [b"young"])

    async def pieces():
        yield b"upload"

    staged = await staging.stage(pieces(), limit=100)
    async with snapshot(tenant) as db:
        kept = await db.scalar(select(ResourceFile.sha256))
    for path in get_settings().files_dir.rglob("*"):
        if path.is_file() and path.name != young.sha256:
            os.utime(path, (1000, 1000))
    assert await sweep_files() == 2
    assert await files.exists(tenant, kept)
    assert await files.exists(tenant, young.sha256)
    assert not await files.exists(tenant, orphan.sha256)
    assert not any(path.name == staged.name for path in get_settings().files_dir.rglob("*"))
