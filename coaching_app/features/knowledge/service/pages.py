"""Gathers what the pages of knowledge show, in one read each."""

import json
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.features.knowledge.schemas import (
    Choice,
    Draft,
    ImportCard,
    ListRow,
    NoteList,
    NotePage,
    NoteRow,
    NoteView,
    SearchHit,
    VaultRow,
)
from coaching_app.features.knowledge.service import imports, listing, reading, searching, wording
from coaching_app.features.knowledge.service.listing import NoteFilter
from coaching_app.features.knowledge.service.reading import note_href

PAGE_SIZE = 50
# Properties that the page tells in another way.
HIDDEN = frozenset({"tags", "tag", "private"})
MOST_CHOICES = 24
# A note longer than this does not fit into one message of the page's socket; it is edited elsewhere.
LONGEST_EDITED = 150_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for."""

    q: str = ""
    tag: str = ""
    folder: str = ""


async def read_list(
    db: AsyncSession,
    actor: Actor,
    asked: Asked,
    *,
    cursor: str = "",
    first: int = 1,
    known: NoteList | None = None,
) -> NoteList:
    """A part of the list; `first` is the number of its first row.

    From what is `known` the tags and folders are taken, which no typing and paging changes.
    """
    if known is None:
        known = NoteList(
            has_notes=await listing.count_notes(db, actor) > 0,
            tags=await _tags(db, actor, asked),
            folders=await _folders(db, actor, asked),
        )
    if asked.q.strip():
        # A search looks everywhere, so that what is there is found whatever the list was narrowed to.
        found = await searching.search(db, actor, asked.q, limit=PAGE_SIZE, cursor=cursor or None)
        rows, summary = tuple(_hit(actor, hit) for hit in found.items), _found(actor, len(found.items))
    else:
        wanted = NoteFilter(folder=asked.folder, tag=asked.tag)
        found = await listing.list_notes(db, actor, wanted, limit=PAGE_SIZE, cursor=cursor or None)
        rows = tuple(_row(actor, row) for row in found.items)
        summary = _part(actor, first, len(rows), await listing.count_notes(db, actor, wanted))
    skips = bool(asked.q.strip()) and await listing.has_sealed(db, actor)
    return replace(
        known,
        rows=rows,
        summary=summary,
        cursor=found.cursor or "",
        chosen=_chosen(asked),
        skips_private=skips,
    )


def _part(actor: Actor, first: int, shown: int, total: int) -> str:
    if shown == total or not shown:
        return wording.notes(actor, total)
    words = _("{first} to {last} of {total}")
    return words.format(
        first=wording.number(actor, first),
        last=wording.number(actor, first + shown - 1),
        total=wording.number(actor, total),
    )


def _found(actor: Actor, count: int) -> str:
    if count == PAGE_SIZE:
        return _("The best {count} notes").format(count=wording.number(actor, count))
    return wording.notes(actor, count)


def _row(actor: Actor, row: NoteRow) -> ListRow:
    when = wording.day(actor, row.updated_at)
    return ListRow(
        row.id, note_href(row.id), row.title, row.folder, row.tags[:6], when, is_private=row.is_private
    )


def _hit(actor: Actor, hit: SearchHit) -> ListRow:
    return ListRow(
        id=hit.id,
        href=note_href(hit.id),
        title=hit.title,
        folder=hit.path.rpartition("/")[0],
        tags=hit.tags[:6],
        when=wording.day(actor, hit.updated_at),
        snippet=hit.snippet,
    )


def _chosen(asked: Asked) -> tuple[Choice, ...]:
    """What the list is narrowed by, each leading to the list without it."""
    if asked.q.strip():
        return ()
    chosen: list[Choice] = []
    if asked.tag:
        chosen.append(Choice(f"#{asked.tag}", wording.list_href(folder=asked.folder)))
    if asked.folder:
        chosen.append(Choice(asked.folder, wording.list_href(tag=asked.tag)))
    return tuple(chosen)


async def _tags(db: AsyncSession, actor: Actor, asked: Asked) -> tuple[Choice, ...]:
    counts = await listing.list_tags(db, actor)
    return tuple(
        Choice(
            label=count.tag,
            href=wording.list_href(tag="" if count.tag == asked.tag else count.tag, folder=asked.folder),
            count=wording.number(actor, count.count),
            is_chosen=count.tag == asked.tag,
        )
        for count in counts[:MOST_CHOICES]
    )


async def _folders(db: AsyncSession, actor: Actor, asked: Asked) -> tuple[Choice, ...]:
    counts = await listing.list_folders(db, actor, asked.folder)
    return tuple(
        Choice(
            label=count.name,
            href=wording.list_href(folder=count.path, tag=asked.tag),
            count=wording.number(actor, count.count),
        )
        for count in counts[:MOST_CHOICES]
    )


async def read_shelf(db: AsyncSession, actor: Actor) -> tuple[tuple[VaultRow, ...], ImportCard]:
    """The person's vaults, and the latest import."""
    sources = await imports.list_sources(db, actor)
    latest = (await imports.list_imports(db, actor, limit=1)).items
    card = wording.import_card(actor, latest[0]) if latest else ImportCard()
    return tuple(wording.vault_row(actor, source) for source in sources), card


async def read_import(db: AsyncSession, actor: Actor, import_id: str) -> ImportCard:
    """How an import stands."""
    return wording.import_card(actor, await imports.get_import(db, actor, import_id))


async def read_note_page(db: AsyncSession, actor: Actor, note_id: str) -> NotePage:
    """A note with everything beside it."""
    return _note_page(actor, await reading.view_note(db, actor, note_id))


def _note_page(actor: Actor, view: NoteView) -> NotePage:
    note = view.note
    folder = note.path.rpartition("/")[0]
    parts = folder.split("/") if folder else []
    crumbs = [
        Choice(part, wording.list_href(folder="/".join(parts[: index + 1])))
        for index, part in enumerate(parts)
    ]
    words = _("{count} words").format(count=wording.number(actor, note.words))
    changed = _("changed {day}").format(day=wording.day(actor, note.updated_at))
    return NotePage(
        id=note.id,
        title=note.title,
        path=note.path,
        facts=f"{words} · {changed}",
        html=view.html,
        version=note.version,
        is_editable=len(note.text) <= LONGEST_EDITED,
        is_private=note.is_private,
        crumbs=tuple(crumbs),
        tags=tuple(Choice(tag, wording.list_href(tag=tag)) for tag in note.tags),
        outline=view.outline if len(view.outline) > 1 else (),
        properties=tuple(p for p in view.properties if p.shown and p.name.casefold() not in HIDDEN),
        backlinks=view.backlinks,
        broken=tuple(dict.fromkeys(view.broken))[:50],
        files=view.files[:50],
    )


def read_draft(kept: str, *, note_id: str, user_id: str) -> Draft | None:
    """The draft that a browser kept, if it is of this note and person; whatever else is in it, None."""
    try:
        found: object = json.loads(kept) if kept else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    draft = cast("dict[str, object]", found)
    text, version = draft.get("text"), draft.get("version")
    mine = draft.get("note") == note_id and draft.get("by") == user_id
    return Draft(text, version) if mine and isinstance(text, str) and isinstance(version, int) else None
