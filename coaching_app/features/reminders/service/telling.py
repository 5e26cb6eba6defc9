"""Puts something into a person's inbox at a moment: once for its key, however often it is asked."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.models import InboxItem

# Whoever was away longer than this is not told of it any more.
KEPT = timedelta(hours=12)
# What somebody else did is told after a rest as well: it waits, and does not nag.
NEWS = "news"
NEWS_KEPT = timedelta(days=60)
_LONGEST = {"title": 300, "body": 1000, "href": 500}


async def remind(
    db: AsyncSession,
    *,
    person_id: str,
    tenant_id: str,
    kind: str,
    key: str,
    title: str,
    body: str = "",
    href: str = "",
    at: datetime,
    channel: Literal["inbox", "mail"] = "inbox",
    item_id: str = "",
    expires_at: datetime | None = None,
) -> bool:
    """Tell the person at this moment; False when the key was used before, delivered or not.

    It waits while the person wants quiet, is dropped while they rest, and after `expires_at`, twelve hours unless
    told otherwise. `mail` puts it into the e-mail digest too. It happens if and only if `db` commits.
    """
    waiting = InboxItem(
        tenant_id=tenant_id,
        owner_id=person_id,
        key=key,
        kind=kind,
        item_id=item_id,
        title=title[: _LONGEST["title"]],
        body=body[: _LONGEST["body"]],
        href=href[: _LONGEST["href"]],
        by_mail=channel == "mail",
        due_at=at,
        expires_at=expires_at or at + KEPT,
    )
    return await _insert(db, waiting)


async def announce(
    db: AsyncSession, *, person_id: str, tenant_id: str, key: str, title: str, body: str = "", href: str = ""
) -> bool:
    """Tell the person what somebody did, as soon as it is neither quiet nor rest; in their digest too if they have one."""
    return await remind(
        db,
        person_id=person_id,
        tenant_id=tenant_id,
        kind=NEWS,
        key=key,
        title=title,
        body=body,
        href=href,
        at=now(),
        channel="mail",
        expires_at=now() + NEWS_KEPT,
    )


async def settle(db: AsyncSession, key: str) -> None:
    """Nothing is left to say under this key: what was told is put away, what waits is dropped, the key is free again."""
    settled = update(InboxItem).where(col(InboxItem.key) == key)
    waits = col(InboxItem.delivered_at).is_(None)
    await db.execute(settled.where(waits, col(InboxItem.dropped_at).is_(None)).values(dropped_at=now()))
    await db.execute(settled.where(~waits, col(InboxItem.read_at).is_(None)).values(read_at=now()))
    await db.execute(settled.values(key=col(InboxItem.key) + ":" + col(InboxItem.id)))


async def _insert(db: AsyncSession, item: InboxItem) -> bool:
    """Store it unless its key was used before; whoever comes second, in any process, stores nothing."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(InboxItem)
        .values(**item.model_dump())
        .on_conflict_do_nothing(index_elements=["tenant_id", "owner_id", "key"])
        .returning(col(InboxItem.id))
    )
    return await db.scalar(statement) is not None
