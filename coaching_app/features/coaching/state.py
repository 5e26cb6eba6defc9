"""State of the coach's page, and of the nudges that stand on a person's day."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.coaching import service
from coaching_app.features.coaching.schemas import CoachPage, NeedView, NudgeRow
from coaching_app.features.shell.widgets import notify


class CoachingState(rx.State):
    """Who may need me, and the words I am about to send."""

    is_loaded: bool = False
    page: CoachPage = CoachPage()
    is_open: bool = False
    to: NeedView = NeedView()
    problem: str = ""
    # Grows with every opening, so that the form is drawn anew.
    round: int = 0

    @rx.event
    @policy(Policy.COACHES)
    async def load(self) -> None:
        """Show everybody I walk with."""
        await self._refresh()

    @rx.event
    @policy(Policy.COACHES)
    async def write(self, person_id: str) -> None:
        """Open the form for a nudge."""
        everybody = (*self.page.need, *self.page.others)
        self.to = next((one for one in everybody if one.person_id == person_id), NeedView())
        self.is_open, self.problem = bool(self.to.person_id), ""
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def close(self) -> None:
        """Close it without sending."""
        self.is_open, self.problem = False, ""

    @rx.event
    @policy(Policy.COACHES)
    async def send(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Send it."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                sent = await service.send_nudge(db, actor, self.to.person_id, form.get("words", ""))
        except AppError as error:
            self.problem = error.message
            return None
        self.is_open, self.problem = False, ""
        await self._refresh()
        words = _("{name} will see it on their day.").format(name=sent.person)
        return notify(words, kind="good", undo=CoachingState.take_back(sent.id))

    @rx.event
    @policy(Policy.COACHES)
    async def take_back(self, nudge_id: str) -> None:
        """Take it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.take_back_nudge(db, actor, nudge_id)
        await self._refresh()

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.page = await service.read_page(db, actor)
        self.is_loaded = True


class NudgesState(rx.State):
    """What my coaches wrote to me."""

    rows: tuple[NudgeRow, ...] = ()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show what I have not put away."""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def put_away(self, nudge_id: str) -> rx.event.EventSpec:
        """Put one away."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.see_nudge(db, actor, nudge_id)
        await self._refresh()
        return notify(_("Put away."), kind="good", undo=NudgesState.bring_back(nudge_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def bring_back(self, nudge_id: str) -> None:
        """Undo that."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.unsee_nudge(db, actor, nudge_id)
        await self._refresh()

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.rows = await service.open_nudges(db, actor)
