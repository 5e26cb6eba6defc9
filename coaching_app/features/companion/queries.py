"""Reads the names of things by which their owner chooses what to share."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.db.sealed import unseal
from coaching_app.features.consent.schemas import Thing
from coaching_app.models import Conversation, Goal, Habit, Note, Task


async def _named(
    db: AsyncSession,
    name: Any,
    owner_id: str,
    ids: Sequence[str] | None,
    limit: int,
    *conditions: ColumnElement[bool],
) -> tuple[Thing, ...]:
    table: Any = name.class_
    query = select(table.id, name).where(table.owner_id == owner_id, table.deleted_at.is_(None), *conditions)
    if ids is not None:
        query = query.where(table.id.in_(ids))
    rows = await db.execute(query.order_by(table.created_at.desc(), table.id.desc()).limit(limit))
    return tuple(Thing(row[0], row[1]) for row in rows)


async def goals(db: AsyncSession, owner_id: str, ids: Sequence[str] | None, limit: int) -> tuple[Thing, ...]:
    """Goals by their titles."""
    return await _named(db, Goal.title, owner_id, ids, limit)


async def tasks(db: AsyncSession, owner_id: str, ids: Sequence[str] | None, limit: int) -> tuple[Thing, ...]:
    """Tasks by their titles."""
    return await _named(db, Task.title, owner_id, ids, limit)


async def habits(db: AsyncSession, owner_id: str, ids: Sequence[str] | None, limit: int) -> tuple[Thing, ...]:
    """Habits by their names."""
    return await _named(db, Habit.name, owner_id, ids, limit)


async def notes(db: AsyncSession, owner_id: str, ids: Sequence[str] | None, limit: int) -> tuple[Thing, ...]:
    """Notes by their titles; a private one is no thing that could be shared."""
    return await _named(db, Note.title, owner_id, ids, limit, col(Note.sealed_head).is_(None))


async def conversations(
    db: AsyncSession, owner_id: str, ids: Sequence[str] | None, limit: int
) -> tuple[Thing, ...]:
    """Conversations by their titles, which are sealed."""
    query = select(Conversation).where(
        col(Conversation.owner_id) == owner_id, col(Conversation.deleted_at).is_(None)
    )
    if ids is not None:
        query = query.where(col(Conversation.id).in_(ids))
    rows = await db.scalars(query.order_by(col(Conversation.updated_at).desc()).limit(limit))
    return tuple(Thing(row.id, unseal(row, "title", row.title)) for row in rows)
