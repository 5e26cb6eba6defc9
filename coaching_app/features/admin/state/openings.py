"""State of the page of consent and forced views."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import Figure, OpeningRow
from coaching_app.features.people import service as people
from coaching_app.features.people.schemas import MemberFilter
from coaching_app.features.shell.widgets import notify


class OpeningsState(rx.State):
    """Figures of consent, the forced views, and the dialog that asks for one."""

    is_loaded: bool = False
    figures: tuple[Figure, ...] = ()
    rows: tuple[OpeningRow, ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    is_asking: bool = False
    problem: str = ""

    @rx.event
    @policy(Policy.ADMIN)
    async def load(self) -> None:
        """Show how things stand."""
        await self._refresh()
        self.is_loaded = True

    @rx.event
    @policy(Policy.ADMIN)
    async def begin(self) -> None:
        """Open the dialog that asks for a view."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            page = await people.list_members(db, actor, MemberFilter(status="active"), limit=200)
        self.members = tuple(
            (view.person_id, f"{view.name} · {view.email}") for view in page.items if not view.is_me
        )
        self.is_asking, self.problem = True, ""

    @rx.event
    @policy(Policy.ADMIN)
    async def close(self) -> None:
        """Close the dialog."""
        self.is_asking, self.problem = False, ""

    @rx.event
    @policy(Policy.ADMIN)
    async def ask(self, form: dict[str, str | bool | None]) -> Any:
        """Ask for a view; a second person decides."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.ask_opening(db, actor, form)
        except AppError as error:
            self.problem = error.message
            return None
        self.is_asking, self.problem = False, ""
        await self._refresh()
        return notify(_("Asked. Another admin or pastor decides."), kind="good")

    @rx.event
    @policy(Policy.ADMIN)
    async def approve(self, opening_id: str) -> Any:
        """Open a view that another person asked for."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.approve_opening(db, actor, opening_id)
        await self._refresh()
        return notify(_("The view is open, and its owner is told."), kind="good")

    @rx.event
    @policy(Policy.ADMIN)
    async def decline(self, opening_id: str) -> Any:
        """Say no to a view."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.decline_opening(db, actor, opening_id)
        await self._refresh()
        return notify(_("Declined."), kind="good")

    @rx.event
    @policy(Policy.ADMIN)
    async def end(self, opening_id: str) -> Any:
        """Close a view at once."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.end_opening(db, actor, opening_id)
        await self._refresh()
        return notify(_("The view is closed."), kind="good")

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.figures = await service.read_consent(db, actor)
            self.rows = await service.read_openings(db, actor)
