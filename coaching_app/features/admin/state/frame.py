"""Whether the person who opened administration is an admin, and whether the installation is theirs."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.actor import Role
from coaching_app.features.admin import service


class AdminState(rx.State):
    """What all pages of administration ask first."""

    is_known: bool = False
    is_admin: bool = False
    is_owner: bool = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Find out who it is; whoever is no admin is told so instead of shown an empty table."""
        actor = require_actor()
        self.is_admin = actor.role is Role.ADMIN
        async with snapshot(actor.tenant_id) as db:
            self.is_owner = await service.is_owner(db, actor)
        self.is_known = True
