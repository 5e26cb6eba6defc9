"""Lets go of the words of notes that become private: wherever they stood, and in what the disk still holds."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit
from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.db.sealed import seal
from coaching_app.domain.consent import Category
from coaching_app.domain.vault.paths import fold_key
from coaching_app.features.consent.service import withdraw_things
from coaching_app.models import ImportProblem, Note, Resource, SeenSpan, VaultImport
from coaching_app.queue.port import enqueue

SCRUB_JOB = "knowledge.scrub"
# Several notes that are sealed one after the other are scrubbed off the disk together.
_SOON = timedelta(seconds=30)
_AT_ONCE = 500


async def forget(db: AsyncSession, owner_id: str, note_ids: Sequence[str]) -> None:
    """Call this before the open words of these notes are overwritten; nothing happens for none.

    What was shared of them ends. The coach's conversations lose the passages, the queue of resources and the list
    of problems lose the names. The full-text index and the rows are the caller's.
    """
    if not note_ids:
        return
    query = select(col(Note.id), col(Note.title), col(Note.path), col(Note.source_id), col(Note.vault_key))
    rows = (await db.execute(query.where(col(Note.id).in_(note_ids)))).all()
    await withdraw_things(db, owner_id, Category.NOTES, note_ids)
    await _rename_resources(db, [(row[0], row[1]) for row in rows])
    await _drop_problems(db, [(row[2], row[4] or "", row[3]) for row in rows])
    await _empty_passages(db, note_ids)
    for note_id in note_ids:
        audit.note(db, "note.sealed", note_id=note_id)
    await scrub_soon(db)


async def scrub_soon(db: AsyncSession) -> None:
    """Have the disk forget what is freed by this unit of work.

    The key is that of a minute to come: a scrub that is under way may be too early for what is freed now.
    """
    at = now() + _SOON
    await enqueue(db, SCRUB_JOB, {}, unique_key=f"scrub:{at:%Y%m%d%H%M}", run_at=at)


async def _rename_resources(db: AsyncSession, titles: Sequence[tuple[str, str]]) -> None:
    for note_id, title in titles:
        await db.execute(
            update(Resource)
            .where(
                col(Resource.kind) == "note", col(Resource.target_id) == note_id, col(Resource.title) == title
            )
            .values(title=_("A sealed note"))
        )


async def _drop_problems(db: AsyncSession, places: Sequence[tuple[str, str, str]]) -> None:
    """By the path a note has, and by the one it came with.

    Compared here: no database folds a name as the import does, nor tells twins apart as its keys do.
    """
    named: dict[str, set[str]] = {}
    for path, vault_key, source_id in places:
        named.setdefault(source_id, set()).update((fold_key(path), vault_key))
    for source_id, keys in named.items():
        imports = select(col(VaultImport.id)).where(col(VaultImport.source_id) == source_id)
        told = select(col(ImportProblem.id), col(ImportProblem.path))
        rows = (await db.execute(told.where(col(ImportProblem.import_id).in_(imports)))).all()
        gone = [problem_id for problem_id, path in rows if {fold_key(path), f"//{path}"} & keys]
        for start in range(0, len(gone), _AT_ONCE):
            some = gone[start : start + _AT_ONCE]
            await db.execute(delete(ImportProblem).where(col(ImportProblem.id).in_(some)))


async def _empty_passages(db: AsyncSession, note_ids: Sequence[str]) -> None:
    """A source of an answer keeps its number and loses its words; the answers themselves are the conversation's."""
    for span in await db.scalars(select(SeenSpan).where(col(SeenSpan.note_id).in_(note_ids))):
        span.label = seal(span, "label", _("A sealed note"))
        span.text = seal(span, "text", "")
        # A digest of the whole note would let somebody try out what it says.
        span.note_sha256 = secrets.token_hex(32)
    await db.flush()
