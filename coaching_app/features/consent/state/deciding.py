"""State of what a second person decides: views into private things that somebody asked for."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.account import service as account
from coaching_app.features.consent import service
from coaching_app.features.consent.schemas import AskedRow
from coaching_app.features.shell.widgets import notify


class DecidingState(rx.State):
    """Views that wait for a second person, or are open; nothing for whoever has no say in it."""

    rows: tuple[AskedRow, ...] = ()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show what there is to decide."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.rows = await service.asked_rows(db, actor)

    @rx.event
    @policy(Policy.LEADERS)
    async def approve(self, view_id: str) -> list[rx.event.EventSpec]:
        """Agree; the view is open now."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.approve_opening(db, actor, view_id)
            # Last, so that a view that is not there says so; without the proof nothing of it is kept.
            await account.require_fresh(db, actor)
        return await self._told(_("The view is open, and its owner is told."))

    @rx.event
    @policy(Policy.LEADERS)
    async def decline(self, view_id: str) -> list[rx.event.EventSpec]:
        """Say no."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.decline_opening(db, actor, view_id)
        return await self._told(_("Declined."))

    @rx.event
    @policy(Policy.LEADERS)
    async def end(self, view_id: str) -> list[rx.event.EventSpec]:
        """Close an open view before its time."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.end_opening(db, actor, view_id)
        return await self._told(_("The view is closed."))

    async def _told(self, words: str) -> list[rx.event.EventSpec]:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.rows = await service.asked_rows(db, actor)
        return [notify(words, kind="good")]
