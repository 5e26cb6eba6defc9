"""The receipts an owner reads: who read what, when, where and why it was allowed."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.core.ids import is_id
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import day_start
from coaching_app.domain.spreadsheet import harmless
from coaching_app.features.consent.schemas import ReceiptFilter, ReceiptRow, ReceiptView
from coaching_app.features.consent.service.things import names_of
from coaching_app.features.consent.service.wording import (
    audience_label,
    category_label,
    moment_words,
    role_label,
    surface_label,
    until_words,
)
from coaching_app.models import ConsentGrant, ReadReceipt, User

ANYTHING = ReceiptFilter()
# What a spreadsheet can take; the API pages beyond it.
MOST_CSV = 50_000


def _mine(actor: Actor, wanted: ReceiptFilter) -> Select[ReadReceipt]:
    query = select(ReadReceipt).where(col(ReadReceipt.owner_id) == actor.user_id)
    if wanted.reader_id:
        query = query.where(col(ReadReceipt.reader_id) == wanted.reader_id)
    if wanted.category:
        query = query.where(col(ReadReceipt.category) == wanted.category.value)
    if wanted.first:
        query = query.where(col(ReadReceipt.created_at) >= day_start(wanted.first, actor.time_zone))
    if wanted.last:
        end = day_start(wanted.last + timedelta(days=1), actor.time_zone)
        query = query.where(col(ReadReceipt.created_at) < end)
    return query.order_by(col(ReadReceipt.created_at).desc(), col(ReadReceipt.id).desc())


async def list_receipts(
    db: AsyncSession,
    actor: Actor,
    wanted: ReceiptFilter = ANYTHING,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Slice[ReceiptView]:
    """A part of the owner's receipts, the latest first."""
    query = _mine(actor, wanted)
    if cursor is not None:
        place = tuple_(col(ReadReceipt.created_at), col(ReadReceipt.id))
        query = query.where(place < tuple_(*_position(cursor)))
    rows = list(await db.scalars(query.limit(limit + 1)))
    shown = rows[:limit]
    following = encode_cursor(shown[-1].created_at.isoformat(), shown[-1].id) if len(rows) > limit else None
    return Slice(await _views(db, actor, shown), following)


def _position(cursor: str) -> tuple[datetime, str]:
    text, row_id = decode_cursor(cursor, 2)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not is_id(row_id):
        raise Invalid(_("This list position is not valid any more. Start from the beginning."))
    return moment, row_id


async def _views(db: AsyncSession, actor: Actor, rows: Sequence[ReadReceipt]) -> tuple[ReceiptView, ...]:
    readers = {row.reader_id for row in rows}
    people = await db.execute(select(col(User.id), col(User.display_name)).where(col(User.id).in_(readers)))
    names: dict[str, str] = {row[0]: row[1] for row in people}
    things = await names_of(db, actor.user_id, [(row.category, row.item_id) for row in rows])
    reasons = await _reasons(db, actor, {row.basis for row in rows})
    return tuple(
        ReceiptView(
            id=row.id,
            reader_id=row.reader_id,
            reader_name=names.get(row.reader_id) or _("Somebody who has left"),
            reader_role=row.reader_role,
            category=row.category,
            item_id=row.item_id,
            item_name=things.get((row.category, row.item_id)) or _("Something deleted since"),
            surface=row.surface,
            why=reasons[row.basis],
            at=row.created_at,
            count=row.count,
        )
        for row in rows
    )


async def _reasons(db: AsyncSession, actor: Actor, bases: set[str]) -> dict[str, str]:
    """Each basis in words."""
    first = {
        basis: basis.removeprefix("grant:").split(",")[0] for basis in bases if basis.startswith("grant:")
    }
    rows = await db.scalars(
        select(ConsentGrant).where(
            col(ConsentGrant.id).in_(first.values()), col(ConsentGrant.owner_id) == actor.user_id
        )
    )
    grants = {row.id: row for row in rows}
    words: dict[str, str] = {}
    for basis in bases:
        grant = grants.get(first.get(basis, ""))
        words[basis] = _grant_words(grant, actor.language) if grant else _other_words(basis)
    return words


def _grant_words(grant: ConsentGrant, language: str) -> str:
    to = (
        _("You shared this with them by name")
        if grant.viewer_id
        else _("You shared with: {audience}").format(audience=audience_label(grant.audience))
    )
    until = until_words(grant.last_day, language)
    return f"{to}, {until}" if until else to


def _other_words(basis: str) -> str:
    if basis.startswith("break-glass:"):
        return _("Two people opened this in an emergency")
    return {
        "pathway": _("A step of your pathway"),
        "commitment": _("A commitment between you"),
    }.get(basis, basis)


def receipt_row(view: ReceiptView, actor: Actor) -> ReceiptRow:
    """A receipt as the page shows it."""
    role = role_label(view.reader_role)
    return ReceiptRow(
        id=view.id,
        reader=f"{view.reader_name} ({role})",
        item=view.item_name,
        category=category_label(view.category),
        surface=surface_label(view.surface),
        why=view.why,
        at=moment_words(view.at, actor.language, actor.time_zone),
        times=_("{count} times").format(count=view.count) if view.count > 1 else "",
    )


async def readers_of(db: AsyncSession, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Everybody who ever read something of mine, for the filter: id and name."""
    rows = await db.execute(
        select(col(ReadReceipt.reader_id), func.max(col(User.display_name)))
        .outerjoin(User, col(User.id) == col(ReadReceipt.reader_id))
        .where(col(ReadReceipt.owner_id) == actor.user_id)
        .group_by(col(ReadReceipt.reader_id))
    )
    found = [(row[0], row[1] or _("Somebody who has left")) for row in rows]
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


async def read_words(db: AsyncSession, actor: Actor) -> str:
    """How much was read in the last seven days, in a sentence."""
    since = now() - timedelta(days=7)
    row = (
        await db.execute(
            select(func.count(), func.count(func.distinct(col(ReadReceipt.reader_id)))).where(
                col(ReadReceipt.owner_id) == actor.user_id, col(ReadReceipt.created_at) >= since
            )
        )
    ).one()
    if not row[0]:
        return _("Nobody else has read anything of yours in the last seven days.")
    people = ngettext("{count} person", "{count} people", row[1]).format(count=row[1])
    reads = ngettext("{count} reading", "{count} readings", row[0]).format(count=row[0])
    return _("{reads} by {people} in the last seven days.").format(reads=reads, people=people)


async def receipts_csv(db: AsyncSession, actor: Actor, wanted: ReceiptFilter = ANYTHING) -> str:
    """The receipts as a table; a text that a spreadsheet would take for a formula is made plain."""
    rows = list(await db.scalars(_mine(actor, wanted).limit(MOST_CSV)))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["when", "who", "role", "category", "item", "where", "why", "times", "item_id", "receipt_id"]
    )
    for view in await _views(db, actor, rows):
        cells = (
            view.at.isoformat(), view.reader_name, view.reader_role, view.category, view.item_name,
            surface_label(view.surface), view.why, str(view.count), view.item_id, view.id,
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue()
