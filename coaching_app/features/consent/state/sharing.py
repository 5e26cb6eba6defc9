"""State of the page of sharing: the matrix, and the dialog of one cell."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.consent import Category
from coaching_app.features.consent import service
from coaching_app.features.consent.schemas import Choice, Decision, Sharing, ThingRow
from coaching_app.features.shell.widgets import notify


def category_of(name: str) -> Category:
    """The category of this name; Invalid for anything else."""
    try:
        return Category(name)
    except ValueError:
        raise Invalid(_("There is no such category.")) from None


class SharingState(rx.State):
    """What each of my people sees, and the cell that is open."""

    is_loaded: bool = False
    sharing: Sharing = Sharing()
    choice: Choice = Choice()
    things: tuple[ThingRow, ...] = ()
    is_open: bool = False
    problem: str = ""
    # Grows with every opening, so that the form is drawn anew.
    round: int = 0
    _until: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the matrix."""
        self.is_open = False
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open(self, target: str, category: str) -> None:
        """Open one cell, with the things that can be shared one by one."""
        await self._open(target, category)
        self.is_open, self.problem, self._until = True, "", self.choice.last_day
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close(self) -> None:
        """Close the cell."""
        self.is_open = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def keep_until(self, last_day: str) -> None:
        """Remember the last day that stands in the dialog, for single things too."""
        self._until = last_day[:10]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Share the whole category with the open party, until a day if one is given."""
        actor = require_actor()
        viewer_id, audience = service.parse_target(self.choice.target)
        category = category_of(self.choice.category)
        try:
            async with unit_of_work(actor.tenant_id) as db:
                decision = Decision(
                    category,
                    viewer_id=viewer_id,
                    audience=audience,
                    last_day=service.day_of(form.get("last_day", "")),
                )
                made = await service.decide(db, actor, decision)
        except AppError as error:
            self.problem = error.message
            return None
        self.is_open = False
        await self._refresh()
        return notify(
            _("{category} shared with {name}.").format(category=self.choice.label, name=self.choice.name),
            kind="good",
            undo=SharingState.take_back(made.id),
        )

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def share_thing(self, item_id: str, shared: bool) -> None:
        """Share one thing with the open party, or take it back."""
        actor = require_actor()
        viewer_id, audience = service.parse_target(self.choice.target)
        category = category_of(self.choice.category)
        async with unit_of_work(actor.tenant_id) as db:
            if shared:
                last_day = service.day_of(self._until)
                await service.decide(db, actor, Decision(category, item_id, viewer_id, audience, last_day))
            else:
                await service.withdraw_from(
                    db, actor, category, viewer_id=viewer_id, audience=audience, item_id=item_id
                )
        await self._open(self.choice.target, self.choice.category)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def withdraw(self, target: str, category: str) -> rx.event.EventSpec:
        """Take back everything of a category that a party has by name."""
        actor = require_actor()
        viewer_id, audience = service.parse_target(target)
        async with unit_of_work(actor.tenant_id) as db:
            taken = await service.withdraw_from(
                db, actor, category_of(category), viewer_id=viewer_id, audience=audience
            )
        self.is_open = False
        await self._refresh()
        return notify(
            _("Withdrawn. It is gone from their pages now."),
            kind="good",
            undo=SharingState.give_again(list(taken)),
        )

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def take_back(self, decision_id: str) -> None:
        """Take one decision back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.withdraw(db, actor, decision_id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def give_again(self, decision_ids: list[str]) -> None:
        """Undo a withdrawal."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            for decision_id in decision_ids[:200]:
                await service.decide_again(db, actor, decision_id)
        await self._refresh()

    async def _open(self, target: str, category: str) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.choice, self.things = await service.read_choice(db, actor, target, category_of(category))

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.sharing = await service.read_sharing(db, actor)
        self.is_loaded = True
