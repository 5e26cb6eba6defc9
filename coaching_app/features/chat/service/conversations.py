"""Conversations: create, list, rename, delete, and bring back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.paging import Slice
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import after_commit
from coaching_app.domain.actor import Actor
from coaching_app.features.chat import queries
from coaching_app.features.chat.schemas import ConversationItem, MessageItem, RunItem
from coaching_app.features.chat.service.live import live_run
from coaching_app.models import AnswerRun, Conversation

TITLE_LENGTH = 120
_GUESSED_LENGTH = 70


def title_from(question: str) -> str:
    """A title out of the first question: its first line, cut at a word."""
    line = " ".join(question.strip().splitlines()[0].split()) if question.strip() else ""
    if len(line) <= _GUESSED_LENGTH:
        return line or _("New conversation")
    head = line[:_GUESSED_LENGTH]
    cut = head.rfind(" ")
    return (head[:cut] if cut > _GUESSED_LENGTH // 2 else head).rstrip(" ,;:-–—") + "…"


def clean_text(text: str) -> str:
    """The text without what cannot be stored or sent: NUL and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode().strip()


def _clean_title(title: str) -> str:
    cleaned = " ".join(clean_text(title).split())
    if not 1 <= len(cleaned) <= TITLE_LENGTH:
        raise Invalid(
            _("A title has between 1 and {most} characters.").format(most=TITLE_LENGTH),
            detail={"field": "title"},
        )
    return cleaned


def new_conversation(actor: Actor, title: str) -> Conversation:
    """An unsaved conversation with its title sealed."""
    row = Conversation(tenant_id=actor.tenant_id, owner_id=actor.user_id, title="")
    row.title = seal(row, "title", title)
    return row


async def create_conversation(db: AsyncSession, actor: Actor, title: str = "") -> ConversationItem:
    """An empty conversation."""
    row = new_conversation(actor, _clean_title(title) if title.strip() else _("New conversation"))
    db.add(row)
    await db.flush()
    return queries.conversation_item(row)


async def list_conversations(
    db: AsyncSession, actor: Actor, *, cursor: str | None = None, limit: int = 30
) -> Slice[ConversationItem]:
    """The person's conversations, the one last spoken in first."""
    return await queries.conversations(db, actor, cursor, max(1, min(limit, 100)))


async def get_conversation(db: AsyncSession, actor: Actor, conversation_id: str) -> ConversationItem:
    """One conversation of the person."""
    return queries.conversation_item(await queries.find_conversation(db, actor, conversation_id))


async def list_messages(
    db: AsyncSession,
    actor: Actor,
    conversation_id: str,
    *,
    cursor: str | None = None,
    limit: int = queries.PAGE,
) -> Slice[MessageItem]:
    """The last messages, oldest first; the cursor leads to earlier ones."""
    conversation = await queries.find_conversation(db, actor, conversation_id)
    return await queries.messages(db, conversation, cursor, max(1, min(limit, 100)))


async def get_run(db: AsyncSession, actor: Actor, run_id: str, conversation_id: str) -> RunItem:
    """One run of the person's conversation."""
    run = await queries.find_run(db, actor, run_id, conversation_id=conversation_id)
    return queries.run_item(run)


async def rename_conversation(
    db: AsyncSession, actor: Actor, conversation_id: str, title: str
) -> ConversationItem:
    """Give it another title."""
    row = await queries.find_conversation(db, actor, conversation_id)
    row.title = seal(row, "title", _clean_title(title))
    return queries.conversation_item(row)


async def delete_conversation(db: AsyncSession, actor: Actor, conversation_id: str) -> None:
    """Put it away, to be brought back by `restore_conversation`; an answer in the making is stopped."""
    row = await queries.find_conversation(db, actor, conversation_id)
    row.deleted_at = now()
    query = select(col(AnswerRun.id)).where(
        col(AnswerRun.conversation_id) == row.id, col(AnswerRun.status) == "running"
    )
    for run_id in (await db.scalars(query)).all():
        after_commit(db, lambda run_id=run_id: _stop(run_id))


def _stop(run_id: str) -> None:
    if run := live_run(run_id):
        run.ask_to_stop()


async def restore_conversation(db: AsyncSession, actor: Actor, conversation_id: str) -> ConversationItem:
    """Undo the deletion."""
    row = await queries.find_conversation(db, actor, conversation_id, deleted=True)
    row.deleted_at = None
    return queries.conversation_item(row)


def touch(conversation: Conversation, moment: datetime) -> None:
    """It was spoken in."""
    conversation.updated_at = moment
