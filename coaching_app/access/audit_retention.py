"""Lets go of the oldest audit entries in a way that leaves the rest of the chain verifiable."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import col

from coaching_app.access.audit import note
from coaching_app.access.audit_chain import anchor_mac, locked_head
from coaching_app.core.clock import now
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.models import AuditEntry, AuditHead

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Trimmed:
    """How many entries of a chain went, and the last of them."""

    chain: str
    through: int
    removed: int


def oldest_kept() -> datetime | None:
    """From when on entries are kept; None keeps them all."""
    days = get_settings().audit_retention_days
    return now() - timedelta(days=days) if days else None


async def chains() -> tuple[str, ...]:
    """Every chain there is."""
    async with snapshot(ALL_TENANTS) as db:
        return tuple(await db.scalars(select(col(AuditHead.id)).order_by(col(AuditHead.id))))


async def trim(chain: str, before: datetime) -> Trimmed:
    """Sign where the chain will begin, then remove what lies before it; may be killed and run again."""
    async with unit_of_work(ALL_TENANTS) as db:
        through = await _last_before(db, chain, before)
        if through is not None:
            await db.run_sync(_anchor, chain, *through)
            note(db, "audit.trimmed", tenant_id=chain, through=through[0])
        seq = await db.scalar(select(col(AuditHead.anchor_seq)).where(col(AuditHead.id) == chain)) or 0
    removed = 0
    while gone := await _remove_some(chain, seq):
        removed += gone
    return Trimmed(chain, seq, removed)


async def _last_before(db: AsyncSession, chain: str, before: datetime) -> tuple[int, str] | None:
    """The newest entry that goes, with its hash: a clock that was set back keeps what follows a new one."""
    mine = col(AuditEntry.chain) == chain
    first_kept = await db.scalar(
        select(func.min(col(AuditEntry.seq))).where(mine, col(AuditEntry.at) >= before)
    )
    anchor = await db.scalar(select(col(AuditHead.anchor_seq)).where(col(AuditHead.id) == chain)) or 0
    query = select(col(AuditEntry.seq), col(AuditEntry.hash)).where(mine, col(AuditEntry.seq) > anchor)
    if first_kept is not None:
        query = query.where(col(AuditEntry.seq) < first_kept)
    row = (await db.execute(query.order_by(col(AuditEntry.seq).desc()).limit(1))).first()
    return (int(row[0]), str(row[1])) if row else None


def _anchor(session: Session, chain: str, seq: int, hash_: str) -> None:
    key = locked_head(session, chain).key
    session.execute(
        update(AuditHead)
        .where(col(AuditHead.id) == chain)
        .values(
            anchor_seq=seq,
            anchor_hash=hash_,
            anchor_mac=anchor_mac(key, chain, seq, hash_),
            anchored_at=now(),
        )
    )


async def _remove_some(chain: str, through: int) -> int:
    """Delete a batch; small ones, because people are waiting to write."""
    async with unit_of_work(ALL_TENANTS) as db:
        mine = (col(AuditEntry.chain) == chain, col(AuditEntry.seq) <= through)
        first = await db.scalar(select(func.min(col(AuditEntry.seq))).where(*mine))
        if first is None:
            return 0
        last = min(through, int(first) + _AT_ONCE - 1)
        await db.execute(
            delete(AuditEntry)
            .where(*mine, col(AuditEntry.seq) <= last)
            .execution_options(synchronize_session=False)
        )
        return last - int(first) + 1
