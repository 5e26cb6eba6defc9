"""A real vault comes in whole, a second time without a write, and goes out the same to the byte."""

import io
import zipfile

import pytest
from sqlalchemy import event, func, select
from sqlmodel import col

from coaching_app.db.unit_of_work import current_database, snapshot
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.schemas import Finished, Started
from coaching_app.models import Note, NoteLink, NoteTag, ResourceFile
from tests.integration.knowledge.conftest import KEPANO
from tests.support.people import Cast

pytestmark = pytest.mark.skipif(not KEPANO.exists(), reason="the sample vault is not on this machine")


async def count(actor, model, *conditions):
    async with snapshot(actor.tenant_id) as db:
        return await db.scalar(select(func.count()).select_from(model).where(*conditions))


async def visible(actor):
    return [await count(actor, model, col(model.deleted_at).is_(None)) for model in (Note, ResourceFile)]


class Writes:
    """Counts the statements that change anything but the row of the import itself."""

    def __enter__(self):
        self.seen = []
        event.listen(current_database().engine.sync_engine, "before_cursor_execute", self._see)
        return self

    def __exit__(self, *_):
        event.remove(current_database().engine.sync_engine, "before_cursor_execute", self._see)

    def _see(self, _c, _cursor, sql, _p, _context, _many):
        verb, *rest = sql.split()
        # The trail tells of the import itself; what it does not tell of is what counts here.
        own = {"vaultimport", "auditentry", "audithead"}
        if verb in {"INSERT", "UPDATE", "DELETE"} and own.isdisjoint(rest[:2]):
            self.seen.append(sql)


async def test_every_file_comes_in_and_every_link_is_resolved_or_open(cast: Cast, vaults) -> None:
    me = cast.mentee
    events = await vaults.bring_in(me, KEPANO)
    with zipfile.ZipFile(KEPANO) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    end = events[-1]
    assert isinstance(events[0], Started)
    assert isinstance(end, Finished)
    assert end.status == "done"
    assert end.counts.seen == end.counts.total == len(names)
    assert end.counts.failed == 0
    assert sum(await visible(me)) == end.counts.added == len(names) - end.counts.skipped
    assert (await visible(me))[0] == sum(name.endswith(".md") for name in names)
    assert await count(me, NoteTag) > 50
    resolved = await count(me, NoteLink, col(NoteLink.target_id).is_not(None))
    ids = select(col(Note.id)).union_all(select(col(ResourceFile.id)))
    assert resolved == await count(me, NoteLink, col(NoteLink.target_id).in_(ids))
    assert resolved > 0
    assert await visible(cast.foreign_mentee) == [0, 0]
    async with snapshot(me.tenant_id) as db:
        assert (await service.list_notes(db, cast.other_mentee)).items == ()
        assert (await service.list_notes(db, me, limit=5)).cursor


async def test_a_second_import_writes_nothing(cast: Cast, vaults) -> None:
    await vaults.bring_in(cast.mentee, KEPANO)
    import_id = await vaults.start(cast.mentee)
    with Writes() as writes:
        end = (await vaults.run(cast.mentee, import_id, KEPANO))[-1]
    assert end.status == "done"
    assert (end.counts.added, end.counts.changed) == (0, 0)
    assert end.counts.unchanged + end.counts.skipped == end.counts.total
    assert writes.seen == []


async def test_the_export_is_the_same_to_the_byte(cast: Cast, vaults) -> None:
    await vaults.bring_in(cast.mentee, KEPANO)
    async with snapshot(cast.mentee.tenant_id) as db:
        (source,) = await service.list_sources(db, cast.mentee)
    packed = b"".join([chunk async for chunk in service.export_source(cast.mentee, source.id)])
    with zipfile.ZipFile(io.BytesIO(packed)) as out, zipfile.ZipFile(KEPANO) as original:
        came = {name: out.read(name) for name in out.namelist()}
        went = {info.filename: original.read(info) for info in original.infolist() if not info.is_dir()}
    assert set(went) - set(came) <= {name for name in went if "workspace" in name}
    assert came == {name: data for name, data in went.items() if name in came}


async def test_every_note_is_listed_once_over_all_pages(cast: Cast, vaults) -> None:
    await vaults.bring_in(cast.mentee, KEPANO)
    for sort in ("updated", "title"):
        seen, cursor = [], None
        async with snapshot(cast.mentee.tenant_id) as db:
            while True:
                wanted = service.NoteFilter(sort=sort)
                part = await service.list_notes(db, cast.mentee, wanted, limit=7, cursor=cursor)
                seen += [row.id for row in part.items]
                if (cursor := part.cursor) is None:
                    break
        assert len(seen) == len(set(seen)) == (await visible(cast.mentee))[0]
