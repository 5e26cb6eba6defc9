"""State of the page of rest and of the control that other pages place."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.clock import now
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.rest import service
from coaching_app.features.rest.schemas import Ended, OnceDraft, RestPage
from coaching_app.features.shell.widgets import notify

# What other features show anew once the person rests or is back; the composition root says which.
_after: list[Any] = []


def use_after_rest(*events: Any) -> None:
    """Have these run after rest begins or ends."""
    _after[:] = events


class RestState(rx.State):
    """How the person rests, now and to come."""

    is_loaded: bool = False
    page: RestPage = RestPage()
    weekdays: tuple[tuple[str, str], ...] = ()
    once_problem: str = ""
    weekly_problem: str = ""
    # Grows when a form was taken, so that it is drawn anew.
    round: int = 0
    # What the last early end would need to be undone.
    _ended: tuple[Ended, ...] = ()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show it."""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def rest(self, how_long: str) -> Any:
        """Rest from everything, from now on: today, tomorrow, week, or open."""
        actor = require_actor()
        ends_at = service.rest_until(how_long, actor)
        async with unit_of_work(actor.tenant_id) as db:
            added = await service.add_once(db, actor, OnceDraft(now(), ends_at))
        await self._refresh()
        return [*_after, notify(self.page.words, kind="good", undo=RestState.delete(added.id))]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def back(self) -> Any:
        """End every rest that is under way."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            self._ended = await service.end_now(db, actor)
        await self._refresh()
        return [*_after, notify(_("Welcome back."), kind="good", undo=RestState.resume)]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def resume(self) -> Any:
        """Undo the last early end."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.resume(db, actor, self._ended)
        self._ended = ()
        await self._refresh()
        return list(_after)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def plan(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Plan a rest, or write down one that has begun."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                added = await service.add_once(db, actor, service.once_draft(form, actor))
        except AppError as error:
            self.once_problem = error.message
            return None
        self.once_problem = ""
        self.round += 1
        await self._refresh()
        return notify(_("Your rest is kept."), kind="good", undo=RestState.delete(added.id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def plan_weekly(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Rest every week."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                added = await service.add_weekly(db, actor, service.weekly_draft(form))
        except AppError as error:
            self.weekly_problem = error.message
            return None
        self.weekly_problem = ""
        self.round += 1
        await self._refresh()
        return notify(_("Your weekly rest is kept."), kind="good", undo=RestState.delete(added.id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def stop(self, rest_id: str) -> rx.event.EventSpec:
        """Let a weekly rest not come again."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.stop_weekly(db, actor, rest_id)
        await self._refresh()
        return notify(_("It will not come again."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete(self, rest_id: str) -> rx.event.EventSpec:
        """Take a rest away and offer to bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_rest(db, actor, rest_id)
        await self._refresh()
        return notify(_("Rest deleted."), kind="good", undo=RestState.restore(rest_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore(self, rest_id: str) -> None:
        """Bring back a deleted rest."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_rest(db, actor, rest_id)
        await self._refresh()

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.page = await service.read_rest(db, actor)
        self.weekdays = service.weekday_options(actor)
        self.is_loaded = True
