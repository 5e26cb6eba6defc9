"""What others may read of somebody's notes: what the owner allows, read-only, and nothing that a note links to."""

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import NotFound
from coaching_app.core.ids import is_id
from coaching_app.domain.consent import Category, Viewer
from coaching_app.domain.vault.render import render_note
from coaching_app.features.consent.service import visible_to
from coaching_app.features.knowledge.schemas import SharedNote, SharedNoteText
from coaching_app.models import Note

# One page; whoever wants more asks the owner for an export.
MOST = 200


async def shared_with(db: AsyncSession, viewer: Viewer, owner_id: str) -> tuple[SharedNote, ...]:
    """The notes of this person that the viewer may read, the latest first."""
    rows = await db.execute(
        select(col(Note.id), col(Note.title), col(Note.words), col(Note.updated_at))
        .where(
            col(Note.owner_id) == owner_id,
            col(Note.deleted_at).is_(None),
            visible_to(viewer, Category.NOTES, col(Note.owner_id), col(Note.id)),
        )
        .order_by(col(Note.updated_at).desc(), col(Note.id).desc())
        .limit(MOST)
    )
    return tuple(SharedNote(*row) for row in rows)


async def shared_note(db: AsyncSession, viewer: Viewer, owner_id: str, note_id: str) -> SharedNoteText:
    """One of them as a page; NotFound for all others alike."""
    query = select(Note).where(
        col(Note.id) == note_id,
        col(Note.owner_id) == owner_id,
        col(Note.deleted_at).is_(None),
        visible_to(viewer, Category.NOTES, col(Note.owner_id), col(Note.id)),
    )
    note = (await db.scalars(query)).first() if is_id(note_id) else None
    if note is None:
        raise NotFound
    html = await asyncio.to_thread(_render, note.text)
    return SharedNoteText(note.id, note.title, html, note.updated_at)


def _render(text: str) -> str:
    """The note with its links as words: where they lead is not shared with it."""
    return render_note(text, lambda _link: None, tag_href=lambda _tag: "#").html
