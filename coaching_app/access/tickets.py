"""Hands out tickets for the next step of a sign-in and takes each back once, however many hold it up at the same time."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.crypto import digest_secret, same_secret
from coaching_app.core.ids import new_id, new_secret
from coaching_app.core.secret_files import signing_secret
from coaching_app.core.settings import get_settings
from coaching_app.db.sealed import seal, unseal
from coaching_app.models import Ticket

# A code of six digits is guessed once in 170 000 tickets.
MOST_MISSES = 6


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket that is good, and what was put into it."""

    id: str
    user_id: str | None
    data: Mapping[str, Any]


async def issue(
    db: AsyncSession,
    purpose: str,
    lifetime: timedelta,
    *,
    user_id: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> tuple[str, str]:
    """The id of a new ticket and its secret, which is stored nowhere."""
    secret = new_secret()
    ticket = Ticket(
        id=new_id(),
        purpose=purpose,
        secret_digest=digest_secret(secret),
        user_id=user_id,
        data="",
        expires_at=now() + lifetime,
    )
    ticket.data = seal(ticket, "data", json.dumps(dict(data or {})))
    db.add(ticket)
    await db.flush()
    return ticket.id, secret


def contents(ticket: Ticket) -> dict[str, Any]:
    """What was put into a ticket."""
    return cast("dict[str, Any]", json.loads(unseal(ticket, "data", ticket.data)))


def code_digest(ticket_id: str, code: str) -> str:
    """What is stored of a short code: it could be guessed from a bare digest, so the server's secret goes in."""
    key = signing_secret(get_settings()).encode()
    return hmac.new(key, f"code\x1f{ticket_id}\x1f{code}".encode(), "sha256").hexdigest()


def _live(ticket_id: str) -> Any:
    return (col(Ticket.id) == ticket_id) & (col(Ticket.used_at).is_(None)) & (col(Ticket.expires_at) > now())


async def find(db: AsyncSession, purpose: str, secret: str) -> Opened | None:
    """The ticket of this secret while it is good; it stays good."""
    if not 20 <= len(secret) <= 100:
        return None
    ticket = await db.scalar(
        select(Ticket).where(
            col(Ticket.secret_digest) == digest_secret(secret), col(Ticket.purpose) == purpose
        )
    )
    if ticket is None or ticket.used_at is not None or ticket.expires_at <= now():
        return None
    return Opened(ticket.id, ticket.user_id, contents(ticket))


async def spend(db: AsyncSession, ticket_id: str) -> bool:
    """Use a ticket up; of many at the same time one is told yes."""
    used = await db.execute(update(Ticket).where(_live(ticket_id)).values(used_at=now()))
    return cast("CursorResult[Any]", used).rowcount == 1


async def claim(db: AsyncSession, purpose: str, secret: str) -> Opened | None:
    """Find a ticket and use it up."""
    found = await find(db, purpose, secret)
    return found if found is not None and await spend(db, found.id) else None


async def count_try(db: AsyncSession, ticket_id: str) -> bool:
    """Count one try at a ticket's code before looking at it; False once there were too many."""
    counted = await db.execute(
        update(Ticket)
        .where(_live(ticket_id), col(Ticket.misses) < MOST_MISSES)
        .values(misses=Ticket.misses + 1)
    )
    return cast("CursorResult[Any]", counted).rowcount == 1


async def claim_with_code(db: AsyncSession, purpose: str, secret: str, code: str) -> Opened | None:
    """Use a ticket up with its secret and its code. A wrong one counts: `db` must commit also then."""
    found = await find(db, purpose, secret)
    if found is None or not await count_try(db, found.id):
        return None
    stored = await db.scalar(select(col(Ticket.code_digest)).where(col(Ticket.id) == found.id))
    # Compared also where there is nothing to compare with, so that the answer takes as long.
    is_right = same_secret(stored or "", code_digest(found.id, code))
    return found if is_right and await spend(db, found.id) else None


async def newest(db: AsyncSession, purpose: str, user_id: str) -> Ticket | None:
    """The newest good ticket of this purpose that a person has."""
    return await db.scalar(
        select(Ticket)
        .where(
            col(Ticket.user_id) == user_id,
            col(Ticket.purpose) == purpose,
            col(Ticket.used_at).is_(None),
            col(Ticket.expires_at) > now(),
        )
        .order_by(col(Ticket.created_at).desc(), col(Ticket.id).desc())
        .limit(1)
    )


async def void(db: AsyncSession, user_id: str, *purposes: str) -> None:
    """Make a person's open tickets of these purposes worthless."""
    await db.execute(
        update(Ticket)
        .where(
            col(Ticket.user_id) == user_id, col(Ticket.purpose).in_(purposes), col(Ticket.used_at).is_(None)
        )
        .values(used_at=now())
    )
