"""State of the outbox."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import LetterRow
from coaching_app.features.shell.widgets import notify


class LettersState(rx.State):
    """Letters, newest first, and the one that is open."""

    is_loaded: bool = False
    has_server: bool = False
    rows: tuple[LetterRow, ...] = ()
    has_next: bool = False
    has_previous: bool = False
    status: str = ""
    chosen: LetterRow = LetterRow()
    text: str = ""
    is_open: bool = False
    _before: tuple[str, ...] = ("",)

    @rx.event
    @policy(Policy.ADMIN)
    async def load(self) -> None:
        """Show the newest."""
        self._before, self.has_server = ("",), service.has_server()
        await self._refresh()
        self.is_loaded = True

    @rx.event
    @policy(Policy.ADMIN)
    async def narrow(self, status: str) -> None:
        """Narrow by how they stand."""
        self.status, self._before = status, ("",)
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def turn(self, pages: int) -> None:
        """Go to older or newer letters."""
        if pages > 0 and self.rows:
            self._before = (*self._before, self.rows[-1].id)
        elif len(self._before) > 1:
            self._before = self._before[:-1]
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def open(self, letter_id: str) -> None:
        """Read a letter; it is written down who did."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            self.text = await service.open_letter(db, actor, letter_id)
        self.chosen = next((row for row in self.rows if row.id == letter_id), LetterRow())
        self.is_open = True

    @rx.event
    @policy(Policy.ADMIN)
    async def close(self) -> None:
        """Close the letter."""
        self.is_open, self.text = False, ""

    @rx.event
    @policy(Policy.ADMIN)
    async def send(self, letter_id: str) -> Any:
        """Try a letter once more."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.send_letter(db, actor, letter_id)
        await self._refresh()
        return notify(_("It is on its way again."), kind="good")

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.rows, self.has_next = await service.read_letters(
                db, actor, status=self.status, before=self._before[-1]
            )
        self.has_previous = len(self._before) > 1
