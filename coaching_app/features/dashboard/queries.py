"""Counts what the dashboard mentions."""

from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.models import Note


async def count_notes(db: AsyncSession, actor: Actor, since: datetime) -> tuple[int, int]:
    """How many notes the person has, and how many of them were written or changed here since then."""
    # What only came in with an import still is what it was in the file.
    is_ours = or_(col(Note.imported_sha256).is_(None), col(Note.imported_sha256) != col(Note.sha256))
    recent = func.sum(case((and_(col(Note.updated_at) >= since, is_ours), 1), else_=0))
    mine = (col(Note.owner_id) == actor.user_id, col(Note.deleted_at).is_(None))
    total, changed = (await db.execute(select(func.count(), recent).select_from(Note).where(*mine))).one()
    return int(total), int(changed or 0)
