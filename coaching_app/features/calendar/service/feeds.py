"""Secret addresses of a person's calendar: made, replaced, taken back, and read by other programs."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.ids import new_secret
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.calendar.schemas import FeedView, NewFeed
from coaching_app.models import CalendarFeed, Membership, Tenant, User

LONGEST_SECRET = 100


async def list_feeds(db: AsyncSession, actor: Actor) -> tuple[FeedView, ...]:
    """The living addresses of the person; the secrets in them are not kept."""
    query = (
        select(CalendarFeed)
        .where(col(CalendarFeed.owner_id) == actor.user_id, col(CalendarFeed.revoked_at).is_(None))
        .order_by(col(CalendarFeed.id).desc())
    )
    return tuple(
        FeedView(row.id, row.created_at, row.last_read_at) for row in (await db.scalars(query)).all()
    )


async def new_feed(db: AsyncSession, actor: Actor) -> NewFeed:
    """A new address; the one before ends at once. It is told this once only."""
    for row in await _living(db, actor):
        row.revoked_at = now()
    secret = new_secret()
    feed = CalendarFeed(owner_id=actor.user_id, secret_digest=_digest(secret))
    db.add(feed)
    await db.flush()
    base = (get_settings().public_url or "").rstrip("/")
    return NewFeed(feed.id, f"{base}/api/v1/calendar.ics?token={secret}")


async def revoke_feed(db: AsyncSession, actor: Actor, feed_id: str) -> None:
    """End an address."""
    for row in await _living(db, actor):
        if row.id == feed_id:
            row.revoked_at = now()
            return
    raise NotFound


async def reader_of(secret: str) -> Actor:
    """Whose calendar an address shows; NotFound for one that never was, has ended, or whose owner may not sign in."""
    if not secret or len(secret) > LONGEST_SECRET:
        raise NotFound
    async with snapshot(ALL_TENANTS) as db:
        query = (
            select(CalendarFeed, User, Membership)
            .join(User, col(User.id) == col(CalendarFeed.owner_id))
            .join(
                Membership,
                (col(Membership.user_id) == col(User.id))
                & (col(Membership.tenant_id) == col(CalendarFeed.tenant_id)),
            )
            .join(Tenant, col(Tenant.id) == col(CalendarFeed.tenant_id))
            .where(
                col(CalendarFeed.secret_digest) == _digest(secret),
                col(CalendarFeed.revoked_at).is_(None),
                col(User.deactivated_at).is_(None),
                col(Membership.ended_at).is_(None),
            )
        )
        found = (await db.execute(query)).first()
        if found is None:
            raise NotFound
        feed, user, membership = found
        actor = Actor(
            user_id=user.id,
            tenant_id=feed.tenant_id,
            role=Role(membership.role),
            login_id=f"feed:{feed.id}",
            display_name=user.display_name,
            email=user.email,
            time_zone=user.time_zone,
            language=user.language,
        )
        feed_id, seen = feed.id, feed.last_read_at
    if seen is None or (now() - seen).total_seconds() > 3600:
        await _mark_read(actor, feed_id)
    return actor


async def _mark_read(actor: Actor, feed_id: str) -> None:
    async with unit_of_work(actor.tenant_id) as db:
        row = await db.get(CalendarFeed, feed_id)
        if row is not None:
            row.last_read_at = now()


async def _living(db: AsyncSession, actor: Actor) -> list[CalendarFeed]:
    query = select(CalendarFeed).where(
        col(CalendarFeed.owner_id) == actor.user_id, col(CalendarFeed.revoked_at).is_(None)
    )
    return list((await db.scalars(query)).all())


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
