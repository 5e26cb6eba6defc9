"""State of the dialog that says who sees one thing; other features' pages open it."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.consent import EVERYONE
from coaching_app.features.consent import service
from coaching_app.features.consent.schemas import Decision, ItemSharing
from coaching_app.features.consent.state.sharing import category_of
from coaching_app.features.shell.widgets import notify


class ItemShareState(rx.State):
    """One thing and who sees it."""

    is_open: bool = False
    item: ItemSharing = ItemSharing()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open(self, category: str, item_id: str) -> None:
        """Say who sees this thing."""
        await self._show(category, item_id)
        self.is_open = True

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close(self) -> None:
        """Close the dialog."""
        self.is_open = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def share(self, target: str, shared: bool) -> None:
        """Show the thing to somebody, or not any more.

        Where they see the whole category, not showing it is a refusal for this one thing.
        """
        actor = require_actor()
        viewer_id, audience = service.parse_target(target)
        category, item_id = category_of(self.item.category), self.item.item_id
        async with unit_of_work(actor.tenant_id) as db:
            await service.share_item(
                db, actor, Decision(category, item_id, viewer_id, audience, is_denial=not shared)
            )
        await self._show(self.item.category, item_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def never(self, is_never: bool) -> rx.event.EventSpec:
        """Never share this with anybody, or allow it again."""
        actor = require_actor()
        decision = Decision(
            category_of(self.item.category), self.item.item_id, audience=EVERYONE, is_denial=True
        )
        async with unit_of_work(actor.tenant_id) as db:
            if is_never:
                await service.decide(db, actor, decision)
            else:
                await service.lift(db, actor, decision)
        await self._show(self.item.category, self.item.item_id)
        words = _("Nobody will ever see this.") if is_never else _("It can be shared again.")
        return notify(words, kind="good")

    async def _show(self, category: str, item_id: str) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.item = await service.read_item_sharing(db, actor, category_of(category), item_id)
