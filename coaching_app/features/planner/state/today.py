"""State of the planner's widgets on other pages: the person's day."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import Today
from coaching_app.features.planner.state.notices import done_notice


class TodayState(rx.State):
    """The person's day, for the planner's widgets on other pages."""

    is_loaded: bool = False
    today: Today = Today()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Fetch the day."""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def refresh(self) -> None:
        """Fetch it again, where it is shown."""
        if self.is_loaded:
            await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_done(self, task_id: str, done: bool) -> rx.event.EventSpec | None:
        """Tick a task where it stands, or take the tick back."""
        actor = require_actor()
        change = service.complete_task if done else service.reopen_task
        async with unit_of_work(actor.tenant_id) as db:
            changed = await change(db, actor, task_id)
        await self._refresh()
        return done_notice(changed.title, TodayState.set_done(task_id, False)) if done else None

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.today = await service.read_today(db, actor)
        self.is_loaded = True
