"""A private note is sealed: its owner does everything with it, and its words stand nowhere else, not on the disk either."""

import io
import random
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid, NotFound, Unavailable
from coaching_app.core.ids import new_id
from coaching_app.db.key_rotation import sealed_tables
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.chat.queries import citations_of
from coaching_app.features.companion import queries as things
from coaching_app.features.consent import service as consent
from coaching_app.features.consent.schemas import Decision
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.service.listing import NoteFilter
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
from tests.integration.knowledge.private import (
    ALIAS,
    FOLDER,
    NAME,
    PATH,
    TAG,
    TEXT,
    WORD,
    WORDS,
    change,
    listed,
    readable,
    view,
    write,
)
from tests.support.people import Cast


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


async def test_a_note_that_is_sealed_before_it_passes_on_does_not_pass_on(cast: Cast) -> None:
    consent.use_things(Category.NOTES, things.notes)
    me = cast.mentee
    kept, shared = await write(me, "x", "Kept.md"), await write(me, "y", "Shared.md")
    async with unit_of_work(me.tenant_id) as db:
        db.add(
            Relationship(
                coach_id=cast.mentor.user_id, mentee_id=me.user_id, status="active", proposed_by=me.user_id
            )
        )
    # Both were chosen; the new mentor has not said yes yet.
    chosen = [(Category.NOTES, kept.id), (Category.NOTES, shared.id), (Category.GOALS, "")]
    kept = await change(me, kept, is_private=True)
    async with unit_of_work(me.tenant_id) as db:
        assert await consent.pass_on(db, me.user_id, cast.mentor.user_id, chosen) == 2
    await change(me, kept, is_private=False)
    async with snapshot(me.tenant_id) as db:
        seen = await service.shared_with(db, Viewer.of(cast.mentor), me.user_id)
    assert [note.id for note in seen] == [shared.id]


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
    with pytest.raises(Unavailable, match="cannot be opened"):
        await view(cast.mentee, one.id)
    columns = {one.table.name: one.columns for one in sealed_tables()}
    assert columns["note"] == ("sealed_head", "sealed_text")


async def test_one_that_cannot_be_opened_takes_no_other_with_it(cast: Cast) -> None:
    me = cast.mentee
    await write(me, "# Open\n\n[[a]]", "open.md")
    one, two = [await write(me, f"words of {name}", f"{name}.md", is_private=True) for name in "ab"]
    async with unit_of_work(ALL_TENANTS) as db:
        rows = {note.id: note for note in await db.scalars(select(Note))}
        rows[one.id].sealed_head = stored = rows[two.id].sealed_head
    assert {row.title for row in await listed(me)} == {"open", "b", "A sealed note that cannot be opened"}
    with pytest.raises(Unavailable, match="cannot be opened"):
        await view(me, one.id)
    with pytest.raises(Unavailable, match="cannot be opened"):
        await change(me, one, text="new words")
    assert (await view(me, two.id)).note.title == "b"
    await write(me, "[[a]] and [[b]]", "later.md")
    archive = b"".join([piece async for piece in service.export_source(me, two.source_id)])
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = set(opened.namelist())
        assert names == {"open.md", "later.md", "b.md", f"{one.id}.unreadable.txt"}
        assert b"words of b" in opened.read("b.md")
    async with snapshot(ALL_TENANTS) as db:
        assert await db.scalar(select(col(Note.sealed_head)).where(col(Note.id) == one.id)) == stored
