"""Lists notes: private ones, whose names only their owner's reading opens, among all the others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.domain.actor import Actor
from coaching_app.features.knowledge.queries import notes as queries
from coaching_app.features.knowledge.queries.notes import mine, not_sealed
from coaching_app.features.knowledge.queries.sealed import Head, SealedEntry, sealed_entries
from coaching_app.features.knowledge.schemas import FolderCount, NoteRow, TagCount
from coaching_app.features.knowledge.service.intake import storable

_SORTS = ("updated", "title")
_MOST = 200
# A row and what it is sorted by besides its moment; of private ones the same, told apart by `is_private`.
_Keyed = tuple[NoteRow, str]
# Where a list goes on: behind the moment, the folded title and the id of a row.
_Position = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes of a list are wanted; empty means all."""

    folder: str = ""
    tag: str = ""
    text: str = ""
    sort: str = "updated"


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
    open_from, sealed_from = _positions(wanted.sort, cursor)
    page = queries.Page(wanted.sort, limit + 1, _after(wanted.sort, open_from))
    conditions = [*_conditions(actor, wanted), not_sealed()]
    rows, may_have_sealed = await queries.note_rows(db, actor, conditions, page)
    sealed = await _sealed_rows(db, actor, wanted, sealed_from) if may_have_sealed else []
    # Each kind goes on from its own last row, so that their orders need not agree on every letter.
    both = list(islice(merge(rows, sealed, key=lambda keyed: _order(wanted.sort, keyed)), limit + 1))
    shown = both[:limit]
    if len(both) <= limit:
        return Slice(tuple(row for row, _key in shown))
    last_open = _last(wanted.sort, shown, open_from, private=False)
    last_sealed = _last(wanted.sort, shown, sealed_from, private=True)
    return Slice(tuple(row for row, _key in shown), encode_cursor(*last_open, *last_sealed))


def _order(sort: str, keyed: _Keyed) -> tuple[float, str, str]:
    row, key = keyed
    return (-row.updated_at.timestamp() if sort == "updated" else 0.0, key, row.id)


def _last(sort: str, shown: Sequence[_Keyed], before: _Position, *, private: bool) -> _Position:
    """The position of the last row of a kind; where none was shown, the one it had."""
    for row, key in reversed(shown):
        if row.is_private == private:
            return row.updated_at.isoformat() if sort == "updated" else "", key, row.id
    return before


def _positions(sort: str, cursor: str | None) -> tuple[_Position, _Position]:
    if not cursor:
        return ("", "", ""), ("", "", "")
    first, second, third, *rest = decode_cursor(cursor, 6)
    positions = (first, second, third), (rest[0], rest[1], rest[2])
    for position in positions:
        if position[2] and bool(position[0]) != (sort == "updated"):
            raise _not_valid()
    return positions


def _not_valid() -> Invalid:
    return Invalid(_("This list position is not valid any more. Start from the beginning."))


def _after(sort: str, position: _Position) -> tuple[str | datetime, ...] | None:
    written, key, last_id = position
    if not last_id:
        return None
    return (_moment(written), key, last_id) if sort == "updated" else (key, last_id)


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise _not_valid() from None
    if moment.tzinfo is None:
        raise _not_valid()
    return moment


def _conditions(actor: Actor, wanted: NoteFilter) -> list[ColumnElement[bool]]:
    conditions = list(mine(actor))
    if wanted.folder.strip("/"):
        conditions.append(queries.in_folder(storable(wanted.folder, 2000)))
    if wanted.tag.strip():
        conditions.append(queries.with_tag(storable(wanted.tag.strip(), 200)))
    if wanted.text.strip():
        conditions.append(queries.named_like(storable(wanted.text.strip(), 200)))
    return conditions


def _fits(head: Head, wanted: NoteFilter) -> bool:
    folder, tag, text = wanted.folder.strip("/"), wanted.tag.strip(), wanted.text.strip()
    tag = tag.casefold().lstrip("#")
    return (
        (not folder or head.path.startswith(f"{folder}/"))
        and (not tag or any(one == tag or one.startswith(f"{tag}/") for one in head.tags))
        and (not text or text.casefold() in head.path_key)
    )


async def _sealed_rows(
    db: AsyncSession, actor: Actor, wanted: NoteFilter, position: _Position
) -> list[_Keyed]:
    """The private notes that fit, in order, behind a position."""
    keyed = [
        (_row(entry), entry.head.title.lower())
        for entry in await sealed_entries(db, actor.user_id)
        if _fits(entry.head, wanted)
    ]
    written, key, last_id = position
    if last_id:
        behind = (-_moment(written).timestamp() if wanted.sort == "updated" else 0.0, key, last_id)
        keyed = [one for one in keyed if _order(wanted.sort, one) > behind]
    return sorted(keyed, key=lambda one: _order(wanted.sort, one))


def _row(entry: SealedEntry) -> NoteRow:
    head = entry.head
    return NoteRow(
        id=entry.id,
        title=head.title,
        path=head.path,
        folder=head.path.rpartition("/")[0],
        tags=tuple(sorted(head.tags)),
        words=head.words,
        updated_at=entry.updated_at,
        is_private=True,
    )


async def count_notes(db: AsyncSession, actor: Actor, wanted: NoteFilter | None = None) -> int:
    """How many notes a filter leaves."""
    conditions = _conditions(actor, wanted or NoteFilter())
    if wanted is None or len(conditions) == len(mine(actor)):
        return await queries.count_notes(db, conditions)
    sealed = sum(_fits(entry.head, wanted) for entry in await sealed_entries(db, actor.user_id))
    return sealed + await queries.count_notes(db, [*conditions, not_sealed()])


async def has_sealed(db: AsyncSession, actor: Actor) -> bool:
    """Whether the person has private notes, which a search does not look into."""
    return bool(await sealed_entries(db, actor.user_id))


async def list_tags(db: AsyncSession, actor: Actor) -> tuple[TagCount, ...]:
    """The person's tags, the most used first."""
    counts, may_have_sealed = await queries.tag_counts(db, actor)
    entries = await sealed_entries(db, actor.user_id) if may_have_sealed else []
    sealed = Counter(tag for entry in entries for tag in entry.head.tags)
    if not sealed:
        return counts
    sealed.update({one.tag: one.count for one in counts})
    ordered = sorted(sealed.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(TagCount(tag, count) for tag, count in ordered[:_MOST])


async def list_folders(db: AsyncSession, actor: Actor, folder: str = "") -> tuple[FolderCount, ...]:
    """The folders directly in a folder."""
    folder = storable(folder, 2000)
    counts, may_have_sealed = await queries.folder_counts(db, actor, folder)
    if not may_have_sealed:
        return counts
    prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
    paths = [entry.head.path for entry in await sealed_entries(db, actor.user_id)]
    inside = [path.removeprefix(prefix) for path in paths if path.startswith(prefix)]
    sealed = Counter(path.partition("/")[0] for path in inside if "/" in path)
    if not sealed:
        return counts
    sealed.update({one.name: one.count for one in counts})
    return tuple(FolderCount(f"{prefix}{name}", name, sealed[name]) for name in sorted(sealed)[:_MOST])
