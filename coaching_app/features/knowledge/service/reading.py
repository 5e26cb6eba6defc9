"""Shows a note: rendered, with what leads to it and from it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.vault.links import target_key
from coaching_app.domain.vault.refs import WIKILINK, LinkRef, parse_wikilink
from coaching_app.domain.vault.render import RenderedTarget, TargetKind, Transclusion, render_note
from coaching_app.domain.vault.sections import section_of
from coaching_app.features.knowledge.queries import notes as queries
from coaching_app.features.knowledge.queries.notes import is_mine
from coaching_app.features.knowledge.queries.sealed import head_of, is_sealed, text_of, titles_of
from coaching_app.features.knowledge.schemas import (
    BrokenLink,
    FileRef,
    NoteProperty,
    NoteText,
    NoteView,
    OutlineEntry,
    PropertyValue,
)
from coaching_app.features.knowledge.service.intake import LinkItem, storable
from coaching_app.features.knowledge.service.media import UNKNOWN, is_image, media_type
from coaching_app.features.knowledge.service.understanding import understood_again
from coaching_app.models import Note, NoteAlias, NoteLink, ResourceFile

_MOST_EMBEDS = 30
_PLAYED = {"audio": TargetKind.AUDIO, "video": TargetKind.VIDEO, "image": TargetKind.IMAGE}


def note_href(note_id: str) -> str:
    """The page of a note."""
    return f"/knowledge/note/{note_id}"


def file_href(file_id: str) -> str:
    """Where the bytes of a file are served to its owner."""
    return f"/api/v1/files/{file_id}"


async def find_note(db: AsyncSession, actor: Actor, note_id: str, *, deleted: bool = False) -> Note:
    """The person's own note; NotFound for all others alike."""
    query = select(Note).where(col(Note.id) == note_id, col(Note.owner_id) == actor.user_id)
    note = (await db.scalars(query)).first() if is_id(note_id) else None
    if note is None or (note.deleted_at is not None and not deleted):
        raise NotFound
    return note


async def note_text(db: AsyncSession, note: Note) -> NoteText:
    """A note as it is edited."""
    head = head_of(note)
    tags, aliases = (tuple(sorted(head.tags)), head.aliases) if is_sealed(note) else await _names(db, note.id)
    return NoteText(
        id=note.id,
        title=head.title,
        path=head.path,
        text=text_of(note).removeprefix("\ufeff"),
        version=note.version,
        sha256=head.sha256,
        tags=tags,
        aliases=aliases,
        words=head.words,
        source_id=note.source_id,
        created_at=note.created_at,
        updated_at=note.updated_at,
        is_private=is_sealed(note),
    )


async def _names(db: AsyncSession, note_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags and aliases of a note whose parts have rows of their own."""
    tags = await queries.tags_of(db, [note_id])
    aliases = select(col(NoteAlias.alias)).where(col(NoteAlias.note_id) == note_id)
    return tags.get(note_id, ()), tuple(await db.scalars(aliases))


async def get_note(db: AsyncSession, actor: Actor, note_id: str) -> NoteText:
    """One note's text and what it is called."""
    return await note_text(db, await find_note(db, actor, note_id))


async def view_note(db: AsyncSession, actor: Actor, note_id: str) -> NoteView:
    """One note as it is read."""
    note = await find_note(db, actor, note_id)
    links = await _links_in(db, actor, note)
    targets, files = await _targets(db, actor, [link.target_id for link in links])
    embedded = await _embedded(db, actor, links)
    lookup = _Lookup(_by_spelling(links, targets), embedded)
    rendered = await asyncio.to_thread(
        render_note, text_of(note), lookup.resolve, transclude=lookup.transclude
    )
    return NoteView(
        note=await note_text(db, note),
        html=rendered.html,
        outline=tuple(OutlineEntry(e.level, e.text, e.anchor, e.line) for e in rendered.toc),
        properties=properties_of(head_of(note).properties, lookup),
        backlinks=await queries.backlinks(db, actor, note_id),
        broken=_broken(links, targets),
        files=tuple(dict.fromkeys(files)),
    )


Link = NoteLink | LinkItem


async def _links_in(db: AsyncSession, actor: Actor, note: Note) -> list[Link]:
    """The links of a note; those of a private one are looked up as they are written."""
    if is_sealed(note):
        return list((await understood_again(db, actor, note)).links)
    return list(await db.scalars(_links_of([note.id])))


def _links_of(note_ids: list[str]) -> Select[NoteLink]:
    return select(NoteLink).where(col(NoteLink.note_id).in_(note_ids)).order_by(col(NoteLink.line))


async def _targets(
    db: AsyncSession, actor: Actor, ids: list[str | None]
) -> tuple[dict[str, RenderedTarget], list[FileRef]]:
    """What links lead to, as far as it is there and the person's own."""
    wanted = sorted({target for target in ids if target})
    titles = await titles_of(db, *is_mine(actor), col(Note.id).in_(wanted))
    targets = {note_id: RenderedTarget(note_href(note_id), title) for note_id, title in titles.items()}
    query = select(ResourceFile).where(
        col(ResourceFile.owner_id) == actor.user_id,
        col(ResourceFile.deleted_at).is_(None),
        col(ResourceFile.id).in_(wanted),
    )
    files = [file_ref(row) for row in await db.scalars(query)]
    for file in files:
        kind = _PLAYED.get(_played(file).partition("/")[0], TargetKind.FILE)
        kind = TargetKind.FILE if kind is TargetKind.IMAGE and not file.is_image else kind
        targets[file.id] = RenderedTarget(file.href, file.name, kind)
    return targets, files


def _played(file: FileRef) -> str:
    """What a file may be played as: nothing where its bytes are not what its name says."""
    return UNKNOWN if file.media_type == UNKNOWN else media_type(file.path)


def file_ref(row: ResourceFile) -> FileRef:
    """A file as others may know it."""
    return FileRef(
        id=row.id,
        path=row.path,
        name=row.path.rpartition("/")[2],
        kind=row.kind,
        media_type=row.media_type,
        size=row.size,
        href=file_href(row.id),
        is_image=is_image(row.path) and row.media_type != UNKNOWN,
    )


def _broken(links: Sequence[Link], targets: Mapping[str, RenderedTarget]) -> tuple[BrokenLink, ...]:
    """Links that lead nowhere, each target once, where it is written first."""
    found: dict[str, BrokenLink] = {}
    for link in links:
        if link.target_key and link.target_id not in targets:
            found.setdefault(link.target_key, BrokenLink(link.raw.partition("|")[0], link.line))
    return tuple(found.values())


Spelling = Mapping[str, RenderedTarget]


def _by_spelling(links: Sequence[Link], targets: Mapping[str, RenderedTarget]) -> dict[str, RenderedTarget]:
    """Each way a target is written in a note, and what it means there."""
    found: dict[str, RenderedTarget] = {}
    for link in links:
        if link.target_id and (target := targets.get(link.target_id)):
            found[link.raw] = target
            found.setdefault(f"\0{link.target_key}", target)
    return found


def _find(spelling: Spelling, ref: LinkRef) -> RenderedTarget | None:
    return spelling.get(ref.raw) or spelling.get(f"\0{storable(target_key(ref.target), 2000)}")


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Answers the renderer from what was read before: rendering runs in a thread, without a database."""

    spelling: Spelling
    embedded: Mapping[str, tuple[str, Spelling]]

    def resolve(self, ref: LinkRef) -> RenderedTarget | None:
        """Where a link leads."""
        return _find(self.spelling, ref)

    def transclude(self, ref: LinkRef) -> Transclusion | None:
        """The text of an embedded note, or of the part of it that is meant."""
        target = self.resolve(ref)
        found = self.embedded.get(target.href) if target else None
        if found is None:
            return None
        text, spelling = found
        part = section_of(text, heading=ref.heading, block=ref.block)
        return Transclusion(part, lambda inner: _find(spelling, inner)) if part is not None else None


async def _embedded(db: AsyncSession, actor: Actor, links: Sequence[Link]) -> dict[str, tuple[str, Spelling]]:
    """The texts of embedded notes, and how their own links are meant."""
    ids = sorted({link.target_id for link in links if link.is_embed and link.target_id})[:_MOST_EMBEDS]
    if not ids:
        return {}
    query = select(Note).where(*is_mine(actor), col(Note.id).in_(ids))
    notes = list(await db.scalars(query))
    inner: dict[str, list[Link]] = {note.id: [] for note in notes}
    for link in await db.scalars(_links_of(list(inner))):
        inner[link.note_id].append(link)
    for note in notes:
        if is_sealed(note):
            inner[note.id] = await _links_in(db, actor, note)
    targets, _files = await _targets(
        db, actor, [link.target_id for links in inner.values() for link in links]
    )
    return {note_href(note.id): (text_of(note), _by_spelling(inner[note.id], targets)) for note in notes}


def properties_of(properties: Mapping[str, object], lookup: _Lookup) -> tuple[NoteProperty, ...]:
    """Properties as they can be shown, in the order they were written; links lead where they mean."""
    return tuple(
        NoteProperty(name, tuple(_shown(text, lookup) for text in _values(value)))
        for name, value in properties.items()
        if name
    )


def _shown(text: str, lookup: _Lookup) -> PropertyValue:
    link = WIKILINK.fullmatch(text.strip())
    ref = parse_wikilink(link[2], embed=False) if link else None
    if ref is None:
        return PropertyValue(text)
    target = lookup.resolve(ref)
    return PropertyValue(ref.label, target.href if target else "")


def _values(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        items = cast("list[object]", value)
        return tuple(_plain(item) for item in items if item is not None)
    return () if value is None else (_plain(value),)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)[:500]
