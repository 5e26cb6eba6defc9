"""Notes over REST: list, read, search, write."""

from typing import Annotated, Literal

from fastapi import Query, status
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.api.parameters import Cursor, Limit
from coaching_app.features.knowledge.schemas import NoteRow, NoteText, NoteView, SearchHit, TagCount
from coaching_app.features.knowledge.service.writing import LONGEST_PATH, LONGEST_TEXT

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Path = Annotated[str, Field(min_length=1, max_length=LONGEST_PATH)]
Private = Annotated[
    StrictBool | None,
    Field(
        description="Seal the note or open it: writes “private: true” into its properties or takes it out."
    ),
]
Words = Annotated[str, Query(max_length=500)]


class NewNote(BaseModel):
    """A note to make: with a path, or at the top under its title."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(max_length=200)] = ""
    text: Text = ""
    path: Path | None = None
    is_private: Private = None


class NotePatch(BaseModel):
    """What of a note to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[
        StrictInt, Field(ge=1, le=2**31 - 1, description="The version this change was made from.")
    ]
    text: Text | None = None
    path: Path | None = None
    is_private: Private = None


router = ApiRouter(tags=["knowledge"])


@router.get("/notes")
@policy(Policy.SIGNED_IN)
async def list_notes(
    actor: CurrentActor,
    *,
    folder: Words = "",
    tag: Words = "",
    text: Words = "",
    sort: Literal["updated", "title"] = "updated",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Slice[NoteRow]:
    """Notes in a folder, with a tag, with a text in their path."""
    wanted = service.NoteFilter(folder, tag, text, sort)
    async with snapshot(actor.tenant_id) as db:
        return await service.list_notes(db, actor, wanted, limit=limit, cursor=cursor)


@router.get("/notes/search")
@policy(Policy.SIGNED_IN)
async def search(
    actor: CurrentActor, q: Words, limit: Annotated[int, Query(ge=1, le=50)] = 20, cursor: Cursor = None
) -> Slice[SearchHit]:
    """Notes that fit, best first: words, "phrases", -not, tag:x, path:x, title:x."""
    async with snapshot(actor.tenant_id) as db:
        return await service.search(db, actor, q, limit=limit, cursor=cursor)


@router.get("/notes/tags")
@policy(Policy.SIGNED_IN)
async def list_tags(actor: CurrentActor) -> Slice[TagCount]:
    """The most used tags."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_tags(db, actor))


@router.post("/notes", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def create_note(actor: CurrentActor, body: NewNote) -> NoteText:
    """Make a note."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.create_note(
            db,
            actor,
            title=body.title,
            text=body.text,
            path=body.path or "",
            is_private=body.is_private,
        )


@router.get("/notes/{note_id}")
@policy(Policy.SIGNED_IN)
async def get_note(actor: CurrentActor, note_id: str) -> NoteView:
    """One note: its text, the text as HTML, and what leads to it."""
    async with snapshot(actor.tenant_id) as db:
        return await service.view_note(db, actor, note_id)


@router.patch("/notes/{note_id}")
@policy(Policy.SIGNED_IN)
async def update_note(actor: CurrentActor, note_id: str, body: NotePatch) -> NoteText:
    """Change a note; 409 with the present version when it changed in the meantime."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.update_note(
            db,
            actor,
            note_id,
            version=body.version,
            text=body.text,
            path=body.path,
            is_private=body.is_private,
        )


@router.delete("/notes/{note_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_note(actor: CurrentActor, note_id: str) -> None:
    """Delete a note; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_note(db, actor, note_id)


@router.post("/notes/{note_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_note(actor: CurrentActor, note_id: str) -> NoteText:
    """Bring back a deleted note."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_note(db, actor, note_id)
