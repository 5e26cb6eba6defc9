"""Finds notes by words, phrases and operators, best first, with the place where they say it."""

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.db import search_index
from coaching_app.domain.actor import Actor
from coaching_app.domain.search_text import (
    SearchQuery,
    fts5_match,
    parse_query,
    query_terms,
    snippet,
    tsquery,
)
from coaching_app.features.knowledge.queries.notes import is_mine, not_sealed, tags_of
from coaching_app.features.knowledge.schemas import SearchHit, SnippetPart
from coaching_app.models import Note

_DEEPEST = 1_000
# A snippet is looked for in this much of a note; what lies beyond is found, not shown.
_LOOKED_THROUGH = 40_000


def match_of(db: AsyncSession, query: SearchQuery) -> str | None:
    """The query in the language of this database."""
    return fts5_match(query) if db.get_bind().dialect.name == "sqlite" else tsquery(query)


async def search(
    db: AsyncSession, actor: Actor, q: str, *, limit: int = 20, cursor: str | None = None
) -> Slice[SearchHit]:
    """The person's notes that fit, best first; words, "phrases", -not, tag:x, path:x, title:x."""
    query = parse_query(q.replace("\0", " "))
    match = match_of(db, query)
    offset = _offset(cursor)
    if match is None:
        return Slice(())
    found, hits = await _living(db, actor, match, limit + 1, offset)
    shown = hits[:limit]
    terms = query_terms(query)
    tags = await tags_of(db, [note.id for _at, note in shown])
    parts = await asyncio.to_thread(_snippets, [note.text for _at, note in shown], terms)
    items = tuple(
        SearchHit(note.id, note.title, note.path, part, tags.get(note.id, ()), note.updated_at)
        for (_at, note), part in zip(shown, parts, strict=True)
    )
    more = len(hits) > limit and found < _DEEPEST
    return Slice(items, encode_cursor(str(hits[limit][0])) if more else None)


def _offset(cursor: str | None) -> int:
    if not cursor:
        return 0
    (text,) = decode_cursor(cursor, 1)
    if not text.isascii() or not text.isdecimal() or int(text[:6]) > _DEEPEST:
        raise Invalid(_("This list position is not valid any more. Start from the beginning."))
    return int(text)


async def _living(
    db: AsyncSession, actor: Actor, match: str, wanted: int, offset: int
) -> tuple[int, list[tuple[int, Note]]]:
    """Hits with their place in the ranking; rows of an import that has not ended are passed over."""
    found: list[tuple[int, Note]] = []
    while len(found) < wanted and offset < _DEEPEST:
        hits = await search_index.find(db, actor.user_id, match, limit=wanted, offset=offset)
        query = select(Note).where(
            *is_mine(actor), not_sealed(), col(Note.number).in_([hit.number for hit in hits])
        )
        notes = {note.number: note for note in await db.scalars(query)} if hits else {}
        for place, hit in enumerate(hits, start=offset):
            if (note := notes.get(hit.number)) is not None:
                found.append((place, note))
        offset += len(hits)
        if len(hits) < wanted:
            break
    return offset, found[:wanted]


def _snippets(texts: list[str], terms: tuple[str, ...]) -> list[tuple[SnippetPart, ...]]:
    return [
        tuple(SnippetPart(text, is_hit) for text, is_hit in snippet(_prose(text), terms)) for text in texts
    ]


def _prose(text: str) -> str:
    """The text behind the properties, which say little to somebody who looks for a sentence."""
    if text.startswith("---") and (end := text.find("\n---", 3)) >= 0:
        text = text[end + 4 :].lstrip("-").lstrip()
    return text[:_LOOKED_THROUGH]
