"""State of the page that a person is led to who owes a second step."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.access.safe_path import safe_path
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot
from coaching_app.features.account import queries, service


class EnrolmentState(rx.State):
    """What the person has already, and whether it has been shown."""

    is_known: bool = False
    is_done: bool = False
    has_app: bool = False
    has_passkeys: bool = False
    tenant: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def load(self) -> None:
        """See what there is."""
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            known = await service.security(db, actor)
            self.has_passkeys = bool(await queries.own_passkeys(db, actor.user_id))
            self.tenant = (await service.profile(db, actor)).tenant_name
        self.has_app, self.is_done = known.has_second_factor, not actor.owes_second_step
        self.is_known = True

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def go_on(self) -> Any:
        """Leave for where the person wanted to go, once nothing is owed; that is looked up, not believed."""
        if require_actor().owes_second_step:
            return EnrolmentState.load()
        target = safe_path(self.router.url.query_parameters.get("next", ""), "/today")
        return rx.redirect("/today" if target.startswith("/second-step") else target)
