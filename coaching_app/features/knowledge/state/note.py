"""State of the page of one note: reading, writing with drafts that survive, deleting with a way back."""

import json
from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, Conflict, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.schemas import Draft, NotePage
from coaching_app.features.knowledge.service.pages import LONGEST_EDITED, read_draft, read_note_page
from coaching_app.features.shell.widgets import notify

# A note of the longest kind that is edited here, each character spelled out as JSON may do it.
_LARGEST = 1_000_000


class NoteState(rx.State):
    """The note that is open."""

    is_loaded: bool = False
    is_missing: bool = False
    note: NotePage = NotePage()
    lines: str = ""
    is_editing: bool = False
    source: str = ""
    problem: str = ""
    is_stale: bool = False
    has_draft: bool = False
    # Grows with every opening of the editor, so that it is drawn anew with its text.
    round: int = 0
    # The version that what is being written began from.
    _base: int = 0
    # Kept by the browser: what is being written survives a reload, a crash and a lost server.
    draft: str = rx.LocalStorage("", name="knowledge-draft")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the note that the address names, with its lines marked, or open for writing."""
        path = self.router.url.path.rstrip("/")
        asked = self.router.url.query_parameters
        self.lines = asked.get("lines", "")[:20]
        await self._show(path.rpartition("/")[2])
        if asked.get("edit") == "1" and not self.is_missing:
            await self._open_editor()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def edit(self) -> None:
        """Open the text for writing; a draft that was not saved is there again."""
        await self._open_editor()

    @rx.event
    @policy(Policy.SIGNED_IN, largest=_LARGEST)
    async def keep_draft(self, text: str) -> None:
        """Keep what has been written so far."""
        self._keep(text)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def drop_draft(self) -> None:
        """Forget the draft and show what is saved."""
        self.draft = ""
        await self._open_editor()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def leave(self) -> None:
        """Close the editor; the draft goes with it."""
        self.is_editing, self.draft, self.problem = False, "", ""

    @rx.event
    @policy(Policy.SIGNED_IN, largest=_LARGEST)
    async def save(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Save the text; what was changed somewhere else meanwhile is never overwritten unasked."""
        text = form.get("text", "")
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                saved = await service.update_note(db, actor, self.note.id, version=self._base, text=text)
        except AppError as error:
            self._keep(text)
            self.problem, self.is_stale = error.message, isinstance(error, Conflict)
            return None
        self.draft = ""
        was_private = self.note.is_private
        await self._show(self.note.id)
        return notify(_saved(was_private, saved.is_private), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def take_newest(self) -> None:
        """After a conflict: keep writing on this text, as a change of the newest version."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.note = await read_note_page(db, actor, self.note.id)
        self._base = self.note.version
        self.problem, self.is_stale = "", False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def seal(self, note_id: str, sealed: bool) -> rx.event.EventSpec:
        """Keep a note sealed, or open it; the notice takes it back, wherever the person is by then."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            note = await service.get_note(db, actor, note_id)
            await service.update_note(db, actor, note_id, version=note.version, is_private=sealed)
        if note_id == self.note.id:
            await self._show(note_id)
        return notify(_sealed_words(sealed), kind="good", undo=NoteState.seal(note_id, not sealed))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete(self) -> list[Any]:
        """Delete the note and offer to bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_note(db, actor, self.note.id)
        undo = NoteState.restore(self.note.id)
        self.is_editing, self.draft = False, ""
        return [rx.redirect("/knowledge"), notify(_("Note deleted."), kind="good", undo=undo)]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore(self, note_id: str) -> rx.event.EventSpec:
        """Bring back a deleted note."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            note = await service.restore_note(db, actor, note_id)
        return rx.redirect(service.note_href(note.id))

    async def _show(self, note_id: str) -> None:
        actor = require_actor()
        self.is_editing, self.problem, self.is_stale, self.source = False, "", False, ""
        try:
            async with snapshot(actor.tenant_id) as db:
                self.note = await read_note_page(db, actor, note_id)
            self.is_missing = False
        except NotFound:
            self.note, self.is_missing = NotePage(), True
        self.has_draft = self._draft() is not None
        self.is_loaded = True

    async def _open_editor(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            saved = await service.get_note(db, actor, self.note.id)
        draft = self._draft()
        self.has_draft = draft is not None
        self.source = saved.text.replace("\r\n", "\n") if draft is None else draft.text
        self._base = saved.version if draft is None else draft.version
        self.is_stale = self._base != saved.version
        self.problem = (
            _("This note was changed somewhere else since you wrote this.") if self.is_stale else ""
        )
        self.is_editing = True
        self.round += 1

    def _keep(self, text: str) -> None:
        if len(text) <= LONGEST_EDITED:
            by = require_actor().user_id
            kept = {"note": self.note.id, "by": by, "version": self._base, "text": text}
            self.draft = json.dumps(kept, ensure_ascii=False)

    def _draft(self) -> Draft | None:
        """What this person had written into this note and not saved."""
        return read_draft(self.draft, note_id=self.note.id, user_id=require_actor().user_id)


def _sealed_words(sealed: bool) -> str:
    if sealed:
        return _("Sealed. Its words are being wiped from where they stood before.")
    return _("The seal is off. Search and the coach find this note again, and so does who may see all notes.")


def _saved(was_private: bool, is_private: bool) -> str:
    """Whoever writes or takes out the line at the top may not have thought of what it does."""
    return _("Saved.") if was_private == is_private else f"{_('Saved.')} {_sealed_words(is_private)}"
