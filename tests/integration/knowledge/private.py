"""What the tests of private notes share: a note of unmistakable words, and where to look for them."""

from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from coaching_app.db.unit_of_work import ALL_TENANTS, current_database, snapshot, unit_of_work
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.service.listing import NoteFilter

# Six letters that nothing else here begins with, so that no shortened term of an index hides one.
WORD, NAME, TAG, ALIAS, FOLDER = "qzvkwaf", "jxqubor", "vjzqtem", "wqxjpid", "kzqvhul"
WORDS = (WORD, NAME, TAG, ALIAS, FOLDER)
TEXT = f"---\ntags: [{TAG}]\naliases: [{ALIAS}]\n---\n# {WORD} head\n\nThe {WORD} that nobody reads. [[Elsewhere]]\n"
PATH = f"{FOLDER}/{NAME}.md"


async def write(actor, text=TEXT, path=PATH, **more):
    async with unit_of_work(actor.tenant_id) as db:
        return await service.create_note(db, actor, text=text, path=path, **more)


async def change(actor, note, **values):
    async with unit_of_work(actor.tenant_id) as db:
        return await service.update_note(db, actor, note.id, version=note.version, **values)


async def everything(db: AsyncSession) -> str:
    """Every value of every table, and what the index knows."""
    found = [
        repr(tuple(row))
        for table in SQLModel.metadata.tables.values()
        for row in await db.execute(select(table))
    ]
    return "\n".join([*found, repr((await db.execute(text("SELECT * FROM note_search"))).all())]).casefold()


async def readable(*words: str) -> set[str]:
    async with snapshot(ALL_TENANTS) as db:
        all_of_it = await everything(db)
    return {word for word in words if word in all_of_it}


def on_disk(*words: str) -> set[str]:
    """Which words, or most of one, the files of the database hold."""
    path = Path(current_database().engine.url.database or "")
    held = b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))
    assert len(held) > 100_000
    # An index may store a term without a letter it shares with the one before; less of it stands in any ciphertext.
    return {word for word in words if word[1:].encode() in held}


async def view(actor, note_id):
    async with snapshot(actor.tenant_id) as db:
        return await service.view_note(db, actor, note_id)


async def listed(actor, **wanted):
    async with snapshot(actor.tenant_id) as db:
        return (await service.list_notes(db, actor, NoteFilter(**wanted))).items
