"""State of the coach page: what is shown of a conversation; the answer in the making streams past it."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id, new_id
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.chat import service
from coaching_app.features.chat.schemas import ConversationRow, MessageRow, ProposalRow, Sources, Talk
from coaching_app.features.shell.widgets import notify

# A question of 20,000 characters, each of which JSON may write as six.
_LARGEST = 150_000
_MOST_SHOWN = 200


def _mark_of(talk: Talk, conversations: tuple[ConversationRow, ...]) -> str:
    """A number for what is shown, the same in every tab that shows the same."""
    said = tuple((row.id, row.trouble, tuple(p.status for p in row.proposals)) for row in talk.messages)
    listed = tuple((row.id, row.title) for row in conversations)
    return str(hash((talk.id, talk.running, said, listed)))


class CoachState(rx.State):
    """The conversation on screen, and the list of the others."""

    is_loaded: bool = False
    is_missing: bool = False
    conversations: tuple[ConversationRow, ...] = ()
    talk_id: str = ""
    title: str = ""
    messages: tuple[MessageRow, ...] = ()
    has_earlier: bool = False
    sources: Sources = Sources()
    initials: str = ""

    # Changes with whatever other tabs of this person would show otherwise.
    mark: str = ""

    # While an answer is made: where its stream is read, and a passing remark about it.
    stream_url: str = ""
    remark: str = ""

    # What the composer needs to know: a question to begin with, and which of its posts were taken or not.
    suggestion: str = ""
    taken: str = ""
    refused: str = ""

    proposal: ProposalRow = ProposalRow()
    is_editing: bool = False
    edit_problem: str = ""
    is_renaming: bool = False
    rename_problem: str = ""

    _earlier: str = ""
    _running: str = ""
    _attached: int = 0

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the conversation the address names, or a place to begin one."""
        conversation_id = self._asked()
        if conversation_id != self.talk_id:
            self._show(Talk())
        self.suggestion = self.router.url.query_parameters.get("ask", "")[:2000]
        self.initials = service.initials_of(require_actor())
        self.is_missing = False
        await self._refresh(conversation_id, whole=True)
        self.is_loaded = True

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def look_again(self) -> None:
        """Another tab asked, renamed, deleted; or this one comes back after a while."""
        if self.is_loaded:
            await self._refresh(self.talk_id or self._asked())

    @rx.event
    @policy(Policy.SIGNED_IN, largest=_LARGEST)
    async def send(self, text: str, key: str) -> Any:
        """Ask; the composer keeps the draft until its key comes back as taken."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                posted = await service.post_message(db, actor, self.talk_id or None, text, key)
        except AppError as error:
            self.refused = key
            return notify(error.message, kind="problem")
        self.taken, self.suggestion = key, ""
        is_new = not self.talk_id
        await self._refresh(posted.conversation_id)
        return rx.redirect(f"/coach/{posted.conversation_id}", replace=True) if is_new else None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def start_with(self, text: str) -> Any:
        """Ask one of the questions to start with."""
        return CoachState.send(text, new_id())

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def stop(self) -> None:
        """Stop the answer; its stream then ends by itself."""
        if not self._running:
            return
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.stop_run(db, actor, self._running)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def retry(self, run_id: str) -> None:
        """Ask the last question again."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            posted = await service.retry_run(db, actor, run_id)
        await self._refresh(posted.conversation_id, whole=True)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def finished(self, run_id: str) -> None:  # noqa: ARG002 - the stream's word; what is stored counts
        """The stream has ended: show the answer as it is stored."""
        await self._refresh(self.talk_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def broke(self, message: str) -> None:  # noqa: ARG002 - the same
        """The stream ended badly; what is stored says why, or the run goes on and is followed again."""
        self._attached += 1
        await self._refresh(self.talk_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def noticed(self, kind: str, message: str) -> None:
        """A passing remark about the answer in the making."""
        if kind == "notice":
            self.remark = message[:500]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def show_earlier(self) -> None:
        """Put an earlier window before the messages."""
        if not self._earlier:
            return
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            talk = await service.open_talk(db, actor, self.talk_id, cursor=self._earlier)
        self.messages = (*talk.messages, *self.messages)[:_MOST_SHOWN]
        self._earlier = talk.earlier if len(self.messages) < _MOST_SHOWN else ""
        self.has_earlier = bool(self._earlier)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def show_sources(self, message_id: str) -> None:
        """Show what the coach saw for this answer."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.sources = await service.sources_of(db, actor, self.talk_id, message_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def accept(self, proposal_id: str) -> None:
        """Do what was proposed, as it is."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.accept_proposal(db, actor, proposal_id)
        await self._refresh(self.talk_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def edit(self, proposal_id: str) -> None:
        """Open a proposal to change it before it is accepted."""
        rows = (row for message in self.messages for row in message.proposals)
        self.proposal = next((row for row in rows if row.id == proposal_id), ProposalRow())
        self.is_editing, self.edit_problem = bool(self.proposal.id), ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_edit(self) -> None:
        """Leave the proposal as it was."""
        self.is_editing = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def accept_edited(self, form: dict[str, str]) -> None:
        """Do what was proposed, as the person changed it."""
        actor = require_actor()
        edited: dict[str, object] = {name: form.get(name, "").strip() for name in ("title", "why", "due")}
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.accept_proposal(db, actor, self.proposal.id, edited)
        except AppError as error:
            self.edit_problem = error.message
            return
        self.is_editing = False
        await self._refresh(self.talk_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def decline(self, proposal_id: str) -> None:
        """Leave what was proposed."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.decline_proposal(db, actor, proposal_id)
        await self._refresh(self.talk_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def ask_title(self) -> None:
        """Open the dialog with another title."""
        self.is_renaming, self.rename_problem = True, ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_title(self) -> None:
        """Keep the title."""
        self.is_renaming = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def rename(self, form: dict[str, str]) -> None:
        """Give the conversation another title."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.rename_conversation(db, actor, self.talk_id, form.get("title", ""))
        except AppError as error:
            self.rename_problem = error.message
            return
        self.is_renaming = False
        await self._refresh(self.talk_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete(self, conversation_id: str) -> Any:
        """Delete a conversation and offer to bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_conversation(db, actor, conversation_id)
        undo = notify(_("Conversation deleted."), kind="good", undo=CoachState.restore(conversation_id))
        if conversation_id == self.talk_id:
            self._show(Talk())
            return [undo, rx.redirect("/coach")]
        await self._refresh(self.talk_id)
        return undo

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore(self, conversation_id: str) -> Any:
        """Bring a deleted conversation back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_conversation(db, actor, conversation_id)
        return rx.redirect(f"/coach/{conversation_id}")

    def _asked(self) -> str:
        """The conversation that the address names."""
        return self.router.url.path.strip("/").partition("/")[2]

    async def _refresh(self, conversation_id: str, *, whole: bool = False) -> None:
        """Read the list and the end of the conversation anew; `whole` forgets earlier windows too."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.conversations = await service.conversation_rows(db, actor)
            if not conversation_id:
                self._show(Talk())
                return
            try:
                if not is_id(conversation_id):
                    raise NotFound  # noqa: TRY301 - the same answer as for an unknown one
                talk = await service.open_talk(db, actor, conversation_id)
            except NotFound:
                self._show(Talk())
                self.is_missing = True
                return
        self.is_missing = False
        self._show(talk, keep=not whole and conversation_id == self.talk_id)

    def _show(self, talk: Talk, *, keep: bool = False) -> None:
        known = {row.id for row in talk.messages}
        before = tuple(row for row in self.messages if row.id not in known) if keep else ()
        if keep and before and talk.earlier:
            self.messages = (*before, *talk.messages)[-_MOST_SHOWN:]
        else:
            self.messages, self._earlier = talk.messages, talk.earlier
        self.talk_id, self.title, self.has_earlier = talk.id, talk.title, bool(self._earlier)
        self.sources = talk.sources
        self._running = talk.running
        self.mark = _mark_of(talk, self.conversations)
        self.remark = ""
        self.stream_url = self._stream_of(talk)

    def _stream_of(self, talk: Talk) -> str:
        if not talk.running:
            return ""
        again = f"?again={self._attached}" if self._attached else ""
        return f"/api/v1/conversations/{talk.id}/runs/{talk.running}/events{again}"
