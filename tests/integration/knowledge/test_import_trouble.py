"""Whatever happens to an import, what a person sees is all of it or what was there before."""

import asyncio
import io
import stat
import struct
import zipfile

import pytest
from sqlalchemy import func, select, text, update
from sqlmodel import col

from coaching_app.core.errors import Conflict
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.schemas import Finished, Progress
from coaching_app.features.knowledge.service import intake
from coaching_app.models import ImportProblem, Note, NoteLink, NoteTag, ResourceFile, Source, VaultImport
from coaching_app.storage import files as storage
from tests.integration.knowledge.conftest import packed

MANY = {f"n{i:03}.md": f"word{i} #tag [[n{(i + 1) % 40:03}]]" for i in range(40)} | {
    "p.png": b"png",
    "q.bin": b"bin",
}


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(intake, "BATCH_FILES", 7)


async def rows_of(actor):
    """How many rows of each kind there are, hidden ones too; and the entries of the search index."""
    async with snapshot(actor.tenant_id) as db:
        counts = {
            model.__name__: await db.scalar(select(func.count()).select_from(model))
            for model in (Note, NoteTag, NoteLink, ResourceFile, Source)
        }
        counts["index"] = await db.scalar(text("SELECT count(*) FROM note_search"))
    return counts


NOTHING = {"Note": 0, "NoteTag": 0, "NoteLink": 0, "ResourceFile": 0, "Source": 0, "index": 0}


async def until(events, batches):
    """Read an import up to a batch and then drop it, as a kill would."""
    seen = 0
    async for event in events:
        seen += isinstance(event, Progress)
        if seen == batches:
            break
    await events.aclose()


async def listed(actor):
    async with snapshot(actor.tenant_id) as db:
        return [row.title for row in (await service.list_notes(db, actor, limit=100)).items]


@pytest.mark.parametrize("batches", [1, 3, 6])
async def test_nothing_shows_before_all_is_in_and_a_killed_import_goes_on(cast, vaults, batches) -> None:
    me, path = cast.mentee, vaults.write(MANY)
    import_id = await vaults.start(me)
    await until(service.run_import(me.tenant_id, import_id, path=path), batches)
    assert await listed(me) == []
    async with snapshot(me.tenant_id) as db:
        assert (await service.search(db, me, "tag")).items == ()
    end = (await vaults.run(me, import_id, path))[-1]
    assert (end.status, end.counts.added, end.counts.seen) == ("done", 42, 42)
    assert await rows_of(me) == {
        "Note": 40,
        "NoteTag": 40,
        "NoteLink": 40,
        "ResourceFile": 2,
        "Source": 1,
        "index": 40,
    }
    async with snapshot(me.tenant_id) as db:
        assert await db.scalar(select(func.count()).where(col(NoteLink.target_id).is_(None))) == 0


async def test_a_kill_while_changes_are_applied_goes_on_too(cast, vaults, monkeypatch) -> None:
    me = cast.mentee
    await vaults.bring_in(me, MANY)
    changed = (
        MANY | {f"n{i:03}.md": f"other{i}" for i in range(0, 40, 2)} | {"p.png": b"new png", "new.md": "new"}
    )
    path, import_id = vaults.write(changed), await vaults.start(me)
    from coaching_app.features.knowledge.service import publishing

    real, calls = publishing._apply, []

    async def fails_at_the_second(*args):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")
        await real(*args)

    monkeypatch.setattr(publishing, "_apply", fails_at_the_second)
    with pytest.raises(RuntimeError, match="killed"):
        await vaults.run(me, import_id, path)
    end = (await vaults.run(me, import_id, path))[-1]
    assert end.status == "done"
    async with snapshot(me.tenant_id) as db:
        texts = dict((await db.execute(select(Note.path, Note.text))).all())
        assert texts == {name: data for name, data in changed.items() if name.endswith(".md")}
        assert len((await service.search(db, me, "other2 ")).items) == 1
        assert (await service.search(db, me, "word2 ")).items == ()
        digest = await db.scalar(select(ResourceFile.sha256).where(ResourceFile.path == "p.png"))
    assert b"".join([chunk async for chunk in storage.stream(me.tenant_id, digest)]) == b"new png"


async def test_cancel_in_the_middle_leaves_nothing(cast, vaults) -> None:
    me, path = cast.mentee, vaults.write(MANY)
    import_id = await vaults.start(me)
    events = service.run_import(me.tenant_id, import_id, path=path)
    last = None
    async for event in events:
        last = event
        if isinstance(event, Progress) and event.counts.seen == 14:
            async with unit_of_work(me.tenant_id) as db:
                assert (await service.cancel_import(db, me, import_id)).status == "cancelling"
    assert isinstance(last, Finished)
    assert last.status == "cancelled"
    assert last.counts.seen < 42
    await service.abandon(me.tenant_id, import_id, status="cancelled")
    await service.abandon(me.tenant_id, import_id, status="cancelled")
    assert await rows_of(me) == NOTHING
    async with snapshot(me.tenant_id) as db:
        assert (await service.get_import(db, me, import_id)).status == "cancelled"


async def test_cancel_of_a_re_import_leaves_what_was_there(cast, vaults) -> None:
    me = cast.mentee
    await vaults.bring_in(me, MANY)
    before = await rows_of(me)
    path = vaults.write({name: f"{data!r} changed" for name, data in MANY.items()} | {"x/new.md": "new"})
    import_id = await vaults.start(me)
    async for event in service.run_import(me.tenant_id, import_id, path=path):
        if isinstance(event, Progress) and event.counts.seen >= 36:
            async with unit_of_work(me.tenant_id) as db:
                await service.cancel_import(db, me, import_id)
            break
    await service.abandon(me.tenant_id, import_id, status="cancelled")
    assert await rows_of(me) == before
    async with snapshot(me.tenant_id) as db:
        texts = dict((await db.execute(select(Note.path, Note.text))).all())
    assert texts == {name: data for name, data in MANY.items() if name.endswith(".md")}


async def test_an_import_nobody_works_on_is_cleared_by_the_next(cast, vaults) -> None:
    from datetime import timedelta

    from coaching_app.core.clock import now

    me, path = cast.mentee, vaults.write(MANY)
    lost = await vaults.start(me)
    await until(service.run_import(me.tenant_id, lost, path=path), 3)
    with pytest.raises(Conflict):
        await vaults.start(me)
    async with unit_of_work(me.tenant_id) as db:
        await db.execute(update(VaultImport).values(updated_at=now() - timedelta(hours=1)))
    end = (await vaults.bring_in(me, path))[-1]
    assert (end.status, end.counts.added) == ("done", 42)
    assert (await rows_of(me))["Note"] == 40
    async with snapshot(me.tenant_id) as db:
        assert (await service.get_import(db, me, lost)).status == "cancelled"


def _symlink() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.md", "text")
        link = zipfile.ZipInfo("b.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def _lying_size() -> bytes:
    """The last file unpacks to more than the zip says, which only reading it can tell."""
    data = bytearray(packed({f"n{i:03}.md": "text" for i in range(30)} | {"z.md": "z" * 5000}))
    at = data.rfind(b"z.md") - 46
    struct.pack_into("<L", data, at + 24, 100)
    return bytes(data)


def _bad_content() -> bytes:
    data = bytearray(packed({f"n{i:03}.md": "text" for i in range(30)} | {"z.md": "the last of them " * 9}))
    at = data.find(b"z.md") + 6
    data[at] ^= 0xFF
    return bytes(data)


HOSTILE = {
    "a bomb": packed({"bomb.md": b"0" * 40_000_000}),
    "a way out": packed({"ok.md": "x", "../evil.md": "x"}),
    "an absolute path": packed({"ok.md": "x", "/etc/evil.md": "x"}),
    "a link": _symlink(),
    "a lying size": _lying_size(),
    "damaged content": _bad_content(),
    "cut short": packed(MANY)[:-200],
    "no zip at all": b"GIF89a" * 100,
}


@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_hostile_archive_ends_in_a_sentence_and_leaves_nothing(cast, vaults, tmp_path, kind) -> None:
    path = tmp_path / "hostile.zip"
    path.write_bytes(HOSTILE[kind])
    end = (await vaults.bring_in(cast.mentee, path))[-1]
    assert end.status == "failed"
    assert len(end.error) > 20
    assert await rows_of(cast.mentee) == NOTHING


async def test_odd_files_are_kept_to_the_byte_and_told_of(cast, vaults) -> None:
    odd = {
        "latin.md": "café".encode("latin-1"),
        "bom.md": b"\xef\xbb\xbf# With a mark\n",
        "utf16.md": "# Wide".encode("utf-16"),
        "utf16be.md": b"\xfe\xff" + "# Wide".encode("utf-16-be"),
        "binary.md": b"\x00\x01\x02not text",
        "crlf.md": b"one\r\ntwo\r\n",
        "broken.md": b"---\n: [\n---\ntext",
        "nul.md": b'---\ntitle: "a\\0b"\naliases: ["\\ud800"]\n---\n[x](%00)\n',
        "Case.md": b"upper",
        "case.md": b"lower",
        "Caf\u00e9.md": b"composed",
        "Cafe\u0301.md": b"apart",
        "\U0001f33f" * 40 + ".md": b"emoji",
        "a" * 200 + ".md": b"long",
        "empty.md": b"",
    }
    events = await vaults.bring_in(cast.mentee, odd)
    end = events[-1]
    assert (end.status, end.counts.added, end.counts.failed) == ("done", len(odd), 0)
    told = {event.path for event in events if hasattr(event, "reason")}
    assert {"latin.md", "binary.md", "broken.md"} <= told
    again = (await vaults.bring_in(cast.mentee, odd))[-1]
    assert (again.counts.added, again.counts.changed, again.counts.unchanged) == (0, 0, len(odd))
    async with snapshot(cast.mentee.tenant_id) as db:
        (source,) = await service.list_sources(db, cast.mentee)
    out = b"".join([chunk async for chunk in service.export_source(cast.mentee, source.id)])
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == odd


async def test_what_was_written_here_survives_a_re_import(cast, vaults) -> None:
    me = cast.mentee
    await vaults.bring_in(me, {"a.md": "one\r\ntwo", "b.md": "b", "c.md": "c"})
    async with snapshot(me.tenant_id) as db:
        ids = dict((await db.execute(select(Note.path, Note.id))).all())
    async with unit_of_work(me.tenant_id) as db:
        await service.update_note(db, me, ids["a.md"], version=1, text="mine\ntoo")
        await service.update_note(db, me, ids["b.md"], version=1, text="mine")
        await service.delete_note(db, me, ids["c.md"])
    end = (await vaults.bring_in(me, {"a.md": "one\r\ntwo", "b.md": "theirs", "c.md": "c"}))[-1]
    assert end.status == "done"
    async with snapshot(me.tenant_id) as db:
        notes = {
            row.path: row.text for row in await db.scalars(select(Note).where(Note.deleted_at.is_(None)))
        }
        told = list(await db.scalars(select(ImportProblem.path)))
    assert (notes["a.md"], notes["b.md"], notes["c.md"]) == ("mine\r\ntoo", "mine", "c")
    aside = [path for path in notes if path.startswith("b (vault ")]
    assert [notes[path] for path in aside] == ["theirs"]
    assert told == ["b.md"]
    await vaults.bring_in(me, {"a.md": "one\r\ntwo", "b.md": "theirs", "c.md": "c"})
    assert len(await listed(me)) == 4


async def test_links_find_aliases_and_notes_that_come_later(cast, vaults) -> None:
    me = cast.mentee
    files = {
        "x/a.md": "[[Dad]] [[Later]] [[b|shown]] [[pic.png]]",
        "b.md": "---\naliases: Dad\n---\nb",
        "pic.png": b"1",
    }
    await vaults.bring_in(me, files)

    async def open_links():
        async with snapshot(me.tenant_id) as db:
            return list(await db.scalars(select(NoteLink.raw).where(NoteLink.target_id.is_(None))))

    assert await open_links() == ["Later"]
    await vaults.bring_in(me, files | {"y/Later.md": "here"})
    assert await open_links() == []


async def test_the_page_goes_on_while_an_import_reads(cast, vaults) -> None:
    lags = []

    async def tick():
        while True:
            before = asyncio.get_running_loop().time()
            await asyncio.sleep(0.005)
            lags.append(asyncio.get_running_loop().time() - before)

    task = asyncio.create_task(tick())
    await vaults.bring_in(cast.mentee, {f"n{i}.md": "word " * 2000 for i in range(300)})
    task.cancel()
    assert len(lags) > 20
