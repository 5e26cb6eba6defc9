"""Finds what the coach may read before it answers: the best passages of the person's own notes."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.db import search_index
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import day_start, local_day
from coaching_app.domain.search_text import SearchQuery
from coaching_app.features.knowledge.queries.notes import is_mine, mine, not_sealed
from coaching_app.features.knowledge.schemas import RetrievedPassage
from coaching_app.features.knowledge.service.date_words import Period, find_period, parse_day
from coaching_app.features.knowledge.service.ranking import Candidate, content_words, rank
from coaching_app.features.knowledge.service.searching import match_of
from coaching_app.models import Note

MOST_PASSAGES = 8
_MOST_WORDS = 16
_CONSIDERED = 25
# With a time to respect, more notes are looked at before most of them are left out.
_LOOKED_AT = 400
_DATED = ("date", "created", "day", "fecha")


async def retrieve(
    db: AsyncSession, actor: Actor, question: str, *, limit: int = MOST_PASSAGES
) -> tuple[RetrievedPassage, ...]:
    """The passages that say most about a question, best first, with their exact places.

    A time in the question (“in May”, “last week”) leaves only notes of that time, by the date in their
    name or properties, else by when they were written.
    """
    period = find_period(question, local_day(now(), actor.time_zone))
    words = content_words(period.rest if period else question)[:_MOST_WORDS]
    candidates = await _candidates(db, actor, words, period)
    limit = max(1, min(limit, MOST_PASSAGES))
    return await asyncio.to_thread(rank, candidates[:_CONSIDERED], words, limit)


async def _candidates(
    db: AsyncSession, actor: Actor, words: Sequence[str], period: Period | None
) -> list[Candidate]:
    scores = await _found(db, actor, words, _LOOKED_AT if period else _CONSIDERED)
    if period and not words:
        scores = await _of_months(db, actor, period)
    numbers = await _in_time(db, actor, list(scores), period) if period else list(scores)
    kept = sorted(numbers, key=lambda number: -scores[number])[:_CONSIDERED]
    query = select(Note).where(*is_mine(actor), not_sealed(), col(Note.number).in_(kept))
    notes = {note.number: note for note in await db.scalars(query)}
    best = max(scores.values(), default=1.0) or 1.0
    return [
        Candidate(note.id, note.title, note.path, note.sha256, note.text, max(0.0, scores[number] / best))
        for number in kept
        if (note := notes.get(number)) is not None
    ]


async def _found(db: AsyncSession, actor: Actor, words: Sequence[str], limit: int) -> dict[int, float]:
    """Notes that have any of the words, best first."""
    terms = [match_of(db, SearchQuery(terms=(word,), prefix=_is_stem(word))) for word in words]
    joiner = " OR " if db.get_bind().dialect.name == "sqlite" else " | "
    match = joiner.join(term for term in terms if term)
    if not match:
        return {}
    hits = await search_index.find(db, actor.user_id, match, limit=limit)
    return {hit.number: hit.score for hit in hits}


def _is_stem(word: str) -> bool:
    return word.isascii() and len(word) >= 4


async def _of_months(db: AsyncSession, actor: Actor, period: Period) -> dict[int, float]:
    """Notes that carry a month of the time in their path, or were written in it."""
    months: list[tuple[int, int]] = []
    year, month = period.first.year, period.first.month
    while (year, month) <= (period.last.year, period.last.month) and len(months) < 24:
        months.append((year, month))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    named: ColumnElement[bool] = col(Note.import_id).is_(None) & col(Note.created_at).between(
        day_start(period.first, actor.time_zone), day_start(period.last + timedelta(days=1), actor.time_zone)
    )
    for year, month in months:
        named |= col(Note.path_key).like(f"%{year:04}-{month:02}%")
    query = (
        select(col(Note.number)).where(*mine(actor), not_sealed(), named).order_by(col(Note.path_key).desc())
    )
    numbers = [number for number in await db.scalars(query.limit(_LOOKED_AT)) if number is not None]
    return {number: 1.0 - place / (2 * _LOOKED_AT) for place, number in enumerate(numbers)}


async def _in_time(db: AsyncSession, actor: Actor, numbers: Sequence[int], period: Period) -> list[int]:
    query = select(
        col(Note.number), col(Note.path), col(Note.properties), col(Note.created_at), col(Note.import_id)
    ).where(*is_mine(actor), col(Note.number).in_(numbers))
    kept: list[int] = []
    for number, path, properties, created, import_id in await db.execute(query):
        # When an imported note was stored says nothing about when it was written.
        written = None if import_id else local_day(created, actor.time_zone)
        day = parse_day(path.rpartition("/")[2]) or _dated(properties) or written
        if number is not None and day is not None and period.first <= day <= period.last:
            kept.append(number)
    return kept


def _dated(properties: Mapping[str, object]) -> date | None:
    for name in _DATED:
        if day := parse_day(str(properties.get(name, ""))):
            return day
    return None
