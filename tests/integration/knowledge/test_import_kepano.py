"""A real vault comes in whole, a second time without a write, and survives what can happen on the way."""

import zipfile
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlmodel import col

from coaching_app.db.unit_of_work import current_database, snapshot, unit_of_work
from coaching_app.features.knowledge.schemas import Finished, Started
from coaching_app.features.knowledge.service import imports
from coaching_app.features.knowledge.service.importing import run_import
from coaching_app.models import Note, NoteLink, NoteTag, ResourceFile
from tests.support.people import Cast

KEPANO = Path("../shared/fixtures/vault-kepano.zip").resolve()
needs_kepano = pytest.mark.skipif(not KEPANO.exists(), reason="the sample vault is not on this machine")


@pytest.fixture(autouse=True)
def _own_folder(set_settings, tmp_path):
    set_settings(DATA_DIR=str(tmp_path / "data"))


async def start(actor, name="kepano"):
    async with unit_of_work(actor.tenant_id) as db:
        return (await imports.start_import(db, actor, name=name, enqueued=False)).id


async def bring_in(actor, path, name="kepano"):
    import_id = await start(actor, name)
    return [event async for event in run_import(actor.tenant_id, import_id, path=path)]


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
        if verb in {"INSERT", "UPDATE", "DELETE"} and "vaultimport" not in rest[:2]:
            self.seen.append(sql)


@needs_kepano
async def test_every_file_comes_in_and_every_link_is_resolved_or_open(cast: Cast) -> None:
    me = cast.mentee
    events = await bring_in(me, KEPANO)
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
    assert await visible(cast.other_mentee) == await visible(
        me
    )  # the same tenant: ownership is the services' part
    assert await visible(cast.foreign_mentee) == [0, 0]


@needs_kepano
async def test_a_second_import_writes_nothing(cast: Cast) -> None:
    await bring_in(cast.mentee, KEPANO)
    import_id = await start(cast.mentee)
    with Writes() as writes:
        events = [e async for e in run_import(cast.mentee.tenant_id, import_id, path=KEPANO)]
    end = events[-1]
    assert end.status == "done"
    assert (end.counts.added, end.counts.changed) == (0, 0)
    assert end.counts.unchanged + end.counts.skipped == end.counts.total
    assert writes.seen == []
