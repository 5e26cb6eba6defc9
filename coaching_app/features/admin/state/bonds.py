"""State of the page of relationships."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import BondRow, Part

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

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.rows, self.part = await service.read_bonds(
                db, actor, search=self.q, status=self.status, sort=self.sort, descending=self.descending,
                offset=self.offset,
            )  # fmt: skip
