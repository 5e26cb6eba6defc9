"""State of the page of security: figures, keys, what is set."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import Figure, KeyRow
from coaching_app.features.shell.widgets import notify


class SecurityState(rx.State):
    """How safe the tenant is, and for the owner the keys."""

    is_loaded: bool = False
    figures: tuple[Figure, ...] = ()
    facts: tuple[Figure, ...] = ()
    keys: tuple[KeyRow, ...] = ()
    rule: str = ""
    rule_problem: str = ""
    sealed: int = 0
    done: int = 0
    waiting: bool = False

    @rx.event
    @policy(Policy.ADMIN)
    async def load(self) -> None:
        """Count anew."""
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            trail = await service.read_chain(db, actor)
            self.rule, self.rule_problem = await service.read_second_step(db, actor), ""
            self.figures = (*await service.read_security(db, actor), trail)
            if await service.is_owner(db, actor):
                use = await service.read_keys(db, actor)
                self.keys = service.key_rows(actor, use)
                self.sealed, self.done = use.total, use.total - use.left
                self.waiting = use.left > use.unknown
        self.facts = service.read_settings_facts(actor)
        self.is_loaded = True

    @rx.event
    @policy(Policy.ADMIN)
    async def choose_rule(self, rule: str) -> None:
        """Choose of whom a second step is asked, to be saved."""
        self.rule, self.rule_problem = rule, ""

    @rx.event
    @policy(Policy.ADMIN)
    async def save_rule(self) -> Any:
        """Ask them from now on."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.change_second_step(db, actor, self.rule)
        except AppError as error:
            self.rule_problem = error.message
            return None
        return notify(_("Saved. It acts at everybody's next step."), kind="good")

    @rx.event
    @policy(Policy.ADMIN)
    async def rotate(self) -> Any:
        """Encrypt everything with the current key, in the background."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await service.start_rotation(db, actor)
        return notify(
            _("Begun. It goes on in the background; load this page again to see how far."), kind="good"
        )
