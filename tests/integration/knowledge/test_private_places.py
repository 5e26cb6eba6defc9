"""Private notes in vaults, in archives and on the disk: their words are nowhere but with their owner."""

import asyncio
import io
import random
import zipfile

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from coaching_app.db.migrations import downgrade, migrate
from coaching_app.db.scrubbing import scrub_disk
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.companion.service.leaving import exporting, importing
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.jobs import scrub
from coaching_app.features.knowledge.service.marked import seal_marked
from coaching_app.models import (
    Note,
)
from tests.integration.knowledge.private import (
    FOLDER,
    NAME,
    PATH,
    TAG,
    TEXT,
    WORD,
    WORDS,
    change,
    listed,
    on_disk,
    readable,
    view,
    write,
)
from tests.support.people import Cast

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

VAULT = {
    f"{FOLDER}/{NAME}.md": f"\ufeff---\r\nprivate: true\r\ntags: {TAG}\r\n---\r\nThe {WORD} [[Open]]\r\n".encode(),
    "Latin.md": f"---\nprivate: yes\n---\n{WORD} caf\xe9".encode("latin-1"),
    "Broken.md": f"---\nprivate: true\nbad: [\n---\n{WORD}",
    "Open.md": f"An open note. [[{NAME[:3]}]]",
}


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def exported(actor) -> dict[str, bytes]:
    async with snapshot(actor.tenant_id) as db:
        (source,) = await service.list_sources(db, actor)
    return unpacked(b"".join([piece async for piece in service.export_source(actor, source.id)]))


def as_bytes(vault):
    return {path: data if isinstance(data, bytes) else data.encode() for path, data in vault.items()}


async def test_a_vault_with_private_notes_comes_back_to_the_byte(cast: Cast, vaults) -> None:
    me = cast.mentee
    await vaults.bring_in(me, VAULT)
    assert await readable(*WORDS) == set()
    rows = {row.path: row.is_private for row in await listed(me)}
    assert rows == {PATH: True, "Latin.md": True, "Broken.md": True, "Open.md": False}
    assert await exported(me) == as_bytes(VAULT)
    *_rest, finished = await vaults.bring_in(me, VAULT)
    assert (finished.counts.unchanged, finished.counts.changed, finished.counts.added) == (4, 0, 0)
    # The mark is gone in the vault: its owner has opened the note there.
    await vaults.bring_in(me, VAULT | {"Latin.md": "now open"})
    assert {row.path for row in await listed(me) if not row.is_private} == {"Open.md", "Latin.md"}
    # And it comes in with the vault later.
    await vaults.bring_in(me, VAULT | {"Latin.md": "now open", "Open.md": f"---\nprivate: true\n---\n{WORD}"})
    assert await readable(*WORDS) == set()
    async with snapshot(me.tenant_id) as db:
        assert (await service.search(db, me, "open")).items[0].path == "Latin.md"


async def test_a_version_from_the_vault_beside_a_sealed_note_is_sealed(cast: Cast, vaults) -> None:
    me = cast.mentee
    await vaults.bring_in(me, {PATH: f"{WORD} one \xe9".encode("latin-1"), "Gone.md": f"{WORD} gone"})
    for row in await listed(me):
        async with snapshot(me.tenant_id) as db:
            note = await service.get_note(db, me, row.id)
        note = await change(me, note, is_private=True)
        if note.path == "Gone.md":
            async with unit_of_work(me.tenant_id) as db:
                await service.delete_note(db, me, note.id)
    changed = {PATH: f"{WORD} two \xe9".encode("latin-1"), "Gone.md": f"{WORD} gone"}
    for _twice in range(2):
        *_rest, finished = await vaults.bring_in(me, changed)
        assert finished.status == "done"
        assert await readable(*WORDS) == set()
        rows = await listed(me)
        assert len(rows) == 3
        assert all(row.is_private for row in rows)
    assert finished.counts.changed == 0


@only_sqlite
async def test_an_archive_takes_it_along_and_it_is_sealed_where_it_arrives(cast: Cast, tmp_path) -> None:
    me, there = cast.mentee, cast.foreign_mentee
    await write(me, TEXT, is_private=True)
    async with snapshot(me.tenant_id) as db:
        await exporting.write_archive(db, me, tmp_path / "all.zip")
    files = unpacked((tmp_path / "all.zip").read_bytes())
    assert WORD in files[f"vault/My notes/{PATH}"].decode()
    async with unit_of_work(there.tenant_id) as db:
        await importing.read_archive(db, there, tmp_path / "all.zip")
    (row,) = await listed(there)
    assert (row.is_private, row.path, row.tags) == (True, PATH, (TAG,))
    assert "private: true" in (await view(there, row.id)).note.text
    assert await readable(*WORDS) == set()
    assert on_disk(*WORDS) == set()


# --- the disk ------------------------------------------------------------------------------------


@only_sqlite
async def test_the_disk_forgets_what_a_note_said_before(cast: Cast) -> None:
    me = cast.mentee
    for number in range(30):
        await write(me, f"filler {number} " * 300, f"filler{number}.md")
    note = await write(me, TEXT + f"{WORD} filler " * 2000)
    assert on_disk(*WORDS) == set(WORDS)
    await change(me, note, is_private=True)
    assert on_disk(WORD) == {WORD}, "freed pages hold it until they are scrubbed"
    await scrub(None)
    assert on_disk(*WORDS) == set()
    assert WORD in (await view(me, note.id)).html


async def test_scrubbing_works_on_both_databases(cast: Cast) -> None:
    await write(cast.mentee)
    await scrub_disk()
    assert await readable(WORD) == {WORD}


@only_sqlite
@pytest.mark.parametrize("seed", range(6))
async def test_no_sequence_of_changes_leaves_the_words_of_a_sealed_note(cast: Cast, seed) -> None:
    """Whatever is done in whatever order: while it is sealed no row has a word of it, and after a scrub no byte."""
    me, chance = cast.mentee, random.Random(seed)
    was_open = not (starts_private := chance.random() < 0.5)
    note = await write(me, is_private=starts_private)
    gone = False
    for _step in range(9):
        doing = chance.choice(["edit", "rename", "seal", "open", "delete", "restore", "hand"])
        async with unit_of_work(me.tenant_id) as db:
            if gone or doing == "restore":
                note, gone = await service.restore_note(db, me, note.id), False
            elif doing == "delete":
                await service.delete_note(db, me, note.id)
                gone = True
            else:
                values = {
                    "edit": {"text": note.text + f" {WORD}{chance.randrange(99)}"},
                    "rename": {"path": f"{FOLDER}/{NAME}{chance.randrange(99)}.md"},
                    "seal": {"is_private": True},
                    "open": {"is_private": False},
                    "hand": {
                        "text": f"---\nprivate: {chance.choice(['true', 'false'])}\n---\n{WORD} by hand"
                    },
                }[doing]
                note = await service.update_note(db, me, note.id, version=note.version, **values)
        was_open |= not note.is_private
        assert bool(await readable(*WORDS)) == (not note.is_private), doing
        if not was_open:
            assert on_disk(*WORDS) == set(), doing
    if gone:
        async with unit_of_work(me.tenant_id) as db:
            note = await service.restore_note(db, me, note.id)
    await change(me, note, is_private=True)
    await scrub_disk()
    assert await readable(*WORDS) == set()
    assert on_disk(*WORDS) == set()


@only_sqlite
async def test_a_list_without_private_notes_looks_into_a_small_index_only(cast: Cast) -> None:
    async with snapshot(ALL_TENANTS) as db:
        plan = await db.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT id, sealed_head FROM note "
                "WHERE owner_id = 'x' AND deleted_at IS NULL AND sealed_head IS NOT NULL"
            )
        )
        assert "ix_note_sealed" in str(plan.all())


async def test_going_back_before_sealed_notes_opens_them(cast: Cast, database, database_url) -> None:
    note = await write(cast.mentee, is_private=True)
    await database.dispose()
    await asyncio.to_thread(downgrade, database_url, "0013")
    await asyncio.to_thread(migrate, database_url)
    async with snapshot(ALL_TENANTS) as db:
        row = (await db.scalars(select(Note).where(col(Note.id) == note.id))).one()
        assert (row.title, row.path, row.text, row.sha256) == (NAME, PATH, note.text, note.sha256)
        assert row.sealed_head is None
    await write(cast.mentee, "---\nprivate: false\n---\nstays", "Open.md")
    # And forward again: what asks to be sealed is found, once.
    assert [await seal_marked(), await seal_marked()] == [1, 0]
    assert await readable(*WORDS) == set()
    assert (await view(cast.mentee, note.id)).note.text == note.text
