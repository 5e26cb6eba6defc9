"""Writes notes by hand: new ones, changes that notice each other, and deletion that can be undone."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access.scopes import Scope, require_scopes
from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db import search_index
from coaching_app.db.search_index import IndexRow
from coaching_app.domain.actor import Actor
from coaching_app.domain.vault.links import LinkIndex
from coaching_app.domain.vault.paths import fold_key, path_problem
from coaching_app.domain.vault.privacy import MarkNotPossible, with_mark
from coaching_app.features.knowledge.queries.sealed import head_of, is_sealed, sealed_entries, text_of
from coaching_app.features.knowledge.schemas import NoteText
from coaching_app.features.knowledge.service import storing
from coaching_app.features.knowledge.service.intake import note_item, storable
from coaching_app.features.knowledge.service.reading import find_note, note_text
from coaching_app.features.knowledge.service.storing import Shelf, table_of
from coaching_app.features.knowledge.service.understanding import source_of, understood
from coaching_app.models import Note, Source, VaultImport

LONGEST_TEXT = 2_000_000
LONGEST_PATH = 400
_FORBIDDEN = '\\/:*?"<>|#^[]'


async def create_note(
    db: AsyncSession,
    actor: Actor,
    *,
    title: str = "",
    text: str = "",
    path: str = "",
    is_private: bool | None = None,
) -> NoteText:
    """Add a note under a path, or at the top under its title; a name that is taken gets a number.

    `is_private` puts the mark into its properties or takes it out; without it the text says so itself.
    """
    text = _with_wish(text, is_private)
    _check_text(text)
    source = await _written(db, actor)
    wanted = _checked_path(path) if path else _path_for(title)
    path, key = await _free(db, actor.user_id, source.id, wanted)
    item = await understood(db, actor, source.id, source_of(new_id(), key, path, text, "utf-8"))
    shelf = Shelf(actor.tenant_id, actor.user_id, source.id)
    await storing.insert_notes(db, shelf, [item])
    await storing.take_names(db, actor.tenant_id, actor.user_id, item)
    return await note_text(db, await find_note(db, actor, item.id))


def _with_wish(text: str, is_private: bool | None) -> str:
    """The text with the mark of a private note as it is wished."""
    if is_private is None:
        return text
    try:
        return with_mark(text, private=is_private)
    except MarkNotPossible:
        message = _(
            "The properties of this note cannot be changed from here. Write “private: true” into them."
        )
        raise Invalid(message, detail={"field": "is_private"}) from None


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


async def _free(db: AsyncSession, owner_id: str, source_id: str, path: str) -> tuple[str, str]:
    """The path and its key, numbered until nobody has it."""
    # The keys of private notes are sealed, so no constraint of the database keeps two of them apart; this lock does.
    await db.execute(select(col(Source.id)).where(col(Source.id) == source_id).with_for_update())
    entries = await sealed_entries(db, owner_id, with_deleted=True)
    sealed = {entry.head.path_key for entry in entries if entry.source_id == source_id}
    stem = path[:-3]
    for number in range(1, 1000):
        candidate = path if number == 1 else f"{stem} {number}.md"
        key = fold_key(candidate)
        query = select(col(Note.id)).where(col(Note.source_id) == source_id, col(Note.path_key) == key)
        if key not in sealed and await db.scalar(query) is None:
            return candidate, key
    raise Conflict(_("There are too many notes of this name."))


async def update_note(
    db: AsyncSession,
    actor: Actor,
    note_id: str,
    *,
    version: int,
    text: str | None = None,
    path: str | None = None,
    is_private: bool | None = None,
) -> NoteText:
    """Change a note's text or path; Conflict, with the present version, when it changed meanwhile.

    `is_private` puts the mark into its properties or takes it out. A note whose text has the mark is sealed.
    """
    note = await find_note(db, actor, note_id)
    if note.version != version:
        raise _changed_meanwhile(note)
    head, old_text = head_of(note), text_of(note)
    new_text = _with_wish(old_text if text is None else _as_before(old_text, text), is_private)
    _check_text(new_text)
    new_path, key = head.path, head.path_key
    if path is not None and (wanted := _checked_path(path)) != head.path:
        new_path, key = await _free(db, actor.user_id, note.source_id, wanted)
    if (new_text, new_path) == (old_text, head.path):
        return await note_text(db, note)
    await _claim(db, note)
    source = source_of(note.id, key, new_path, new_text, note.encoding)
    item = await understood(db, actor, note.source_id, source)
    if is_sealed(note) and not item.is_private:
        # What is opened is seen by the coach, and by whoever may see all notes.
        require_scopes(actor, frozenset({Scope.SHARING.value}))
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
        if is_sealed(note):
            continue
        assert note.number is not None
        source = source_of(note.id, note.path_key, note.path, note.text, note.encoding)
        item, _problems = await asyncio.to_thread(note_item, source, LinkIndex(()))
        row = IndexRow(
            note.number, actor.user_id, item.index_title, item.index_tags, item.index_path, item.index_body
        )
        await search_index.add(db, [row])
