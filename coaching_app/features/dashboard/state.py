"""State of the dashboard: what stands around the widgets."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.dashboard import service
from coaching_app.features.dashboard.schemas import Overview


class DashboardState(rx.State):
    """The greeting and the counts."""

    is_loaded: bool = False
    overview: Overview = Overview()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Fetch them."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.overview = await service.read_overview(db, actor)
        self.is_loaded = True
