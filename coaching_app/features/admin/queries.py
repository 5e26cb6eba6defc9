"""Reads of administration."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.features.admin.schemas import TrailEntry, TrailFilter
from coaching_app.models import AuditEntry, Checkin, Conversation, Goal, Habit, Note, Task, User


def _like(text: str) -> str:
    """The text as part of a LIKE pattern, its own signs taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def like_pattern(text: str) -> str:
    """A LIKE pattern for texts that contain this one."""
    return f"%{_like(text)}%"


# What a person has of each kind, by the words of consent.
_HELD = {
    "goals": Goal, "tasks": Task, "habits": Habit, "checkins": Checkin, "notes": Note,
    "conversations": Conversation,
}  # fmt: skip


async def holdings(db: AsyncSession, person_id: str) -> dict[str, int]:
    """How many of each kind somebody has in this tenant."""
    counts = [
        select(func.count())
        .select_from(table)
        .where(col(table.owner_id) == person_id, col(table.deleted_at).is_(None))
        .scalar_subquery()
        for table in _HELD.values()
    ]
    row = (await db.execute(select(*counts))).one()
    return dict(zip(_HELD, map(int, row), strict=True))


def _conditions(chain: str, wanted: TrailFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(AuditEntry.chain) == chain]
    if wanted.actor_id:
        found.append(col(AuditEntry.actor_id) == wanted.actor_id)
    if wanted.subject:
        found.append(col(AuditEntry.subjects).like(f"%,{_like(wanted.subject)},%", escape="\\"))
    if wanted.search:
        pattern = f"%{_like(wanted.search)}%"
        columns = (AuditEntry.action, AuditEntry.subjects, AuditEntry.address, AuditEntry.correlation_id)
        found.append(or_(*(col(column).ilike(pattern, escape="\\") for column in columns)))
    if wanted.since is not None:
        found.append(col(AuditEntry.at) >= wanted.since)
    if wanted.until is not None:
        found.append(col(AuditEntry.at) < wanted.until)
    return found


async def trail(
    db: AsyncSession, chain: str, wanted: TrailFilter, *, limit: int, oldest_first: bool, beyond: int | None
) -> tuple[TrailEntry, ...]:
    """Entries of one chain in its order, or against it, from beyond an entry on."""
    seq = col(AuditEntry.seq)
    query = select(AuditEntry).where(*_conditions(chain, wanted))
    if beyond is not None:
        query = query.where(seq > beyond if oldest_first else seq < beyond)
    rows = (await db.scalars(query.order_by(seq if oldest_first else seq.desc()).limit(limit))).all()
    names = await names_of(db, (row.actor_id for row in rows))
    db.expunge_all()
    return tuple(_entry(row, names) for row in rows)


async def names_of(db: AsyncSession, ids: Iterable[str | None]) -> dict[str, str]:
    """What people are called, by their id."""
    wanted = sorted({found for found in ids if found})
    if not wanted:
        return {}
    query = select(col(User.id), col(User.display_name)).where(col(User.id).in_(wanted))
    return {person_id: name for person_id, name in await db.execute(query)}  # noqa: C416 rows are no pairs to the type checker


def _entry(row: AuditEntry, names: dict[str, str]) -> TrailEntry:
    changes: Sequence[dict[str, object]] = json.loads(row.changes)
    events: Sequence[dict[str, object]] = json.loads(row.events)
    return TrailEntry(
        seq=row.seq, at=row.at, actor_id=row.actor_id, actor_name=names.get(row.actor_id or "", ""),
        actor_role=row.actor_role, login_id=row.login_id, action=row.action, address=row.address,
        correlation_id=row.correlation_id, changes=tuple(changes), events=tuple(events),
        payload=json.loads(row.payload), hash=row.hash,
    )  # fmt: skip
