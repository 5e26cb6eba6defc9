"""State of the page of one's data: archives, what was brought in, and the end of the account."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.companion import service
from coaching_app.features.companion.schemas import ArchiveRow
from coaching_app.features.shell.widgets import notify


class LeavingState(rx.State):
    """My archives, and the way out."""

    is_loaded: bool = False
    rows: tuple[ArchiveRow, ...] = ()
    is_making: bool = False
    problem: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show them."""
        self.problem = ""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def make(self) -> rx.event.EventSpec:
        """Make an archive of everything."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.start_export(db, actor)
        await self._refresh()
        return notify(_("Your archive is being made. It appears here when it is ready."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def refresh(self) -> None:
        """Look how far they are."""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def drop(self, archive_id: str) -> rx.event.EventSpec:
        """Take an archive away."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.drop_archive(db, actor, archive_id)
        await self._refresh()
        return notify(_("The archive is no longer here."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def brought(self) -> rx.event.EventSpec:
        """An archive has been sent and is being read."""
        await self._refresh()
        return notify(
            _("The archive is being read. What it brings appears when all of it is in."), kind="good"
        )

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete_account(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Delete everything, at once and for good."""
        actor = require_actor()
        try:
            await service.delete_account(actor, form.get("confirmation", "")[:300])
        except AppError as error:
            self.problem = error.message
            return None
        return rx.redirect("/sign-in")

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.rows = await service.archive_rows(db, actor)
        self.is_making = any(not row.href and not row.is_failed and row.is_under_way for row in self.rows)
        self.is_loaded = True
