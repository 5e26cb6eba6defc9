"""Whether the installation belongs to the person who opened administration."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.admin import service


class AdminState(rx.State):
    """What all pages of administration ask first."""

    is_owner: bool = False

    @rx.event
    @policy(Policy.ADMIN)
    async def load(self) -> None:
        """Find out whose it is."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.is_owner = await service.is_owner(db, actor)
