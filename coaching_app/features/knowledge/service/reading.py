"""Shows a note: rendered, with what leads to it and from it, and lists notes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.domain.actor import Actor
from coaching_app.domain.vault.links import target_key
from coaching_app.domain.vault.refs import WIKILINK, LinkRef, parse_wikilink
from coaching_app.domain.vault.render import RenderedTarget, TargetKind, Transclusion, render_note
from coaching_app.domain.vault.sections import section_of
from coaching_app.features.knowledge.queries import notes as queries
from coaching_app.features.knowledge.queries.notes import is_mine, mine
from coaching_app.features.knowledge.schemas import (
    BrokenLink,
    FileRef,
    FolderCount,
    NoteProperty,
    NoteRow,
    NoteText,
    NoteView,
    OutlineEntry,
    PropertyValue,
    TagCount,
)
from coaching_app.features.knowledge.service.intake import storable
from coaching_app.features.knowledge.service.media import is_image, media_type
from coaching_app.models import Note, NoteAlias, NoteLink, ResourceFile

_MOST_EMBEDS = 30
_SORTS = ("updated", "title")
_PLAYED = {"audio": TargetKind.AUDIO, "video": TargetKind.VIDEO, "image": TargetKind.IMAGE}


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes of a list are wanted; empty means all."""

    folder: str = ""
    tag: str = ""
    text: str = ""
    sort: str = "updated"


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


async def list_notes(
    db: AsyncSession,
    actor: Actor,
    wanted: NoteFilter | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Slice[NoteRow]:
    """The person's notes, the latest first or by title."""
    wanted = wanted or NoteFilter()
    if wanted.sort not in _SORTS:
        raise Invalid(_("Notes are sorted by “updated” or “title”."), detail={"field": "sort"})
    page = queries.Page(wanted.sort, limit + 1, _after(wanted.sort, cursor))
    rows = await queries.note_rows(db, _conditions(actor, wanted), page)
    shown = tuple(row for row, _key in rows[:limit])
    if len(rows) <= limit:
        return Slice(shown)
    last, key = rows[limit - 1]
    moment = (last.updated_at.isoformat(),) if wanted.sort == "updated" else ()
    return Slice(shown, encode_cursor(*moment, key, last.id))


def _after(sort: str, cursor: str | None) -> tuple[str | datetime, ...] | None:
    if not cursor:
        return None
    if sort == "title":
        return decode_cursor(cursor, 2)
    written, *rest = decode_cursor(cursor, 3)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(_("This list position is not valid any more. Start from the beginning."))
    return moment, *rest


def _conditions(actor: Actor, wanted: NoteFilter) -> list[ColumnElement[bool]]:
    conditions = list(mine(actor))
    if wanted.folder.strip("/"):
        conditions.append(queries.in_folder(storable(wanted.folder, 2000)))
    if wanted.tag.strip():
        conditions.append(queries.with_tag(storable(wanted.tag.strip(), 200)))
    if wanted.text.strip():
        conditions.append(queries.named_like(storable(wanted.text.strip(), 200)))
    return conditions


async def count_notes(db: AsyncSession, actor: Actor, wanted: NoteFilter | None = None) -> int:
    """How many notes a filter leaves."""
    return await queries.count_notes(db, _conditions(actor, wanted or NoteFilter()))


async def list_tags(db: AsyncSession, actor: Actor) -> tuple[TagCount, ...]:
    """The person's tags, the most used first."""
    return await queries.tag_counts(db, actor)


async def list_folders(db: AsyncSession, actor: Actor, folder: str = "") -> tuple[FolderCount, ...]:
    """The folders directly in a folder."""
    return await queries.folder_counts(db, actor, storable(folder, 2000))


async def note_text(db: AsyncSession, note: Note) -> NoteText:
    """A note as it is edited."""
    tags = await queries.tags_of(db, [note.id])
    aliases = select(col(NoteAlias.alias)).where(col(NoteAlias.note_id) == note.id)
    return NoteText(
        id=note.id,
        title=note.title,
        path=note.path,
        text=note.text.removeprefix("\ufeff"),
        version=note.version,
        sha256=note.sha256,
        tags=tags.get(note.id, ()),
        aliases=tuple(await db.scalars(aliases)),
        words=note.words,
        source_id=note.source_id,
        created_at=note.created_at,
        updated_at=note.updated_at,
    )


async def get_note(db: AsyncSession, actor: Actor, note_id: str) -> NoteText:
    """One note's text and what it is called."""
    return await note_text(db, await find_note(db, actor, note_id))


async def view_note(db: AsyncSession, actor: Actor, note_id: str) -> NoteView:
    """One note as it is read."""
    note = await find_note(db, actor, note_id)
    links = list(await db.scalars(_links_of([note.id])))
    targets, files = await _targets(db, actor, [link.target_id for link in links])
    embedded = await _embedded(db, actor, links)
    lookup = _Lookup(_by_spelling(links, targets), embedded)
    rendered = await asyncio.to_thread(render_note, note.text, lookup.resolve, transclude=lookup.transclude)
    return NoteView(
        note=await note_text(db, note),
        html=rendered.html,
        outline=tuple(OutlineEntry(e.level, e.text, e.anchor, e.line) for e in rendered.toc),
        properties=properties_of(note.properties, lookup),
        backlinks=await queries.backlinks(db, actor, note_id),
        broken=_broken(links, targets),
        files=tuple(dict.fromkeys(files)),
    )


def _links_of(note_ids: list[str]) -> Select[NoteLink]:
    return select(NoteLink).where(col(NoteLink.note_id).in_(note_ids)).order_by(col(NoteLink.line))


async def _targets(
    db: AsyncSession, actor: Actor, ids: list[str | None]
) -> tuple[dict[str, RenderedTarget], list[FileRef]]:
    """What links lead to, as far as it is there and the person's own."""
    wanted = sorted({target for target in ids if target})
    notes = select(col(Note.id), col(Note.title)).where(*is_mine(actor), col(Note.id).in_(wanted))
    targets = {
        note_id: RenderedTarget(note_href(note_id), title) for note_id, title in await db.execute(notes)
    }
    query = select(ResourceFile).where(
        col(ResourceFile.owner_id) == actor.user_id,
        col(ResourceFile.deleted_at).is_(None),
        col(ResourceFile.id).in_(wanted),
    )
    files = [file_ref(row) for row in await db.scalars(query)]
    for file in files:
        kind = _PLAYED.get(media_type(file.path).partition("/")[0], TargetKind.FILE)
        kind = TargetKind.FILE if kind is TargetKind.IMAGE and not file.is_image else kind
        targets[file.id] = RenderedTarget(file.href, file.name, kind)
    return targets, files


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
        is_image=is_image(row.path),
    )


def _broken(links: list[NoteLink], targets: Mapping[str, RenderedTarget]) -> tuple[BrokenLink, ...]:
    """Links that lead nowhere, each target once, where it is written first."""
    found: dict[str, BrokenLink] = {}
    for link in links:
        if link.target_key and link.target_id not in targets:
            found.setdefault(link.target_key, BrokenLink(link.raw.partition("|")[0], link.line))
    return tuple(found.values())


Spelling = Mapping[str, RenderedTarget]


def _by_spelling(links: list[NoteLink], targets: Mapping[str, RenderedTarget]) -> dict[str, RenderedTarget]:
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


async def _embedded(db: AsyncSession, actor: Actor, links: list[NoteLink]) -> dict[str, tuple[str, Spelling]]:
    """The texts of embedded notes, and how their own links are meant."""
    ids = sorted({link.target_id for link in links if link.is_embed and link.target_id})[:_MOST_EMBEDS]
    if not ids:
        return {}
    query = select(col(Note.id), col(Note.text)).where(*is_mine(actor), col(Note.id).in_(ids))
    texts = {row[0]: row[1] for row in await db.execute(query)}
    inner = list(await db.scalars(_links_of(list(texts))))
    targets, _files = await _targets(db, actor, [link.target_id for link in inner])
    return {
        note_href(note_id): (
            text,
            _by_spelling([link for link in inner if link.note_id == note_id], targets),
        )
        for note_id, text in texts.items()
    }


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
