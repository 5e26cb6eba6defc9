"""A private note is sealed: its owner does everything with it, and its words stand nowhere else, not on the disk either."""

import asyncio
import io
import random
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from coaching_app.core.clock import now
from coaching_app.core.crypto import DecryptionError
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.core.ids import new_id
from coaching_app.db.key_rotation import sealed_tables
from coaching_app.db.migrations import downgrade, migrate
from coaching_app.db.scrubbing import scrub_disk
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import ALL_TENANTS, current_database, snapshot, unit_of_work
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.chat.queries import citations_of
from coaching_app.features.companion import queries as things
from coaching_app.features.companion.service.leaving import exporting, importing
from coaching_app.features.consent import service as consent
from coaching_app.features.consent.schemas import Decision
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.jobs import scrub
from coaching_app.features.knowledge.service.listing import NoteFilter
from coaching_app.features.knowledge.service.marked import seal_marked
from coaching_app.models import (
    AnswerRun,
    BreakGlass,
    ConsentGrant,
    Conversation,
    Job,
    Message,
    Note,
    Relationship,
    Resource,
    SeenSpan,
)
from tests.support.people import Cast

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
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
    held = b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*")).lower()
    assert len(held) > 100_000
    return {word for word in words if word[2:].encode() in held}


async def view(actor, note_id):
    async with snapshot(actor.tenant_id) as db:
        return await service.view_note(db, actor, note_id)


async def listed(actor, **wanted):
    async with snapshot(actor.tenant_id) as db:
        return (await service.list_notes(db, actor, NoteFilter(**wanted))).items


async def test_sealing_takes_every_word_away_and_opening_brings_it_back(cast: Cast) -> None:
    me = cast.mentee
    target = await write(me, "# Elsewhere", "Elsewhere.md")
    note = await write(me)
    assert await readable(*WORDS) == set(WORDS)
    sealed = await change(me, note, is_private=True)
    assert (sealed.is_private, sealed.title, sealed.path, sealed.version) == (True, NAME, PATH, 2)
    assert sealed.text == TEXT.replace("]\n---", "]\nprivate: true\n---")
    assert await readable(*WORDS) == set()
    async with snapshot(me.tenant_id) as db:
        assert (await service.search(db, me, WORD)).items == ()
        assert (await service.search(db, me, f"tag:{TAG}")).items == ()
        assert await service.retrieve(db, me, f"What about {WORD}?") == ()
        # Nothing of it is there by its day either.
        assert all(
            hit.note_id != note.id for hit in await service.retrieve(db, me, "What did I write today?")
        )
        assert [(one.tag, one.count) for one in await service.list_tags(db, me)] == [(TAG, 1)]
        assert [one.path for one in await service.list_folders(db, me)] == [FOLDER]
        assert await service.count_notes(db, me) == 2
        assert await service.count_notes(db, me, NoteFilter(folder=FOLDER)) == 1
    for wanted in ({}, {"folder": FOLDER}, {"tag": TAG}, {"text": NAME[:4]}):
        assert note.id in [row.id for row in await listed(me, **wanted)], wanted
    assert await listed(me, tag="nothing") == ()
    page = await view(me, note.id)
    assert (page.note.tags, page.note.aliases) == ((TAG,), (ALIAS,))
    assert f"/knowledge/note/{target.id}" in page.html
    assert WORD in page.html
    opened = await change(me, sealed, is_private=False)
    assert (opened.is_private, opened.text) == (False, TEXT)
    async with snapshot(me.tenant_id) as db:
        assert [hit.id for hit in (await service.search(db, me, WORD)).items] == [note.id]
        assert [one.note_id for one in (await service.view_note(db, me, target.id)).backlinks] == [note.id]


async def test_a_sealed_note_is_written_renamed_deleted_and_restored(cast: Cast) -> None:
    me = cast.mentee
    note = await write(me, f"{WORD} one", is_private=True)
    assert note.is_private
    assert note.text == f"---\nprivate: true\n---\n{WORD} one"
    again = await change(me, note, text=note.text + " two")
    assert (again.version, again.is_private) == (2, True)
    with pytest.raises(Conflict) as refused:
        await change(me, note, text="late")
    assert refused.value.detail == {"version": 2}
    moved = await change(me, again, path=f"{FOLDER}/deeper/{NAME}.md")
    assert (moved.title, moved.path) == (NAME, f"{FOLDER}/deeper/{NAME}.md")
    # A name is taken, whether its note is private or not.
    assert (await write(me, "x", moved.path)).path == f"{FOLDER}/deeper/{NAME} 2.md"
    async with unit_of_work(me.tenant_id) as db:
        await service.delete_note(db, me, note.id)
    assert note.id not in [row.id for row in await listed(me)]
    # One that may come back keeps its name.
    assert (await write(me, "y", moved.path)).path == f"{FOLDER}/deeper/{NAME} 3.md"
    async with unit_of_work(me.tenant_id) as db:
        back = await service.restore_note(db, me, note.id)
    assert (back.text, back.is_private) == (moved.text, True)
    async with snapshot(me.tenant_id) as db:
        assert (await service.search(db, me, WORD)).items == ()
    for stranger in (cast.mentor, cast.admin, cast.foreign_mentee):
        with pytest.raises(NotFound):
            await view(stranger, note.id)
    assert await readable(WORD) == set()
    # Who takes the line out of the text opens the note, as its words say.
    opened = await change(me, back, text=f"{WORD} open")
    assert not opened.is_private
    broken = await write(me, "---\n{a: 1}\n---\nx", "Odd.md")
    with pytest.raises(Invalid):
        await change(me, broken, is_private=True)


async def test_links_find_a_sealed_note_and_an_embed_shows_it_to_its_owner(cast: Cast) -> None:
    me = cast.mentee
    hidden = await write(me, f"---\naliases: [{ALIAS}]\nprivate: true\n---\nThe {WORD}", PATH)
    by_name = await write(me, f"[[{NAME}]] and [[{ALIAS}]]\n\n![[{NAME}]]\n", "Open.md")
    page = await view(me, by_name.id)
    assert page.html.count(f'href="/knowledge/note/{hidden.id}"') >= 2
    assert page.broken == ()
    assert WORD in page.html
    # Whoever seals a note that is linked to keeps the link, by the id.
    other = await change(me, await write(me, "plain", "Other.md"), is_private=True)
    linked = await write(me, "[[Other]]", "Linked.md")
    assert f"/knowledge/note/{other.id}" in (await view(me, linked.id)).html
    # A link to nothing but the stand-in key leads nowhere.
    assert (await view(me, (await write(me, f"[[{other.id}]]", "Guess.md")).id)).broken


@pytest.mark.parametrize("sort", ["updated", "title"])
async def test_pages_of_a_list_hold_every_note_once(cast: Cast, sort) -> None:
    me = cast.mentee
    chance = random.Random(7)
    start = datetime(2026, 5, 1, tzinfo=UTC)
    made = {}
    for number in range(14):
        title = f"{chance.choice('abÄz')}{number}"
        note = await write(me, "x", f"{title}.md", is_private=number % 3 == 0)
        made[note.id] = title.lower()
        async with unit_of_work(me.tenant_id) as db:
            moment = start + timedelta(days=chance.randrange(4))
            await db.execute(update(Note).where(col(Note.id) == note.id).values(updated_at=moment))
    seen, cursor = [], None
    while True:
        async with snapshot(me.tenant_id) as db:
            part = await service.list_notes(db, me, NoteFilter(sort=sort), limit=3, cursor=cursor)
        seen += part.items
        cursor = part.cursor
        if cursor is None:
            break
    assert sorted(row.id for row in seen) == sorted(made)
    if sort == "updated":
        assert [row.updated_at for row in seen] == sorted((row.updated_at for row in seen), reverse=True)
    assert {row.id for row in seen if row.is_private} == {key for n, key in enumerate(made) if n % 3 == 0}


async def share(cast, note_id, **values):
    async with unit_of_work(cast.mentee.tenant_id) as db:
        row = ConsentGrant(owner_id=cast.mentee.user_id, category="notes", **values)
        db.add(row)
    return row.id


async def seen_by(viewer, owner, note_id):
    async with snapshot(owner.tenant_id) as db:
        rows = await service.shared_with(db, Viewer.of(viewer), owner.user_id)
        try:
            await service.shared_note(db, Viewer.of(viewer), owner.user_id, note_id)
        except NotFound:
            assert note_id not in [row.id for row in rows]
            return False
    assert note_id in [row.id for row in rows]
    return True


async def test_nobody_is_given_it_whatever_is_allowed_or_forced(cast: Cast) -> None:
    me = cast.mentee
    note = await write(me)
    async with unit_of_work(me.tenant_id) as db:
        db.add(
            Relationship(
                coach_id=cast.mentor.user_id, mentee_id=me.user_id, kind="mentor", status="active",
                proposed_by=me.user_id,
            )
        )  # fmt: skip
        db.add(
            BreakGlass(
                owner_id=me.user_id, asker_id=cast.admin.user_id, categories=",notes,", reason="v1.x", minutes=60,
                approver_id=cast.pastor.user_id, approved_at=now(), ends_at=now() + timedelta(hours=1),
            )
        )  # fmt: skip
    single = await share(cast, note.id, item_id=note.id, viewer_id=cast.mentor.user_id)
    await share(cast, note.id, viewer_id=cast.mentor.user_id)
    assert await seen_by(cast.mentor, me, note.id)
    assert await seen_by(cast.admin, me, note.id)
    sealed = await change(me, note, is_private=True)
    for viewer in (cast.mentor, cast.admin, cast.pastor):
        assert not await seen_by(viewer, me, note.id)
    async with snapshot(me.tenant_id) as db:
        assert (await db.get_one(ConsentGrant, single)).withdrawn_at is not None
        assert await things.notes(db, me.user_id, None, 10) == ()
        assert await things.notes(db, me.user_id, [note.id], 10) == ()
    consent.use_things(Category.NOTES, things.notes)
    with pytest.raises(NotFound):
        async with unit_of_work(me.tenant_id) as db:
            await consent.decide(db, me, Decision(Category.NOTES, note.id, cast.mentor.user_id))
    # Opened again it follows what is allowed for all notes; the single permission does not come back.
    await change(me, sealed, is_private=False)
    assert await seen_by(cast.mentor, me, note.id)


async def test_what_was_told_of_it_elsewhere_goes_too(cast: Cast) -> None:
    me = cast.mentee
    note = await write(me)
    async with unit_of_work(me.tenant_id) as db:
        db.add(Resource(owner_id=me.user_id, kind="note", target_id=note.id, title=NAME))
        talk = Conversation(id=new_id(), tenant_id=me.tenant_id, owner_id=me.user_id, title="")
        talk.title = seal(talk, "title", "Talk")
        db.add(talk)
        await db.flush()
        question = Message(
            id=new_id(), tenant_id=me.tenant_id, conversation_id=talk.id, role="person", text=""
        )
        question.text = seal(question, "text", "?")
        db.add(question)
        await db.flush()
        run = AnswerRun(conversation_id=talk.id, question_id=question.id, provider="p", model="m")
        db.add(run)
        await db.flush()
        span = SeenSpan(
            id=new_id(), tenant_id=me.tenant_id, run_id=run.id, ref=1, note_id=note.id, note_sha256=note.sha256,
            start_line=1, end_line=2, start_char=0, end_char=9, label="", text="",
        )  # fmt: skip
        span.label, span.text = seal(span, "label", NAME), seal(span, "text", WORD)
        db.add(span)
    await change(me, note, is_private=True)
    async with snapshot(me.tenant_id) as db:
        (cited,) = await citations_of(db, run.id)
        assert (cited.state, cited.text, cited.label) == ("removed", "", "A sealed note")
        assert cited.note_sha256 != note.sha256
        assert {row.title for row in await db.scalars(select(Resource))} == {"A sealed note"}
        kinds = [job.kind for job in await db.scalars(select(Job))]
    assert kinds.count("knowledge.scrub") == 1
    assert note.sha256 not in await readable(note.sha256)


async def test_a_ciphertext_opens_only_in_its_own_row_and_is_rotated(cast: Cast) -> None:
    one, two = [await write(cast.mentee, "x", f"{name}.md", is_private=True) for name in "ab"]
    async with unit_of_work(ALL_TENANTS) as db:
        rows = {note.id: note for note in await db.scalars(select(Note))}
        rows[one.id].sealed_text = rows[two.id].sealed_text
    with pytest.raises(DecryptionError):
        await view(cast.mentee, one.id)
    columns = {one.table.name: one.columns for one in sealed_tables()}
    assert columns["note"] == ("sealed_head", "sealed_text")


# --- vaults and archives -------------------------------------------------------------------------


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
