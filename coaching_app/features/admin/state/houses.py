"""State of the page of tenants, for the owner of the installation."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import HouseRow
from coaching_app.features.shell.widgets import notify


class HousesState(rx.State):
    """Every tenant with what it holds, and the dialogs over them."""

    is_loaded: bool = False
    rows: tuple[HouseRow, ...] = ()
    is_adding: bool = False
    chosen: HouseRow = HouseRow()
    is_open: bool = False
    problem: str = ""

    @rx.event
    @policy(Policy.ADMIN)
    async def load(self) -> None:
        """Show the tenants; nobody's but the owner's."""
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            owns = await service.is_owner(db, actor)
            self.rows = await service.read_houses(db, actor) if owns else ()
        self.is_loaded = True

    @rx.event
    @policy(Policy.ADMIN)
    async def begin(self) -> None:
        """Open the form of a new tenant."""
        self.is_adding, self.problem = True, ""

    @rx.event
    @policy(Policy.ADMIN)
    async def choose(self, house_id: str) -> None:
        """Open the bounds of a tenant."""
        found = next((row for row in self.rows if row.id == house_id), None)
        self.chosen, self.is_open, self.problem = found or HouseRow(), found is not None, ""

    @rx.event
    @policy(Policy.ADMIN)
    async def close(self) -> None:
        """Close the dialogs."""
        self.is_adding, self.is_open, self.problem = False, False, ""

    @rx.event
    @policy(Policy.ADMIN)
    async def add(self, form: dict[str, str]) -> Any:
        """Make a tenant."""
        actor = require_actor()
        try:
            async with unit_of_work(ALL_TENANTS) as db:
                await service.add_house(db, actor, form)
        except AppError as error:
            self.problem = error.message
            return None
        self.is_adding = False
        return [HousesState.load, notify(_("The tenant is there, and you are its first admin."), kind="good")]

    @rx.event
    @policy(Policy.ADMIN)
    async def bound(self, form: dict[str, str]) -> Any:
        """Set what the chosen tenant may hold."""
        actor = require_actor()
        try:
            async with unit_of_work(ALL_TENANTS) as db:
                await service.bound_house(db, actor, self.chosen.id, form)
        except AppError as error:
            self.problem = error.message
            return None
        self.is_open = False
        return [HousesState.load, notify(_("Saved."), kind="good")]
