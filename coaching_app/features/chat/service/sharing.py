"""What others may read of somebody's conversations: what the owner allows, without the notes it cites."""

import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import NotFound
from coaching_app.core.ids import is_id
from coaching_app.db.sealed import unseal
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.chat.schemas import SharedConversation, SharedMessage, SharedTalk
from coaching_app.features.chat.service.rendering import render_answer
from coaching_app.features.consent.service import visible_to
from coaching_app.models import Conversation, Message

MOST = 200
MOST_MESSAGES = 300
_MARK = re.compile(r"[ \t]*\[\d{1,4}\]")


async def shared_with(db: AsyncSession, viewer: Viewer, owner_id: str) -> tuple[SharedConversation, ...]:
    """The conversations of this person that the viewer may read, the one last spoken in first."""
    rows = await db.scalars(
        select(Conversation)
        .where(
            col(Conversation.owner_id) == owner_id,
            col(Conversation.deleted_at).is_(None),
            visible_to(viewer, Category.CONVERSATIONS, col(Conversation.owner_id), col(Conversation.id)),
        )
        .order_by(col(Conversation.updated_at).desc(), col(Conversation.id).desc())
        .limit(MOST)
    )
    return tuple(SharedConversation(row.id, unseal(row, "title", row.title), row.updated_at) for row in rows)


async def shared_talk(db: AsyncSession, viewer: Viewer, owner_id: str, conversation_id: str) -> SharedTalk:
    """One of them with its last messages; NotFound for all others alike."""
    query = select(Conversation).where(
        col(Conversation.id) == conversation_id,
        col(Conversation.owner_id) == owner_id,
        col(Conversation.deleted_at).is_(None),
        visible_to(viewer, Category.CONVERSATIONS, col(Conversation.owner_id), col(Conversation.id)),
    )
    talk = (await db.scalars(query)).first() if is_id(conversation_id) else None
    if talk is None:
        raise NotFound
    rows = await db.scalars(
        select(Message)
        .where(col(Message.conversation_id) == talk.id)
        .order_by(col(Message.created_at).desc(), col(Message.id).desc())
        .limit(MOST_MESSAGES)
    )
    messages = tuple(_message(row) for row in reversed(list(rows)))
    return SharedTalk(talk.id, unseal(talk, "title", talk.title), messages)


def _message(row: Message) -> SharedMessage:
    # A citation names a note, and that is not shared with the conversation.
    text = (
        _MARK.sub("", unseal(row, "text", row.text)) if row.role == "coach" else unseal(row, "text", row.text)
    )
    return SharedMessage(row.id, row.role, render_answer(text, ()))
