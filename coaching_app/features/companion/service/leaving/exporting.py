"""Makes one archive of everything of a person: tables as JSON, notes as they were written, calendar, files."""

import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.calendar_file import Entry, write_calendar
from coaching_app.features.companion.service.leaving.rows import to_plain
from coaching_app.features.companion.service.leaving.tables import IMPORTED, ONLY_READ, SECRET, mine, tables
from coaching_app.features.knowledge.service import open_row
from coaching_app.models import Note, ResourceFile, Source, Task
from coaching_app.storage.files import read_chunks

FORMAT = 1
_AT_ONCE = 500


async def write_archive(db: AsyncSession, actor: Actor, path: Path) -> tuple[int, int]:
    """Write the archive; how many rows and files it holds. The session is one consistent read."""
    counts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(actor))
        conditions = mine(actor.user_id)
        for table in tables():
            if table.name in conditions and table.name not in SECRET:
                counts[table.name] = await _write_table(db, actor, archive, table, conditions[table.name])
        await _write_vault(db, actor, archive)
        files = await _write_files(db, actor, archive)
        archive.writestr("calendar.ics", await _calendar(db, actor))
        archive.writestr("manifest.json", json.dumps(_manifest(actor, counts), indent=1))
    return sum(counts.values()), files


def _manifest(actor: Actor, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": now().isoformat(),
        "person_id": actor.user_id,
        "display_name": actor.display_name,
        "time_zone": actor.time_zone,
        "language": actor.language,
        "rows": {name: count for name, count in counts.items() if count},
        "brought_in_elsewhere": sorted(IMPORTED),
        "to_be_read_only": ONLY_READ,
    }


def _readme(actor: Actor) -> str:
    return _(
        "Everything of {name}.\n\n"
        "vault/         your notes as Markdown, and the files beside them, as they were written\n"
        "tables/        every row that is yours, one JSON object per line\n"
        "files/         attachments under the SHA-256 of their content\n"
        "calendar.ics   your tasks that have a day\n"
        "manifest.json  what is in here, and what another instance will bring in\n"
    ).format(name=actor.display_name)


async def _write_table(
    db: AsyncSession, actor: Actor, archive: zipfile.ZipFile, table: Any, condition: Any
) -> int:
    """One table, ordered by its key; a row of another tenant of the same person stays out."""
    query = select(table).where(condition).order_by(*table.primary_key.columns)
    if "tenant_id" in table.c:
        query = query.where(table.c.tenant_id == actor.tenant_id)
    count = 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as stream:
        async for batch in _batches(db, query):
            for row in batch:
                values = open_row(row) if table.name == "note" else row
                plain = json.dumps(to_plain(table, values), ensure_ascii=False, sort_keys=True)
                # Half a surrogate pair, which old files may hold, is spelled as an escape.
                stream.write((plain + "\n").encode("utf-8", "surrogatepass"))
                count += 1
    return count


async def _batches(db: AsyncSession, query: Any) -> AsyncIterator[list[Any]]:
    found = await db.stream(query.execution_options(yield_per=_AT_ONCE))
    async for batch in found.mappings().partitions(_AT_ONCE):
        yield list(batch)


async def _write_vault(db: AsyncSession, actor: Actor, archive: zipfile.ZipFile) -> None:
    query = (
        select(
            col(Source.name),
            col(Note.id),
            col(Note.tenant_id),
            col(Note.path),
            col(Note.text),
            col(Note.encoding),
            col(Note.sealed_head),
            col(Note.sealed_text),
        )
        .join(Source, col(Source.id) == col(Note.source_id))
        .where(col(Note.owner_id) == actor.user_id, col(Note.deleted_at).is_(None))
        .order_by(col(Note.id))
    )
    taken: set[str] = set()
    async for batch in _batches(db, query):
        for sealed in batch:
            row = open_row(sealed)
            name = _free(row["name"], row["path"], taken)
            archive.writestr(name, row["text"].encode(row["encoding"], "surrogatepass"))
    files = select(col(Source.name), col(ResourceFile.path), col(ResourceFile.sha256)).join(
        Source, col(Source.id) == col(ResourceFile.source_id)
    )
    wanted = files.where(col(ResourceFile.owner_id) == actor.user_id, col(ResourceFile.deleted_at).is_(None))
    for source, path, digest in (await db.execute(wanted.order_by(col(ResourceFile.id)))).all():
        name = _free(source, path, taken)
        with archive.open(name, "w", force_zip64=True) as stream:
            for chunk in read_chunks(actor.tenant_id, digest):
                stream.write(chunk)


def _free(source: str, path: str, taken: set[str]) -> str:
    """A name in the vault that leads nowhere else, and beside it where two sources hold the same."""
    parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
    name = "/".join(["vault", source.replace("/", "-").strip(". ") or "notes", *parts])
    number, free = 2, name
    while free.casefold() in taken:
        free, number = f"{name} ({number})", number + 1
    taken.add(free.casefold())
    return free


async def _write_files(db: AsyncSession, actor: Actor, archive: zipfile.ZipFile) -> int:
    digests = await db.scalars(
        select(col(ResourceFile.sha256)).where(col(ResourceFile.owner_id) == actor.user_id).distinct()
    )
    count = 0
    for digest in sorted(set(digests)):
        with archive.open(f"files/{digest}", "w", force_zip64=True) as stream:
            for chunk in read_chunks(actor.tenant_id, digest):
                stream.write(chunk)
        count += 1
    return count


async def _calendar(db: AsyncSession, actor: Actor) -> bytes:
    tasks = await db.scalars(
        select(Task)
        .where(
            col(Task.owner_id) == actor.user_id, col(Task.deleted_at).is_(None), col(Task.due_on).is_not(None)
        )
        .order_by(col(Task.id))
    )
    entries = [
        Entry(
            uid=task.id,
            title=task.title,
            day=task.due_on,
            at=task.due_time,
            minutes=task.estimate_minutes,
            notes=task.notes,
            is_done=task.completed_at is not None,
            is_todo=True,
        )
        for task in tasks
        if task.due_on is not None
    ]
    return write_calendar(entries, actor.time_zone, _("Tasks of {name}").format(name=actor.display_name))
