"""Brings an archive of another instance in: all of it or nothing, under new ids, as the importing person's own."""

import asyncio
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit
from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.features.companion.service.leaving.exporting import FORMAT
from coaching_app.features.companion.service.leaving.rows import columns_of, renamed, to_row, with_names
from coaching_app.features.companion.service.leaving.tables import (
    IMPORTED,
    PERSON,
    own_columns,
    tables,
)
from coaching_app.features.knowledge.service import index_notes, seal_rows
from coaching_app.models import Source
from coaching_app.storage.files import put_chunks

MOST_ROWS = 500_000
LONGEST_LINE = 40_000_000
LARGEST_FILES = 20_000_000_000
# Of these a person has one at most; their own stays.
_ONE_EACH = frozenset({"habitpreference", "reminderpreference"})
# What lies beside a note; beside a private one nothing does.
PARTS = frozenset({"notealias", "notelink", "notetag"})
_DIGEST = re.compile(r"files/([0-9a-f]{64})")
_AT_ONCE = 200
Rows = dict[str, list[dict[str, Any]]]


async def read_archive(db: AsyncSession, actor: Actor, path: Path) -> tuple[int, int]:
    """Bring everything in; how many rows and files came. Raises Invalid for what is no archive of ours."""
    try:
        manifest, rows = await asyncio.to_thread(_read, path)
        files = await asyncio.to_thread(_store_files, actor.tenant_id, path)
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, json.JSONDecodeError, RecursionError, EOFError):
        raise _not_ours() from None
    rows = _renamed(rows, str(manifest.get("person_id", "")), actor.user_id)
    await _with_free_names(db, actor, rows)
    try:
        count = await _insert_all(db, actor, rows, files)
    except IntegrityError:
        raise Conflict(_("Some of this archive is here already. Nothing of it was brought in.")) from None
    notes = [str(row["id"]) for row in rows.get("note", [])]
    for first in range(0, len(notes), _AT_ONCE):
        await index_notes(db, actor, notes[first : first + _AT_ONCE])
    audit.note(db, "person.brought_in", rows=count, files=len(files))
    return count, len(files)


def _not_ours() -> Invalid:
    return Invalid(_("This is no archive of a person, or it is damaged."), code="broken_archive")


def _read(path: Path) -> tuple[Mapping[str, Any], Rows]:
    """The manifest and the rows that can be brought in."""
    with zipfile.ZipFile(path) as archive:
        manifest: Any = json.loads(archive.read("manifest.json"))
        if not isinstance(manifest, dict) or cast("dict[str, Any]", manifest).get("format") != FORMAT:
            raise _not_ours()
        names, rows, total = set(archive.namelist()), Rows(), 0
        for table in IMPORTED:
            name = f"tables/{table}.jsonl"
            rows[table] = list(_lines(archive, name)) if name in names else []
            total += len(rows[table])
            if total > MOST_ROWS:
                raise Invalid(_("This archive holds more than can be brought in at once."))
    return cast("dict[str, Any]", manifest), rows


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, Any]]:
    with archive.open(name) as stream:
        while line := stream.readline(LONGEST_LINE):
            found: Any = json.loads(line.decode("utf-8", "surrogatepass"))
            if not isinstance(found, dict):
                raise _not_ours()
            yield cast("dict[str, Any]", found)


def _store_files(tenant_id: str, path: Path) -> frozenset[str]:
    """Store the attachments; each has to be what its name says. Until a row refers to them they are swept away."""
    stored: set[str] = set()
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > LARGEST_FILES:
            raise Invalid(_("This archive holds more than can be brought in at once."))
        for info in archive.infolist():
            if match := _DIGEST.fullmatch(info.filename):
                with archive.open(info) as stream:
                    kept = put_chunks(tenant_id, iter(lambda stream=stream: stream.read(262_144), b""))
                if kept.sha256 != match[1]:
                    raise _not_ours()
                stored.add(kept.sha256)
    return frozenset(stored)


def _renamed(rows: Rows, before: str, after: str) -> Rows:
    """The rows with new ids throughout, belonging to the person they come to."""
    names = renamed(str(row.get("id", "")) for table in rows.values() for row in table)
    names[before] = after
    return {table: [with_names(row, names) for row in members] for table, members in rows.items()}


async def _with_free_names(db: AsyncSession, actor: Actor, rows: Rows) -> None:
    """Sources are told apart by their names: one that is taken gets a number."""
    taken = {
        (row[0], row[1])
        for row in await db.execute(
            select(col(Source.kind), col(Source.name)).where(col(Source.owner_id) == actor.user_id)
        )
    }
    for row in rows.get("source", []):
        name, number = str(row.get("name", "")), 2
        while (row.get("kind"), row["name"]) in taken:
            row["name"], number = f"{name[:280]} ({number})", number + 1
        taken.add((str(row.get("kind")), str(row["name"])))


async def _insert_all(db: AsyncSession, actor: Actor, rows: Rows, files: frozenset[str]) -> int:
    """Insert table by table, so that whatever is referred to is there; how many rows."""
    known: dict[str, set[str]] = {}
    sealed: set[str] = set()
    count = 0
    for table in tables():
        if table.name not in IMPORTED or await _is_taken(db, actor, table):
            continue
        made = [
            to_row(table, row, actor.tenant_id)
            for row in rows[table.name]
            if _hangs_together(table, row, actor.user_id, known)
        ]
        _check_places(table, made, files)
        if table.name == "note":
            sealed = await asyncio.to_thread(seal_rows, made)
        made = [row for row in made if row.get("note_id") not in sealed or table.name not in PARTS]
        for first in range(0, len(made), _AT_ONCE):
            await db.execute(insert(table), made[first : first + _AT_ONCE])
        known[table.name] = {str(row["id"]) for row in made if "id" in row}
        count += len(made)
    return count


async def _is_taken(db: AsyncSession, actor: Actor, table: Table) -> bool:
    if table.name not in _ONE_EACH:
        return False
    return bool(await db.scalar(select(table.c.id).where(table.c.owner_id == actor.user_id).limit(1)))


def _hangs_together(table: Table, row: dict[str, Any], person_id: str, known: dict[str, set[str]]) -> bool:
    """Whether all that the row needs came along; what it can do without is taken out of it.

    Owner is who brings it in, whatever the archive says; and a row may refer to nothing but rows of the archive.
    """
    for name in own_columns(table):
        row[name] = person_id
    for column in columns_of(table):
        row.setdefault(column.name, None)
    for key in table.foreign_keys:
        parent, name = key.column.table.name, key.parent.name
        if name == "tenant_id" or (parent == PERSON and row.get(name) == person_id):
            continue
        if row.get(name) is not None and row[name] not in known.get(parent, set()):
            if not key.parent.nullable:
                return False
            row[name] = None
    return True


def _check_places(table: Table, made: list[dict[str, Any]], files: frozenset[str]) -> None:
    """Refuse paths that lead out of the vault and files whose content did not come along."""
    for row in made:
        if table.name in {"note", "resourcefile"}:
            path = str(row["path"])
            if path.startswith("/") or "\\" in path or ".." in path.split("/"):
                raise _not_ours()
        if table.name == "resourcefile" and row["sha256"] not in files:
            raise _not_ours()
