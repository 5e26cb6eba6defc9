"""State of the page of one person, seen by whoever may, or by its owner through somebody's eyes."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.companion import service
from coaching_app.features.companion.schemas import Opened, PersonPage
from coaching_app.features.shell.widgets import notify


class CompanionState(rx.State):
    """The person, and what of theirs is open."""

    is_loaded: bool = False
    is_missing: bool = False
    person: PersonPage = PersonPage()
    opened: Opened = Opened()
    is_open: bool = False
    viewer_id: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show what the person in the address shares with me; leaves receipts."""
        self._begin("")
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                self.person = await service.read_person(db, actor, self._asked())
        except NotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load_preview(self) -> None:
        """Show my own page through the eyes of the person in the address."""
        self._begin(self._asked())
        actor = require_actor()
        try:
            async with snapshot(actor.tenant_id) as db:
                eyes = await service.eyes_of_viewer(db, actor, self.viewer_id)
                self.person = await service.draw_person(db, eyes, actor.tenant_id, actor.user_id)
        except NotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open(self, category: str, item_id: str) -> Any:
        """Open a note or a conversation to read it; if it may not be read any more, the page is drawn anew."""
        try:
            await self._open(category, item_id)
        except NotFound:
            again = CompanionState.load_preview if self.viewer_id else CompanionState.load
            return [again(), notify(_("This is not shared any more."), kind="problem")]
        self.is_open = True
        return None

    async def _open(self, category: str, item_id: str) -> None:
        actor = require_actor()
        owner_id = self.person.person_id
        if self.viewer_id:
            async with snapshot(actor.tenant_id) as db:
                eyes = await service.eyes_of_viewer(db, actor, self.viewer_id)
                self.opened = await service.draw_opened(db, eyes, actor.user_id, category, item_id)
        else:
            async with unit_of_work(actor.tenant_id) as db:
                self.opened = await service.open_item(db, actor, owner_id, category, item_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close(self) -> Any:
        """Close what is open."""
        self.is_open, self.opened = False, Opened()

    def _asked(self) -> str:
        return self.router.url.path.rstrip("/").rpartition("/")[2]

    def _begin(self, viewer_id: str) -> None:
        self.viewer_id, self.is_missing, self.is_loaded = viewer_id, False, False
        self.person, self.opened, self.is_open = PersonPage(), Opened(), False
