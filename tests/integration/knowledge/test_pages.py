"""The pages' states: what a person sees after each step, and that nothing they write is lost."""

import json

import pytest
from reflex.istate.data import RouterData

from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.state.importing import ImportState
from coaching_app.features.knowledge.state.note import NoteState
from coaching_app.features.knowledge.state.notes import NotesState
from tests.support.people import Cast
from tests.support.states import open_state, run

VAULT = {f"Daily/2026-05-{i:02}.md": f"day {i} #daily" for i in range(1, 29)} | {
    f"Ideas/{i}.md": f"idea {i} [[2026-05-01]]" for i in range(40)
}


async def opened(state_class, path):
    state = await open_state(state_class)
    root = state._get_root_state()
    root.router = RouterData.from_router_data(
        {"pathname": path, "asPath": path, "query": {}, "headers": {"origin": "http://localhost"}}
    )
    return state


async def write(actor, text="one", title="Note"):
    async with unit_of_work(actor.tenant_id) as db:
        return await service.create_note(db, actor, title=title, text=text)


async def test_the_list_pages_narrows_and_searches(cast: Cast, vaults) -> None:
    me = cast.mentee
    state = await opened(NotesState, "/knowledge")
    await run(state, NotesState.load, as_=me)
    assert state.is_loaded
    assert not state.notes.has_notes
    await vaults.bring_in(me, VAULT)
    await run(state, NotesState.load, as_=me)
    assert len(state.notes.rows) == 50
    assert state.notes.summary == "1 to 50 of 68"
    first = {row.id for row in state.notes.rows}
    await run(state, NotesState.next_page, as_=me)
    assert (len(state.notes.rows), state.has_previous, state.has_next) == (18, True, False)
    assert not first & {row.id for row in state.notes.rows}
    await run(state, NotesState.previous_page, as_=me)
    assert {row.id for row in state.notes.rows} == first
    assert [(folder.label, folder.count) for folder in state.notes.folders] == [
        ("Daily", "28"),
        ("Ideas", "40"),
    ]
    await run(state, NotesState.search, "idea 7", as_=me)
    assert "7" in [row.title for row in state.notes.rows]
    assert any(part.is_hit for part in state.notes.rows[0].snippet)
    state = await opened(NotesState, "/knowledge?tag=daily")
    await run(state, NotesState.load, as_=me)
    assert len(state.notes.rows) == 28
    await run(state, NotesState.load, as_=cast.other_mentee)
    assert state.notes.rows == ()


async def test_an_import_is_followed_to_its_end(cast: Cast, vaults) -> None:
    me = cast.mentee
    import_id = await vaults.start(me)
    state = await opened(ImportState, "/knowledge")
    events = await run(state, ImportState.load, as_=me)
    assert state.job.is_active
    assert len(events) == 1
    await vaults.run(me, import_id, vaults.write(VAULT | {"bad.md": b"\x00"}))
    events = await run(state, ImportState.watch, as_=me)
    assert not state.job.is_active
    assert state.job.sentence == "Imported: 69 new."
    assert [problem.path for problem in state.problems] == ["bad.md"]
    assert [vault.name for vault in state.vaults] == ["vault"]
    # The list is read anew, and a notice says how it ended wherever the person is by then.
    assert len(events) == 2
    assert "Imported: 69 new." in str(events[1].args)


async def test_a_note_is_read_written_and_deleted_with_a_way_back(cast: Cast) -> None:
    me, note = cast.mentee, await write(cast.mentee)
    state = await opened(NoteState, f"/knowledge/note/{note.id}?lines=1-1&edit=1")
    await run(state, NoteState.load, as_=me)
    assert (state.note.title, state.lines, state.is_editing, state.source) == ("Note", "1-1", True, "one")
    await run(state, NoteState.keep_draft, "two", as_=me)
    assert json.loads(state.draft)["text"] == "two"
    await run(state, NoteState.save, {"text": "two"}, as_=me)
    assert (state.is_editing, state.draft, state.note.version) == (False, "", 2)
    assert "two" in state.note.html
    events = await run(state, NoteState.delete, as_=me)
    assert len(events) == 2
    await run(state, NoteState.load, as_=me)
    assert state.is_missing
    await run(state, NoteState.restore, note.id, as_=me)
    await run(state, NoteState.load, as_=me)
    assert not state.is_missing
    for other in (cast.other_mentee, cast.foreign_mentee):
        await run(state, NoteState.load, as_=other)
        assert state.is_missing
        assert state.note.html == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_saving_says_when_it_seals_or_opens(cast: Cast) -> None:
    me, note = cast.mentee, await write(cast.mentee)
    state = await opened(NoteState, f"/knowledge/note/{note.id}?edit=1")
    for text, told in (
        ("---\nprivate: true\n---\none", "Saved. Sealed."),
        ("---\nprivate: true\n---\ntwo", "Saved."),
        ("two", "Saved. The seal is off."),
    ):
        await run(state, NoteState.load, as_=me)
        (event,) = await run(state, NoteState.save, {"text": text}, as_=me)
        assert told in str(event.args)
        assert ("seal" in str(event.args).casefold()) == (told != "Saved.")


async def test_a_draft_survives_a_reload_and_meets_a_newer_version(cast: Cast) -> None:
    me, note = cast.mentee, await write(cast.mentee)
    path = f"/knowledge/note/{note.id}?edit=1"
    state = await opened(NoteState, path)
    await run(state, NoteState.load, as_=me)
    await run(state, NoteState.keep_draft, "mine", as_=me)
    kept = state.draft
    async with unit_of_work(me.tenant_id) as db:
        await service.update_note(db, me, note.id, version=1, text="theirs")
    state = await opened(NoteState, path)
    state.draft = kept
    await run(state, NoteState.load, as_=me)
    assert (state.source, state.is_stale, state.has_draft) == ("mine", True, True)
    await run(state, NoteState.save, {"text": "mine"}, as_=me)
    assert state.is_stale
    async with snapshot(me.tenant_id) as db:
        assert (await service.get_note(db, me, note.id)).text == "theirs"
    await run(state, NoteState.take_newest, as_=me)
    await run(state, NoteState.save, {"text": "mine"}, as_=me)
    async with snapshot(me.tenant_id) as db:
        assert (await service.get_note(db, me, note.id)).text == "mine"
    state.draft = kept
    other = await write(cast.other_mentee)
    stranger = await opened(NoteState, f"/knowledge/note/{other.id}?edit=1")
    stranger.draft = kept
    await run(stranger, NoteState.load, as_=cast.other_mentee)
    assert stranger.source == "one"


@pytest.mark.parametrize("draft", ["{", "[]", '{"note": 1}', "null", '{"text": 1}'])
async def test_what_a_browser_keeps_is_not_trusted(cast: Cast, draft) -> None:
    note = await write(cast.mentee)
    state = await opened(NoteState, f"/knowledge/note/{note.id}?edit=1")
    state.draft = draft
    await run(state, NoteState.load, as_=cast.mentee)
    assert state.source == "one"


async def test_a_note_is_sealed_on_its_page_and_the_list_says_so(cast: Cast) -> None:
    me = cast.mentee
    note = await write(me, "one #daily", "Plain")
    state = await opened(NoteState, f"/knowledge/note/{note.id}")
    await run(state, NoteState.load, as_=me)
    (notice,) = await run(state, NoteState.seal, note.id, True, as_=me)
    assert state.note.is_private
    assert state.note.properties == ()
    assert "Sealed." in str(notice.args)
    listing = await opened(NotesState, "/knowledge")
    await run(listing, NotesState.create, {"title": "Hidden", "sealed": True}, as_=me)
    await run(listing, NotesState.load, as_=me)
    assert [(row.title, row.is_private) for row in listing.notes.rows] == [("Hidden", True), ("Plain", True)]
    assert [tag.label for tag in listing.notes.tags] == ["daily"]
    await run(listing, NotesState.search, "one", as_=me)
    assert (listing.notes.rows, listing.notes.skips_private) == ((), True)
    await run(state, NoteState.seal, note.id, False, as_=me)
    await run(listing, NotesState.refresh, as_=me)
    assert [row.title for row in listing.notes.rows] == ["Plain"]
