"""Writes notes by hand: new ones, changes that notice each other, and deletion that can be undone."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db import search_index
from coaching_app.db.search_index import IndexRow
from coaching_app.domain.actor import Actor
from coaching_app.domain.vault.links import LinkIndex, LinkMatch, target_key
from coaching_app.domain.vault.note import parse_note
from coaching_app.domain.vault.paths import fold_key, path_problem
from coaching_app.features.knowledge.queries.notes import entries_named
from coaching_app.features.knowledge.schemas import NoteText
from coaching_app.features.knowledge.service import storing
from coaching_app.features.knowledge.service.intake import NoteItem, NoteSource, note_item, storable
from coaching_app.features.knowledge.service.reading import find_note, note_text
from coaching_app.features.knowledge.service.storing import Shelf, table_of
from coaching_app.models import Note, Source, VaultImport

LONGEST_TEXT = 2_000_000
LONGEST_PATH = 400
_FORBIDDEN = '\\/:*?"<>|#^[]'


@dataclass(frozen=True, slots=True)
class _NearFirst:
    """A link means something in its own vault before it means something in another source."""

    near: LinkIndex
    all: LinkIndex

    def resolve(self, target: str, source_path: str = "") -> LinkMatch | None:
        """The note or file that is meant."""
        return self.near.resolve(target, source_path) or self.all.resolve(target, source_path)


async def create_note(
    db: AsyncSession, actor: Actor, *, title: str = "", text: str = "", path: str = ""
) -> NoteText:
    """Add a note under a path, or at the top under its title; a name that is taken gets a number."""
    _check_text(text)
    source = await _written(db, actor)
    wanted = _checked_path(path) if path else _path_for(title)
    path, key = await _free(db, source.id, wanted)
    item = await _understood(db, actor, source.id, _source(new_id(), key, path, text, "utf-8"))
    shelf = Shelf(actor.tenant_id, actor.user_id, source.id)
    await storing.insert_notes(db, shelf, [item])
    await storing.take_names(db, actor.tenant_id, actor.user_id, item)
    return await note_text(db, await find_note(db, actor, item.id))


def _check_text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Invalid(_("This note is too long."), detail={"field": "text"})
    if storable(text, LONGEST_TEXT) != text:
        raise Invalid(_("This text has characters that cannot be stored."), detail={"field": "text"})


def _path_for(title: str) -> str:
    clean = "".join(" " if char in _FORBIDDEN or not char.isprintable() else char for char in title)
    name = " ".join(clean.split()).strip(". ")[:150].rstrip()
    return _checked_path(f"{name or _('Untitled')}.md")


def _checked_path(path: str) -> str:
    path = path.strip().strip("/")
    path = path if path.lower().endswith(".md") else f"{path}.md"
    problem = path_problem(path)
    if problem or path.rpartition("/")[2].startswith(".") or len(path) > LONGEST_PATH:
        reason = problem or _("its name is too long or begins with a dot")
        message = _("This path cannot be used: {reason}.")
        raise Invalid(message.format(reason=reason), detail={"field": "path"})
    return path


async def _written(db: AsyncSession, actor: Actor) -> Source:
    """The source of what a person writes here."""
    query = select(Source).where(col(Source.owner_id) == actor.user_id, col(Source.kind) == "written")
    source = (await db.scalars(query)).first()
    if source is None:
        source = Source(owner_id=actor.user_id, kind="written", name=_("My notes"))
        db.add(source)
        await db.flush()
    return source


async def _free(db: AsyncSession, source_id: str, path: str) -> tuple[str, str]:
    """The path and its key, numbered until nobody has it."""
    stem = path[:-3]
    for number in range(1, 1000):
        candidate = path if number == 1 else f"{stem} {number}.md"
        key = fold_key(candidate)
        query = select(col(Note.id)).where(col(Note.source_id) == source_id, col(Note.path_key) == key)
        if await db.scalar(query) is None:
            return candidate, key
    raise Conflict(_("There are too many notes of this name."))


def _source(note_id: str, key: str, path: str, text: str, encoding: str) -> NoteSource:
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        # What the old encoding cannot say is written in one that can say everything.
        encoding, data = "utf-8", text.encode()
    return NoteSource(note_id, key, path, text, encoding, hashlib.sha256(data).hexdigest())


async def _understood(db: AsyncSession, actor: Actor, source_id: str, source: NoteSource) -> NoteItem:
    parsed = await asyncio.to_thread(parse_note, source.text, source.path)
    names = {target_key(ref.target).rpartition("/")[2] for ref in parsed.links} - {""}
    entries, sources = await entries_named(db, actor, {storable(name, 2000) for name in names})
    near = LinkIndex(entry for entry in entries if sources[entry.id] == source_id)
    item, _problems = await asyncio.to_thread(note_item, source, _NearFirst(near, LinkIndex(entries)))
    return item


async def update_note(
    db: AsyncSession,
    actor: Actor,
    note_id: str,
    *,
    version: int,
    text: str | None = None,
    path: str | None = None,
) -> NoteText:
    """Change a note's text or path; Conflict, with the present version, when it changed meanwhile."""
    note = await find_note(db, actor, note_id)
    if note.version != version:
        raise _changed_meanwhile(note)
    new_text = note.text if text is None else _as_before(note.text, text)
    _check_text(new_text)
    new_path, key = note.path, note.path_key
    if path is not None and (wanted := _checked_path(path)) != note.path:
        new_path, key = await _free(db, note.source_id, wanted)
    if (new_text, new_path) == (note.text, note.path):
        return await note_text(db, note)
    await _claim(db, note)
    source = _source(note.id, key, new_path, new_text, note.encoding)
    item = await _understood(db, actor, note.source_id, source)
    shelf = Shelf(actor.tenant_id, actor.user_id, note.source_id)
    await storing.replace_notes(db, shelf, [item], imported=False)
    await storing.take_names(db, actor.tenant_id, actor.user_id, item)
    await db.refresh(note)
    return await note_text(db, note)


def _changed_meanwhile(note: Note) -> Conflict:
    message = _("This note was changed somewhere else meanwhile.")
    return Conflict(message, code="version_conflict", detail={"version": note.version})


async def _claim(db: AsyncSession, note: Note) -> None:
    """Of two changes at the same moment one finds the version gone, on PostgreSQL too."""
    table = table_of(Note)
    claim = update(table).where(table.c.id == note.id, table.c.version == note.version)
    claimed = await db.execute(claim.values(updated_at=now()).returning(table.c.id))
    if claimed.first() is None:
        raise _changed_meanwhile(note)


def _as_before(old: str, new: str) -> str:
    """A browser knows one kind of line ending and no byte order mark; the file keeps its own."""
    if "\r\n" in old and "\r" not in new:
        new = new.replace("\n", "\r\n")
    return f"\ufeff{new}" if old.startswith("\ufeff") and not new.startswith("\ufeff") else new


async def delete_note(db: AsyncSession, actor: Actor, note_id: str) -> None:
    """Put a note away; search forgets it with the same commit. `restore_note` brings it back."""
    note = await find_note(db, actor, note_id)
    note.deleted_at = now()
    assert note.number is not None
    await search_index.remove(db, [note.number])
    await db.flush()


async def restore_note(db: AsyncSession, actor: Actor, note_id: str) -> NoteText:
    """Undo a deletion; nothing happens to a note that is there."""
    note = await find_note(db, actor, note_id, deleted=True)
    if note.deleted_at is not None:
        if note.import_id and not await _was_shown(db, note):
            raise Conflict(_("This note is still being imported."))
        note.deleted_at = None
        await db.flush()
        await _index_again(db, actor, [note])
    return await note_text(db, note)


async def _was_shown(db: AsyncSession, note: Note) -> bool:
    """Rows of an import that has not ended look deleted, and are not this person's to bring back yet."""
    begun = await db.scalar(select(col(VaultImport.created_at)).where(col(VaultImport.id) == note.import_id))
    return begun != note.deleted_at


async def index_notes(db: AsyncSession, actor: Actor, note_ids: Sequence[str]) -> None:
    """Make the person's living notes among these findable; none of them is in the index yet."""
    query = select(Note).where(
        col(Note.id).in_(note_ids), col(Note.owner_id) == actor.user_id, col(Note.deleted_at).is_(None)
    )
    await _index_again(db, actor, (await db.scalars(query)).all())


async def _index_again(db: AsyncSession, actor: Actor, notes: Sequence[Note]) -> None:
    for note in notes:
        assert note.number is not None
        source = _source(note.id, note.path_key, note.path, note.text, note.encoding)
        item, _problems = await asyncio.to_thread(note_item, source, LinkIndex(()))
        row = IndexRow(
            note.number, actor.user_id, item.index_title, item.index_tags, item.index_path, item.index_body
        )
        await search_index.add(db, [row])
