"""Keeps letters until they are sent: stored with the work that caused them, readable while nobody sends them."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.core.settings import get_settings
from coaching_app.db.sealed import seal, unseal
from coaching_app.models import OutboxMail
from coaching_app.queue.port import enqueue

SEND = "mail.send"
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as an admin sees it in a list; its text is opened one at a time."""

    id: str
    recipient: str
    subject: str
    kind: str
    status: str
    attempts: int
    problem: str
    created_at: datetime
    sent_at: datetime | None
    has_text: bool


def one_line(text: str) -> str:
    """The text without anything that would end a header line."""
    visible = "".join(
        " " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} else char for char in text
    )
    return " ".join(visible.split())[:_LONGEST_SUBJECT]


async def queue_mail(
    db: AsyncSession,
    *,
    to: str,
    subject: str,
    text: str,
    kind: str,
    tenant_id: str | None,
    expires_at: datetime | None = None,
) -> str:
    """Put a letter into the outbox; it is sent if and only if `db` commits. The letter's id.

    Without a mail server it stays there for an admin to read. After `expires_at` it is not sent any more.
    """
    mail = OutboxMail(
        id=new_id(),
        tenant_id=tenant_id,
        recipient=to,
        subject=one_line(subject),
        kind=kind,
        expires_at=expires_at,
    )
    mail.body = seal_body(mail, text)
    db.add(mail)
    await db.flush()
    if get_settings().mail_url.get_secret_value():
        await _enqueue(db, mail)
    return mail.id


async def _enqueue(db: AsyncSession, mail: OutboxMail) -> None:
    await enqueue(db, SEND, {"mail_id": mail.id}, tenant_id=mail.tenant_id, unique_key=mail.id)


def seal_body(mail: OutboxMail, text: str) -> str:
    """The text as it is stored."""
    return seal(mail, "body", text)  # pyright: ignore[reportArgumentType]: mail before anybody is known has no tenant, and that is sealed in too


def open_body(mail: OutboxMail) -> str:
    """The text as it was written; empty once it has been sent."""
    return unseal(mail, "body", mail.body) if mail.body else ""  # pyright: ignore[reportArgumentType]: as above


def _of(tenant_id: str) -> ColumnElement[bool]:
    return col(OutboxMail.tenant_id) == tenant_id


async def outbox(
    db: AsyncSession, tenant_id: str, *, status: str = "", before: str = "", limit: int = 50
) -> tuple[Letter, ...]:
    """A tenant's letters, the newest first; `before` is the id of the last one already seen."""
    query = select(OutboxMail).where(_of(tenant_id)).order_by(col(OutboxMail.id).desc()).limit(limit)
    if status:
        query = query.where(col(OutboxMail.status) == status)
    if before:
        query = query.where(col(OutboxMail.id) < before)
    return tuple(_letter(mail) for mail in await db.scalars(query))


def _letter(mail: OutboxMail) -> Letter:
    return Letter(
        id=mail.id,
        recipient=mail.recipient,
        subject=mail.subject,
        kind=mail.kind,
        status=mail.status,
        attempts=mail.attempts,
        problem=mail.problem,
        created_at=mail.created_at,
        sent_at=mail.sent_at,
        has_text=mail.body is not None,
    )


async def read_letter(db: AsyncSession, tenant_id: str, mail_id: str) -> str | None:
    """The text of one letter of this tenant; None when there is no such letter."""
    mail = await db.scalar(select(OutboxMail).where(_of(tenant_id), col(OutboxMail.id) == mail_id))
    return open_body(mail) if mail else None


async def send_again(db: AsyncSession, tenant_id: str, mail_id: str) -> bool:
    """Try a letter that waits or failed once more; False when there is none, or nothing left to send."""
    mail = await db.scalar(select(OutboxMail).where(_of(tenant_id), col(OutboxMail.id) == mail_id))
    if mail is None or mail.body is None or not get_settings().mail_url.get_secret_value():
        return False
    if mail.expires_at is not None and mail.expires_at <= now():
        return False
    mail.status, mail.attempts, mail.problem = "waiting", 0, ""
    await _enqueue(db, mail)
    return True
