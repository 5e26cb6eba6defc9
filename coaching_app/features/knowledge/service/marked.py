"""Seals the notes that ask for it and lie open: those of a database that is older than sealed notes."""

from sqlalchemy import Text, cast, func, select
from sqlmodel import col

from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.vault.links import LinkIndex
from coaching_app.features.knowledge.queries.notes import not_sealed
from coaching_app.features.knowledge.service import storing
from coaching_app.features.knowledge.service.intake import note_item
from coaching_app.features.knowledge.service.storing import Shelf
from coaching_app.features.knowledge.service.understanding import source_of
from coaching_app.models import Note


async def seal_marked() -> int:
    """How many there were."""
    named = func.lower(cast(col(Note.properties), Text)).like('%"private"%')
    query = select(col(Note.tenant_id), col(Note.id)).where(
        not_sealed(), col(Note.deleted_at).is_(None), named
    )
    async with snapshot(ALL_TENANTS) as db:
        found = [(row[0], row[1]) for row in await db.execute(query)]
    return sum([await _seal(tenant_id, note_id) for tenant_id, note_id in found])


async def _seal(tenant_id: str, note_id: str) -> bool:
    async with unit_of_work(tenant_id) as db:
        query = select(Note).where(col(Note.id) == note_id, not_sealed(), col(Note.deleted_at).is_(None))
        note = (await db.scalars(query.with_for_update())).first()
        if note is None:
            return False
        source = source_of(note.id, note.path_key, note.path, note.text, note.encoding)
        # Of a private note no links are kept, so none has to be resolved.
        item, _problems = note_item(source, LinkIndex(()))
        if not item.is_private:
            return False
        await storing.replace_notes(
            db, Shelf(tenant_id, note.owner_id, note.source_id), [item], imported=False
        )
    return True
