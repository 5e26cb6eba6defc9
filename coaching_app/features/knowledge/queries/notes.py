"""Reads notes and their parts; every query asks for one owner or for notes already found to be theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.domain.vault.links import LinkEntry
from coaching_app.features.knowledge.schemas import Backlink, FolderCount, NoteRow, TagCount
from coaching_app.models import Note, NoteAlias, NoteLink, NoteTag, ResourceFile

_MOST_TAGS = 200
_MOST_BACKLINKS = 50
_ROW = (col(Note.id), col(Note.title), col(Note.path), col(Note.words), col(Note.updated_at))


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: the keys of the row before it, if any."""

    sort: str
    limit: int
    after: tuple[str | datetime, ...] | None = None


def mine(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The person's notes that are there."""
    return col(Note.owner_id) == actor.user_id, col(Note.deleted_at).is_(None)


def is_mine(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The same for a few notes picked by id or number.

    No index answers it in this form: without statistics SQLite would look at all of the person's notes first.
    """
    return func.coalesce(col(Note.owner_id), "") == actor.user_id, col(Note.deleted_at).is_(None)


def not_sealed() -> ColumnElement[bool]:
    """Notes that may be searched, shared, and given to the coach: all but the private ones."""
    return col(Note.sealed_head).is_(None)


def _has_sealed(actor: Actor) -> ColumnElement[bool]:
    """Whether the person has private notes, asked beside something else: most have none, and need no second query."""
    other: Any = aliased(Note)
    return exists(
        select(1).where(
            other.owner_id == actor.user_id, other.deleted_at.is_(None), other.sealed_head.is_not(None)
        )
    )


def escaped(text: str) -> str:
    """Text that stands for itself in LIKE with a backslash as escape."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def with_tag(tag: str) -> ColumnElement[bool]:
    """Notes with a tag or one below it."""
    tag = tag.casefold().lstrip("#")
    below = col(NoteTag.tag).like(f"{escaped(tag)}/%", escape="\\")
    return col(Note.id).in_(select(col(NoteTag.note_id)).where((col(NoteTag.tag) == tag) | below))


def in_folder(folder: str) -> ColumnElement[bool]:
    """Notes in a folder or one below it."""
    return col(Note.path).like(f"{escaped(folder.strip('/'))}/%", escape="\\")


def named_like(text: str) -> ColumnElement[bool]:
    """Notes whose path has the text in it."""
    return col(Note.path_key).like(f"%{escaped(text.casefold())}%", escape="\\")


async def note_rows(
    db: AsyncSession, actor: Actor, conditions: Sequence[ColumnElement[bool]], page: Page
) -> tuple[tuple[tuple[NoteRow, str], ...], bool]:
    """A part of a list of notes with their tags, each with the title as the database sorts it.

    The second answer says whether there may be private notes beside them; so it does with tags and folders.
    """
    title = func.lower(col(Note.title))
    # Notes of one import changed at one moment; those stand in the order of the alphabet.
    order: list[tuple[Any, bool]] = [(title, False), (col(Note.id), False)]
    if page.sort == "updated":
        order.insert(0, (col(Note.updated_at), True))
    query = select(*_ROW, title, _has_sealed(actor)).where(*conditions).limit(page.limit)
    if page.after is not None:
        query = query.where(_behind(order, page.after))
    rows = (await db.execute(query.order_by(*(key.desc() if down else key for key, down in order)))).all()
    tags = await tags_of(db, [row[0] for row in rows])
    found = tuple(
        (
            NoteRow(
                id=note_id,
                title=name,
                path=path,
                folder=path.rpartition("/")[0],
                tags=tags.get(note_id, ()),
                words=words,
                updated_at=updated,
            ),
            key,
        )
        for note_id, name, path, words, updated, key, _sealed in rows
    )
    return found, not rows or rows[0][6]


def _behind(order: Sequence[tuple[Any, bool]], last: Sequence[Any]) -> ColumnElement[bool]:
    """Rows that come after one with these keys."""
    (key, down), *rest = order
    further: ColumnElement[bool] = (key < last[0]) if down else (key > last[0])
    return further | ((key == last[0]) & _behind(rest, last[1:])) if rest else further


async def tags_of(db: AsyncSession, note_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The tags of each note in order of the alphabet."""
    if not note_ids:
        return {}
    query = (
        select(col(NoteTag.note_id), col(NoteTag.tag))
        .where(col(NoteTag.note_id).in_(note_ids))
        .order_by(col(NoteTag.tag))
    )
    found: dict[str, list[str]] = {}
    for note_id, tag in await db.execute(query):
        found.setdefault(note_id, []).append(tag)
    return {note_id: tuple(tags) for note_id, tags in found.items()}


async def tag_counts(db: AsyncSession, actor: Actor) -> tuple[tuple[TagCount, ...], bool]:
    """The person's tags, the most used first."""
    count = func.count()
    query = (
        select(col(NoteTag.tag), count, _has_sealed(actor))
        .join(Note, col(Note.id) == col(NoteTag.note_id))
        .where(*mine(actor))
        .group_by(col(NoteTag.tag))
        .order_by(count.desc(), col(NoteTag.tag))
        .limit(_MOST_TAGS)
    )
    rows = (await db.execute(query)).all()
    return tuple(TagCount(row[0], row[1]) for row in rows), not rows or rows[0][2]


async def folder_counts(db: AsyncSession, actor: Actor, folder: str) -> tuple[tuple[FolderCount, ...], bool]:
    """The folders directly in a folder, each with how many notes lie in it or below."""
    prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
    rest = func.substr(col(Note.path), len(prefix) + 1)
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    slash = func.instr(rest, "/") if is_sqlite else func.strpos(rest, "/")
    name = func.substr(rest, 1, slash - 1)
    query = (
        select(name, func.count(), _has_sealed(actor))
        .where(*mine(actor), slash > 0)
        .group_by(name)
        .order_by(name)
        .limit(_MOST_TAGS)
    )
    if prefix:
        query = query.where(in_folder(folder))
    rows = (await db.execute(query)).all()
    counts = tuple(FolderCount(f"{prefix}{row[0]}", row[0], row[1]) for row in rows)
    return counts, not rows or rows[0][2]


async def count_notes(db: AsyncSession, conditions: Sequence[ColumnElement[bool]]) -> int:
    """How many notes there are."""
    return await db.scalar(select(func.count()).select_from(Note).where(*conditions)) or 0


async def backlinks(db: AsyncSession, actor: Actor, note_id: str) -> tuple[Backlink, ...]:
    """Notes of the person that link to a note, each with the line of its first link."""
    query = (
        select(col(Note.id), col(Note.title), col(Note.text), func.min(col(NoteLink.line)))
        .join(NoteLink, col(NoteLink.note_id) == col(Note.id))
        .where(*is_mine(actor), col(NoteLink.target_id) == note_id, col(Note.id) != note_id)
        .group_by(col(Note.id), col(Note.title), col(Note.text))
        .order_by(col(Note.title), col(Note.id))
        .limit(_MOST_BACKLINKS)
    )
    return tuple(
        Backlink(other, title, line, _line(text, line))
        for other, title, text, line in await db.execute(query)
    )


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return " ".join(lines[number - 1].split())[:240] if 0 < number <= len(lines) else ""


async def link_entries(db: AsyncSession, source_id: str) -> list[LinkEntry]:
    """Everything in a source that a link can lead to, with its other names."""
    aliases: dict[str, list[str]] = {}
    of_source = (col(Note.source_id) == source_id, col(Note.deleted_at).is_(None))
    named = (
        select(col(NoteAlias.note_id), col(NoteAlias.alias))
        .join(Note, col(Note.id) == col(NoteAlias.note_id))
        .where(*of_source)
    )
    for note_id, alias in await db.execute(named):
        aliases.setdefault(note_id, []).append(alias)
    notes = await db.execute(select(col(Note.id), col(Note.path)).where(*of_source, not_sealed()))
    files = await db.execute(
        select(col(ResourceFile.id), col(ResourceFile.path)).where(
            col(ResourceFile.source_id) == source_id, col(ResourceFile.deleted_at).is_(None)
        )
    )
    entries = [LinkEntry(note_id, path, tuple(aliases.get(note_id, ()))) for note_id, path in notes]
    return [*entries, *(LinkEntry(file_id, path) for file_id, path in files)]


async def entries_named(
    db: AsyncSession, actor: Actor, names: Collection[str]
) -> tuple[list[LinkEntry], dict[str, str]]:
    """What of the person's could be meant by these folded last names; also the source of each."""
    if not names:
        return [], {}
    found: dict[str, tuple[str, str]] = {}
    for model in (Note, ResourceFile):
        for start in range(0, len(some := sorted(names)), 100):
            tests = [_ends_in(model, name) for name in some[start : start + 100]]
            query = select(col(model.id), col(model.path), col(model.source_id)).where(
                col(model.owner_id) == actor.user_id, col(model.deleted_at).is_(None), _any(tests)
            )
            query = query.where(not_sealed()) if model is Note else query
            found.update({row[0]: (row[1], row[2]) for row in await db.execute(query)})
    aliases: dict[str, list[str]] = {}
    named = (
        select(col(Note.id), col(Note.path), col(Note.source_id), col(NoteAlias.alias))
        .join(NoteAlias, col(NoteAlias.note_id) == col(Note.id))
        .where(*mine(actor), func.lower(col(NoteAlias.alias)).in_(names))
    )
    for note_id, path, source_id, alias in await db.execute(named):
        found[note_id] = (path, source_id)
        aliases.setdefault(note_id, []).append(alias)
    entries = [LinkEntry(i, path, tuple(aliases.get(i, ()))) for i, (path, _source) in found.items()]
    return entries, {i: source for i, (_path, source) in found.items()}


def _ends_in(model: type[Note] | type[ResourceFile], name: str) -> ColumnElement[bool]:
    key = col(model.path_key)
    tails = (name, f"{name}.md")
    below = [key.like(f"%/{escaped(tail)}", escape="\\") for tail in tails]
    return _any([key.in_(tails), *below])


def _any(tests: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    result = tests[0]
    for test in tests[1:]:
        result |= test
    return result
