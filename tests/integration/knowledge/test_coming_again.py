"""A vault that comes again meets what was done here meanwhile: nothing of it is lost, opened or doubled."""

import pytest
from sqlalchemy import select

from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.service import publishing
from coaching_app.models import ImportProblem, Note
from tests.integration.knowledge.private import NAME, PATH, WORD, WORDS, change, listed, readable, view
from tests.integration.knowledge.test_private_places import exported
from tests.support.people import Cast

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLAIN = f"{WORD} in the open"


async def note_at(actor, path):
    (row,) = [row for row in await listed(actor) if row.path == path]
    async with snapshot(actor.tenant_id) as db:
        return await service.get_note(db, actor, row.id)


@pytest.mark.parametrize("order", ["seal, rename", "rename, seal", "both at once"])
async def test_a_sealed_note_that_was_renamed_is_not_brought_in_again(cast: Cast, vaults, order) -> None:
    me = cast.mentee
    await vaults.bring_in(me, {PATH: PLAIN, "Other.md": f"[[{NAME}]]"})
    note = await note_at(me, PATH)
    if order == "both at once":
        note = await change(me, note, path="Hidden.md", is_private=True)
    else:
        for step in order.split(", "):
            note = await change(
                me, note, **({"path": "Hidden.md"} if step == "rename" else {"is_private": True})
            )
    await vaults.bring_in(me, {PATH: PLAIN, "Other.md": "x"})
    assert {(row.path, row.is_private) for row in await listed(me)} == {
        ("Hidden.md", True),
        ("Other.md", False),
    }
    assert await readable(*WORDS) == set()
    # Another version in the vault is a version of this note: it lies beside it, sealed too.
    *_rest, finished = await vaults.bring_in(me, {PATH: f"{PLAIN}, more", "Other.md": "x"})
    assert finished.status == "done"
    assert [row.is_private for row in await listed(me) if row.path != "Other.md"] == [True, True]
    assert await readable(*WORDS) == set()
    assert (await view(me, note.id)).note.text == f"---\nprivate: true\n---\n{PLAIN}"


@pytest.mark.parametrize("path", ["Ärger.md", "A\u0308rger.md", "ÄRGER.md"])
async def test_what_could_not_be_read_of_a_note_is_not_told_once_it_is_sealed(
    cast: Cast, vaults, path
) -> None:
    me = cast.mentee
    *_rest, finished = await vaults.bring_in(
        me, {path: "---\na: [\n---\nwords", "Other.md": "---\nb: [\n---\nx"}
    )
    assert finished.status == "done"
    note = next(row for row in await listed(me) if row.path != "Other.md")
    async with snapshot(me.tenant_id) as db:
        note = await service.get_note(db, me, note.id)
    note = await change(me, note, path="Hidden.md", text="words")
    await change(me, note, is_private=True)
    async with snapshot(me.tenant_id) as db:
        assert list(await db.scalars(select(ImportProblem.path))) == ["Other.md"]


@only_sqlite
async def test_a_renamed_note_keeps_its_name_and_takes_what_changed(cast: Cast, vaults) -> None:
    me = cast.mentee
    await vaults.bring_in(me, {"Old.md": "one"})
    note = await change(me, await note_at(me, "Old.md"), path="Folder/New.md")
    await vaults.bring_in(me, {"Old.md": "two"})
    (row,) = await listed(me)
    assert (row.id, row.path, row.title) == (note.id, "Folder/New.md", "New")
    assert (await view(me, note.id)).note.text == "two"
    # What was exported from here has the new name, and is known by it too.
    assert await exported(me) == {"Folder/New.md": b"two"}
    *_rest, finished = await vaults.bring_in(me, {"Folder/New.md": "two"})
    assert (finished.status, finished.counts.unchanged) == ("done", 1)
    # With files of both names, the second is one of its own.
    *_rest, finished = await vaults.bring_in(me, {"Folder/New.md": "two", "Old.md": "another"})
    assert finished.status == "done"
    assert {row.path for row in await listed(me)} == {"Folder/New.md", "Old.md"}
    *_rest, finished = await vaults.bring_in(me, {"Folder/New.md": "two", "Old.md": "another"})
    assert (finished.status, finished.counts.unchanged) == ("done", 2)


@pytest.mark.parametrize("doing", [{"text": "mine"}, {"is_private": True}])
async def test_what_is_written_while_a_vault_comes_in_stays(cast: Cast, vaults, monkeypatch, doing) -> None:
    me = cast.mentee
    await vaults.bring_in(me, {PATH: PLAIN})
    note = await note_at(me, PATH)
    known_files = publishing.known_files

    async def and_then_somebody_writes(*args):
        found = await known_files(*args)
        await change(me, note, **doing)
        return found

    monkeypatch.setattr(publishing, "known_files", and_then_somebody_writes)
    await vaults.bring_in(me, {PATH: f"{PLAIN} two"})
    kept = (await view(me, note.id)).note
    assert kept.text == doing.get("text", f"---\nprivate: true\n---\n{PLAIN}")
    beside = [row for row in await listed(me) if row.id != note.id]
    assert [row.is_private for row in beside] == [kept.is_private]


@pytest.mark.parametrize("sealed", [False, True])
async def test_a_note_that_becomes_a_file_and_a_note_again(cast: Cast, vaults, sealed) -> None:
    me = cast.mentee
    for data in (b"one", b"\x00\x01binary", b"two", b"\x00\x02binary", b"three", b"\x00\x03binary"):
        *_rest, finished = await vaults.bring_in(
            me, {PATH: b"---\nprivate: true\n---\n" + data if sealed else data}
        )
        assert finished.status == "done", data
        *_rest, finished = await vaults.bring_in(
            me, {PATH: b"---\nprivate: true\n---\n" + data if sealed else data}
        )
        assert (finished.status, finished.counts.unchanged) == ("done", 1), data
    assert next(iter((await exported(me)).values())).endswith(b"\x00\x03binary")


async def test_a_note_that_was_written_here_stays_when_the_vault_has_a_file_instead(
    cast: Cast, vaults
) -> None:
    me = cast.mentee
    await vaults.bring_in(me, {PATH: PLAIN})
    note = await change(me, await note_at(me, PATH), text="written here")
    for _twice in range(2):
        *_rest, finished = await vaults.bring_in(me, {PATH: b"\x00\x01binary"})
        assert finished.status == "done"
        assert (await view(me, note.id)).note.text == "written here"
        assert sorted((await exported(me)).values()) == [b"\x00\x01binary", b"written here"]
    assert finished.counts.unchanged == 1


@only_sqlite
async def test_versions_beside_notes_have_names_that_are_known_again(cast: Cast, vaults) -> None:
    me = cast.mentee
    names = ["Gebe\u0301t.md", "A.md", "a.md"]
    await vaults.bring_in(me, dict.fromkeys(names, "one"))
    for name in names:
        await change(me, await note_at(me, name), text=f"here {name}")
    *_rest, finished = await vaults.bring_in(me, dict.fromkeys(names, "two"))
    assert finished.status == "done"
    vault = await exported(me)
    assert len(vault) == 6
    *_rest, finished = await vaults.bring_in(me, vault)
    assert (finished.status, finished.counts.unchanged) == ("done", 6)
    async with unit_of_work(me.tenant_id) as db:
        assert await service.count_notes(db, me) == 6


@only_sqlite
async def test_a_vault_waits_while_a_note_of_it_cannot_be_opened(cast: Cast, vaults) -> None:
    me = cast.mentee
    await vaults.bring_in(me, {"a.md": "one", "b.md": "two"})
    sealed = [await change(me, await note_at(me, f"{name}.md"), is_private=True) for name in "ab"]
    async with unit_of_work(me.tenant_id) as db:
        rows = {note.id: note for note in await db.scalars(select(Note))}
        rows[sealed[0].id].sealed_head = rows[sealed[1].id].sealed_head
    *_rest, finished = await vaults.bring_in(me, {"a.md": "one", "b.md": "two", "c.md": "three"})
    assert finished.status == "failed"
    assert {row.path for row in await listed(me)} == {"b.md", f"{sealed[0].id}.md"}
