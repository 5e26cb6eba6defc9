"""Writes a receipt for every read by somebody else."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.ids import new_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.consent.queries import Ground, grounds_of
from coaching_app.models import ReadReceipt

# SQLite takes at most 32 766 values in one statement.
_BATCH = 500


async def record_reads(
    db: AsyncSession,
    actor: Actor,
    owner_id: str,
    category: Category,
    item_ids: Iterable[str],
    *,
    surface: str,
    why: str = "",
) -> None:
    """One receipt per thing that is shown to somebody else; none for the owner.

    Belongs into the transaction that reads the things, before they are shown: a thing without a ground for
    showing it is NotFound. `why` names another ground than consent, for example a pathway's.
    """
    wanted = tuple(dict.fromkeys(item_ids))
    if actor.user_id == owner_id or not wanted:
        return
    ground = None if why else await grounds_of(db, Viewer.of(actor), owner_id, category)
    same = {
        "tenant_id": actor.tenant_id,
        "owner_id": owner_id,
        "reader_id": actor.user_id,
        "reader_role": actor.role.value,
        "category": category.value,
        "surface": surface[:60],
    }
    bases = {item_id: why or _basis(ground, item_id) for item_id in wanted}
    await _keep(db, [{**same, "item_id": item_id, "basis": basis[:300]} for item_id, basis in bases.items()])


def _basis(ground: Ground | None, item_id: str) -> str:
    basis = ground.basis_for(item_id) if ground else ""
    if not basis:
        raise NotFound
    return basis


async def _keep(db: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Add them; a repetition within the minute raises the count of the receipt that is there."""
    moment = now()
    stamp = {"minute": moment.replace(second=0, microsecond=0), "count": 1, "created_at": moment}
    insert: Any = sqlite_insert if db.get_bind().dialect.name == "sqlite" else postgres_insert
    keys = ("owner_id", "reader_id", "category", "item_id", "surface", "minute", "basis")
    for first in range(0, len(rows), _BATCH):
        statement = insert(ReadReceipt).values(
            [{**row, **stamp, "id": new_id()} for row in rows[first : first + _BATCH]]
        )
        await db.execute(
            statement.on_conflict_do_update(index_elements=keys, set_={"count": col(ReadReceipt.count) + 1})
        )
