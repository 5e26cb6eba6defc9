"""The audit trail as an admin reads it: a list with filters, and a file of it."""

import csv
import io
import json
from collections.abc import AsyncGenerator, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit
from coaching_app.core.clock import now
from coaching_app.core.errors import Forbidden
from coaching_app.core.i18n import gettext as _
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.spreadsheet import harmless
from coaching_app.features.admin import queries
from coaching_app.features.admin.schemas import Chain, TrailEntry, TrailFilter, TrailRow
from coaching_app.features.admin.service.wording import entry_words, nobody, role_label, shown
from coaching_app.models import User
from coaching_app.models.audit import INSTANCE

MOST_ENTRIES = 200
_AT_ONCE = 500
_COLUMNS = (
    "seq", "at", "actor_id", "actor_role", "login_id", "action", "address", "correlation_id", "changes", "events",
    "hash",
)  # fmt: skip


def require_admin(actor: Actor) -> None:
    """Only an admin of the tenant can do this."""
    if actor.role is not Role.ADMIN:
        raise Forbidden(_("Only an admin can do this."))


async def _chain_of(db: AsyncSession, actor: Actor, chain: Chain) -> str:
    """The chain the actor may read: their tenant's, and the instance's when they own it."""
    require_admin(actor)
    if chain == "tenant":
        return actor.tenant_id
    owns = select(col(User.is_instance_owner)).where(col(User.id) == actor.user_id)
    if not await db.scalar(owns):
        raise Forbidden(_("Only the owner of this installation can do this."))
    return INSTANCE


async def list_trail(
    db: AsyncSession,
    actor: Actor,
    wanted: TrailFilter | None = None,
    *,
    chain: Chain = "tenant",
    oldest_first: bool = False,
    limit: int = 50,
    cursor: str | None = None,
) -> Slice[TrailEntry]:
    """A part of the audit trail, the newest first."""
    name = await _chain_of(db, actor, chain)
    beyond = _position(cursor)
    limit = min(max(limit, 1), MOST_ENTRIES)
    found = await queries.trail(
        db, name, wanted or TrailFilter(), limit=limit + 1, oldest_first=oldest_first, beyond=beyond
    )
    items = found[:limit]
    return Slice(items, encode_cursor(str(items[-1].seq)) if len(found) > limit else None)


def _position(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    (text,) = decode_cursor(cursor, 1)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _lines(rows: Sequence[Sequence[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(
        [["" if value is None else harmless(str(value)) for value in row] for row in rows]
    )
    return buffer.getvalue()


def _summary(parts: Sequence[dict[str, object]]) -> str:
    return "; ".join(" ".join(f"{key}={value}" for key, value in part.items()) for part in parts)


def _row(entry: TrailEntry) -> list[object]:
    return [
        entry.seq, entry.at.isoformat(), entry.actor_id, entry.actor_role, entry.login_id, entry.action,
        entry.address, entry.correlation_id, _summary(entry.changes), _summary(entry.events), entry.hash,
    ]  # fmt: skip


async def export_trail(
    actor: Actor, wanted: TrailFilter | None = None, *, chain: Chain = "tenant"
) -> AsyncGenerator[str]:
    """The trail as CSV, the oldest first; that it was taken is noted before its first line."""
    async with unit_of_work(actor.tenant_id) as db:
        name = await _chain_of(db, actor, chain)
        audit.note(db, "audit.exported", chain=name)
    until, beyond = now(), 0
    yield _lines([_COLUMNS])
    while True:
        # A snapshot for each part: a long download must not hold the database back.
        async with snapshot(actor.tenant_id) as db:
            found = await queries.trail(
                db, name, wanted or TrailFilter(), limit=_AT_ONCE, oldest_first=True, beyond=beyond
            )
        lines = [_row(entry) for entry in found if entry.at <= until]
        if not lines:
            return
        beyond = found[-1].seq
        yield _lines(lines)


def _trail_row(actor: Actor, entry: TrailEntry) -> TrailRow:
    return TrailRow(
        seq=str(entry.seq),
        when=shown(actor, entry.at),
        who=entry.actor_name or entry.actor_id or nobody(entry.action),
        role=role_label(entry.actor_role),
        action=entry.action,
        what=entry_words(entry.changes, entry.events),
        address=entry.address,
        correlation=entry.correlation_id,
        payload=json.dumps(entry.payload, ensure_ascii=False) if entry.payload else "",
    )


async def read_trail(
    db: AsyncSession,
    actor: Actor,
    wanted: TrailFilter,
    *,
    chain: Chain,
    oldest_first: bool,
    cursor: str | None,
) -> tuple[tuple[TrailRow, ...], str]:
    """A page of the trail in words, and the cursor of the next; empty at the end."""
    found = await list_trail(
        db, actor, wanted, chain=chain, oldest_first=oldest_first, limit=25, cursor=cursor
    )
    return tuple(_trail_row(actor, entry) for entry in found.items), found.cursor or ""
