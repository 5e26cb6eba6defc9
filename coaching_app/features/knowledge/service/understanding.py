"""Reads a note that is written by hand: what it says, and where its links lead among all the person has."""

import asyncio
import hashlib
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.domain.actor import Actor
from coaching_app.domain.vault.links import LinkIndex, LinkMatch, target_key
from coaching_app.domain.vault.note import parse_note
from coaching_app.domain.vault.privacy import MarkNotPossible, with_mark
from coaching_app.features.knowledge.queries.notes import entries_named
from coaching_app.features.knowledge.queries.sealed import (
    head_of,
    link_entry,
    names_of,
    sealed_entries,
    text_of,
)
from coaching_app.features.knowledge.service.intake import NoteItem, NoteSource, note_item, storable
from coaching_app.models import Note


@dataclass(frozen=True, slots=True)
class _NearFirst:
    """A link means something in its own vault before it means something in another source."""

    near: LinkIndex
    all: LinkIndex

    def resolve(self, target: str, source_path: str = "") -> LinkMatch | None:
        """The note or file that is meant."""
        return self.near.resolve(target, source_path) or self.all.resolve(target, source_path)


def source_of(note_id: str, key: str, path: str, text: str, encoding: str) -> NoteSource:
    """A note before it is understood, with the digest of the bytes it would be as a file."""
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        # What the old encoding cannot say is written in one that can say everything.
        encoding, data = "utf-8", text.encode()
    return NoteSource(note_id, key, path, text, encoding, hashlib.sha256(data).hexdigest())


def kept_private(item: NoteItem) -> NoteItem:
    """The note with the mark of a private one put in, if it has none."""
    if item.is_private:
        return item
    try:
        text = with_mark(item.text, private=True)
    except MarkNotPossible:
        text = f"---\nprivate: true\n---\n{item.text}"
    source = source_of(item.id, item.key, item.path, text, item.encoding)
    return note_item(source, LinkIndex(()))[0]


async def understood(db: AsyncSession, actor: Actor, source_id: str, source: NoteSource) -> NoteItem:
    """Everything that is stored of the note."""
    parsed = await asyncio.to_thread(parse_note, source.text, source.path)
    names = {target_key(ref.target).rpartition("/")[2] for ref in parsed.links} - {""}
    names = {storable(name, 2000) for name in names}
    entries, sources = await entries_named(db, actor, names)
    for sealed in await sealed_entries(db, actor.user_id) if names else ():
        if names & names_of(sealed.head):
            entries.append(link_entry(sealed))
            sources[sealed.id] = sealed.source_id
    near = LinkIndex(entry for entry in entries if sources[entry.id] == source_id)
    item, _problems = await asyncio.to_thread(note_item, source, _NearFirst(near, LinkIndex(entries)))
    return item


async def understood_again(db: AsyncSession, actor: Actor, note: Note) -> NoteItem:
    """A stored note read anew, for a private one, of which no links are kept."""
    head = head_of(note)
    source = source_of(note.id, head.path_key, head.path, text_of(note), note.encoding)
    return await understood(db, actor, note.source_id, source)
