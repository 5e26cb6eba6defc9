"""State of the list of notes: search as one types, narrowing by tag and folder, paging."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.schemas import NoteList
from coaching_app.features.knowledge.service.pages import PAGE_SIZE, Asked, read_list
from coaching_app.features.knowledge.service.wording import list_href

_LONGEST_QUERY = 500


class NotesState(rx.State):
    """What of the list is shown."""

    is_loaded: bool = False
    q: str = ""
    tag: str = ""
    folder: str = ""
    notes: NoteList = NoteList()
    has_previous: bool = False
    has_next: bool = False
    # Grows with every load, so that the search field is drawn anew with what the address says.
    round: int = 0
    new_title_problem: str = ""
    _cursors: tuple[str, ...] = ("",)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show what the address asks for."""
        asked = self.router.url.query_parameters
        self.q = asked.get("q", "")[:_LONGEST_QUERY]
        self.tag = asked.get("tag", "")[:200]
        self.folder = asked.get("folder", "")[:1000]
        self.round += 1
        await self._first_page(anew=True)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def search(self, q: str) -> None:
        """Search for what has been typed so far."""
        q = q[:_LONGEST_QUERY]
        if q.strip() != self.q.strip():
            self.q = q
            await self._first_page()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def submit(self, form: dict[str, str]) -> rx.event.EventSpec:
        """Make the search an address that can be kept and shared."""
        return rx.redirect(list_href(q=form.get("q", "")[:_LONGEST_QUERY].strip()))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def refresh(self) -> None:
        """Read the part that is shown again."""
        await self._read(anew=True)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def next_page(self) -> None:
        """Go on."""
        if self.notes.cursor:
            self._cursors = (*self._cursors, self.notes.cursor)
            await self._read()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def previous_page(self) -> None:
        """Go back."""
        if len(self._cursors) > 1:
            self._cursors = self._cursors[:-1]
            await self._read()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def create(self, form: dict[str, str | bool]) -> rx.event.EventSpec | None:
        """Make a note of this title and open it for writing."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                note = await service.create_note(
                    db,
                    actor,
                    title=str(form.get("title", ""))[:200],
                    is_private=bool(form.get("sealed")) or None,
                )
        except AppError as error:
            self.new_title_problem = error.message
            return None
        self.new_title_problem = ""
        return rx.redirect(f"{service.note_href(note.id)}?edit=1")

    async def _first_page(self, *, anew: bool = False) -> None:
        self._cursors = ("",)
        await self._read(anew=anew)

    async def _read(self, *, anew: bool = False) -> None:
        actor = require_actor()
        first = 1 + PAGE_SIZE * (len(self._cursors) - 1)
        asked = Asked(self.q, self.tag, self.folder)
        async with snapshot(actor.tenant_id) as db:
            self.notes = await read_list(
                db, actor, asked, cursor=self._cursors[-1], first=first, known=None if anew else self.notes
            )
        self.has_previous, self.has_next = len(self._cursors) > 1, bool(self.notes.cursor)
        self.is_loaded = True
