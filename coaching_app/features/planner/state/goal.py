"""State of the page of one goal: its steps, its evidence, and its way through a template."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, NotFound
from coaching_app.core.forms import texts, ticked
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import EvidenceDraft, GoalPage, ItemForm, TemplateItem
from coaching_app.features.planner.state.notices import short
from coaching_app.features.shell.widgets import notify


class GoalState(rx.State):
    """The goal that is open."""

    is_loaded: bool = False
    is_missing: bool = False
    page: GoalPage = GoalPage()
    has_changes: bool = False
    problem: str = ""
    round: int = 0

    item: ItemForm = ItemForm()
    is_item_open: bool = False
    item_problem: str = ""
    # What was taken out of the draft last, until it is put back or the page is left.
    _removed: TemplateItem | None = None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the goal of the address."""
        self.is_loaded = self.is_missing = False
        self.problem, self.is_item_open, self._removed = "", False, None
        await self._refresh(self.router.url.path.rstrip("/").rpartition("/")[2])

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def add_milestone(self, form: dict[str, str]) -> None:
        """Add a step."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                day = service.read_day(form.get("due", ""))
                await service.add_milestone(db, actor, self.page.goal.id, form.get("title", ""), day)
        except AppError as error:
            self.problem = error.message
            return
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_reached(self, milestone_id: str, reached: bool) -> None:
        """Mark a step reached, or not."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.reach_milestone(db, actor, milestone_id, reached=reached)
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete_milestone(self, milestone_id: str) -> rx.event.EventSpec:
        """Take a step away, with a way back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_milestone(db, actor, milestone_id)
        await self._refresh(self.page.goal.id)
        return notify(_("Milestone deleted."), kind="good", undo=GoalState.restore_milestone(milestone_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore_milestone(self, milestone_id: str) -> None:
        """Bring a step back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_milestone(db, actor, milestone_id)
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def add_evidence(self, form: dict[str, str | bool | None]) -> None:
        """Keep a note or a link as evidence: what begins like an address is one."""
        actor = require_actor()
        # A goal without a measure has no field for the amount, and the page says so with nothing.
        typed = texts(form)
        text = typed.get("text", "").strip()
        try:
            is_link = text.startswith(("https://", "http://")) and len(text.split()) == 1
            amount = service.read_number("amount", typed.get("amount", ""))
            draft = EvidenceDraft(
                "link" if is_link else "note", "" if is_link else text, text if is_link else "", amount
            )
            async with unit_of_work(actor.tenant_id) as db:
                await service.add_evidence(db, actor, self.page.goal.id, draft)
        except AppError as error:
            self.problem = error.message
            return
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def refresh(self) -> None:
        """Show the goal as it is saved now."""
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete_evidence(self, evidence_id: str) -> rx.event.EventSpec:
        """Take evidence away, with a way back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_evidence(db, actor, evidence_id)
        await self._refresh(self.page.goal.id)
        return notify(_("Evidence deleted."), kind="good", undo=GoalState.restore_evidence(evidence_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore_evidence(self, evidence_id: str) -> None:
        """Bring evidence back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_evidence(db, actor, evidence_id)
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def ask_review(self, ask: bool) -> None:
        """Show the draft to the coach, or take it back."""
        actor = require_actor()
        change = service.request_review if ask else service.take_back_request
        async with unit_of_work(actor.tenant_id) as db:
            await change(db, actor, self.page.assignment_id)
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def new_item(self, week: str) -> None:
        """Open an empty item of the draft, in a week if one is named."""
        self.item, self.item_problem, self.is_item_open = ItemForm(week=week), "", True
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open_item(self, item_id: str) -> None:
        """Open an item of the draft as it is saved now."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            mine = await service.get_assignment(db, actor, self.page.assignment_id)
        items = [one for one in mine.items if one.id == item_id]
        if not items:
            raise NotFound
        self.item, self.item_problem, self.is_item_open = service.item_form(items[0]), "", True
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_item(self) -> None:
        """Close it without saving."""
        self.is_item_open = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save_item(self, form: dict[str, str | bool | None]) -> None:
        """Save the open item of the draft."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                item = service.item_of(texts(form), self.item.id)
                await service.save_draft_item(db, actor, self.page.assignment_id, item)
        except AppError as error:
            self.item_problem = error.message
            return
        self.is_item_open = False
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def remove_item(self, item_id: str) -> rx.event.EventSpec:
        """Take an item out of the draft, with a way back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            self._removed = await service.drop_draft_item(db, actor, self.page.assignment_id, item_id)
        self.is_item_open = False
        await self._refresh(self.page.goal.id)
        title = self._removed.title if self._removed else ""
        told = _("Taken out: {title}").format(title=short(title))
        return notify(told, kind="good", undo=GoalState.put_back)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def put_back(self) -> None:
        """Put back what was taken out of the draft last."""
        actor = require_actor()
        if self._removed is not None:
            async with unit_of_work(actor.tenant_id) as db:
                await service.save_draft_item(db, actor, self.page.assignment_id, self._removed)
            self._removed = None
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def take_over(self, form: dict[str, str | bool | None]) -> None:
        """Take the chosen changes of the template over; the others count as declined."""
        actor = require_actor()
        only = {name.removeprefix("take-") for name in ticked(form) if name.startswith("take-")}
        async with unit_of_work(actor.tenant_id) as db:
            await service.accept_changes(db, actor, self.page.assignment_id, self.page.latest_version, only)
        await self._refresh(self.page.goal.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def keep_mine(self) -> None:
        """Keep everything as it is."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.decline_changes(db, actor, self.page.assignment_id, self.page.latest_version)
        await self._refresh(self.page.goal.id)

    async def _refresh(self, goal_id: str) -> None:
        actor = require_actor()
        try:
            async with snapshot(actor.tenant_id) as db:
                self.page = await service.read_goal_page(db, actor, goal_id)
        except NotFound:
            self.is_missing = True
        else:
            self.problem, self.has_changes = "", bool(self.page.changes)
        self.round += 1
        self.is_loaded = True
