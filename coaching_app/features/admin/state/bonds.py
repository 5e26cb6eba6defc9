"""State of the page of relationships."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import BondRow, Part
from coaching_app.features.shell.widgets import notify

_PAGE = 25


class BondsState(rx.State):
    """Who walks with whom."""

    is_loaded: bool = False
    rows: tuple[BondRow, ...] = ()
    part: Part = Part()
    q: str = ""
    status: str = "active"
    sort: str = "since"
    descending: bool = True
    offset: int = 0

    is_pairing: bool = False
    problem: str = ""
    coaches: tuple[tuple[str, str], ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    # Grows with every opening, so that the form is drawn anew.
    round: int = 0

    @rx.event
    @policy(Policy.ADMIN)
    async def load(self) -> None:
        """Show the first page."""
        self.offset = 0
        await self._refresh()
        self.is_loaded = True

    @rx.event
    @policy(Policy.ADMIN)
    async def search(self, q: str) -> None:
        """Narrow by either name."""
        self.q, self.offset = q[:200], 0
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def narrow(self, status: str) -> None:
        """Narrow by how it stands."""
        self.status, self.offset = status, 0
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def order(self, key: str) -> None:
        """Sort by a column, the other way round the second time."""
        self.descending = self.sort == key and not self.descending
        self.sort, self.offset = key, 0
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def turn(self, pages: int) -> None:
        """Go to the next or the previous page."""
        self.offset = max(0, self.offset + (_PAGE if pages > 0 else -_PAGE))
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def begin(self) -> None:
        """Open the form that brings two together."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.coaches, self.members = await service.read_pairing(db, actor)
        self.is_pairing, self.problem = True, ""
        self.round += 1

    @rx.event
    @policy(Policy.ADMIN)
    async def close(self) -> None:
        """Close it."""
        self.is_pairing = False

    @rx.event
    @policy(Policy.ADMIN)
    async def introduce(self, form: dict[str, str]) -> Any:
        """Ask both whether they want to walk together."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.introduce(db, actor, form)
        except AppError as error:
            self.problem = error.message
            return None
        # So that what was just made can be seen.
        self.is_pairing, self.status, self.q, self.offset = False, "proposed", "", 0
        await self._refresh()
        return notify(_("Both are asked. They walk together once both have said yes."), kind="good")

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.rows, self.part = await service.read_bonds(
                db, actor, search=self.q, status=self.status, sort=self.sort, descending=self.descending,
                offset=self.offset,
            )  # fmt: skip
