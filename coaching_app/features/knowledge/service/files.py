"""Hands out the bytes of files that are not notes, to their owner only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import NotFound
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.features.knowledge.schemas import FileContent
from coaching_app.features.knowledge.service.media import HEAD_BYTES, UNKNOWN, is_shown, proven_type
from coaching_app.models import ResourceFile
from coaching_app.storage import files


async def get_file(db: AsyncSession, actor: Actor, file_id: str) -> FileContent:
    """How to send a file; NotFound unless it is there and the person's own."""
    query = select(ResourceFile).where(
        col(ResourceFile.id) == file_id,
        col(ResourceFile.owner_id) == actor.user_id,
        col(ResourceFile.deleted_at).is_(None),
    )
    row = (await db.scalars(query)).first() if is_id(file_id) else None
    if row is None or not await files.exists(actor.tenant_id, row.sha256):
        raise NotFound
    # Looked at anew each time: a row may have come with an archive, and say what it likes.
    head = await asyncio.to_thread(_head, actor.tenant_id, row.sha256)
    kind = proven_type(row.path, head) if is_shown(row.path) else UNKNOWN
    shown = kind != UNKNOWN
    name = row.path.rpartition("/")[2]
    return FileContent(row.id, name, kind, row.size, row.sha256, shown)


def _head(tenant_id: str, sha256: str) -> bytes:
    with closing(files.read_chunks(tenant_id, sha256)) as chunks:
        return next(chunks, b"")[:HEAD_BYTES]


def stream_file(actor: Actor, content: FileContent) -> AsyncIterator[bytes]:
    """The bytes of a file that `get_file` has allowed."""
    return files.stream(actor.tenant_id, content.sha256)
