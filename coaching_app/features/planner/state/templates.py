"""State of the page of all templates: what waits for a coach, and what is prepared."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import AskedRow, ProofRow, TemplateForm, TemplatesPage
from coaching_app.features.planner.state.notices import short
from coaching_app.features.shell.widgets import notify


class TemplatesState(rx.State):
    """What the page shows, and the dialog that is open."""

    is_loaded: bool = False
    page: TemplatesPage = TemplatesPage()

    blank: TemplateForm = TemplateForm()
    is_new_open: bool = False
    new_problem: str = ""
    asked: AskedRow = AskedRow()
    proof: ProofRow = ProofRow()
    answer_problem: str = ""
    # Grows with every opening, so that a form is drawn anew.
    round: int = 0

    @rx.event
    @policy(Policy.COACHES)
    async def load(self) -> None:
        """Fetch all of it."""
        self.is_new_open, self.asked, self.proof = False, AskedRow(), ProofRow()
        await self._refresh()

    @rx.event
    @policy(Policy.COACHES)
    async def open_new(self) -> None:
        """Open an empty template."""
        self.is_new_open, self.new_problem = True, ""
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def close_new(self) -> None:
        """Close it without keeping it."""
        self.is_new_open = False

    @rx.event
    @policy(Policy.COACHES)
    async def make(self, form: dict[str, str | bool | None]) -> rx.event.EventSpec | None:
        """Keep the new template and go to it."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                made = await service.save_template(db, actor, "", 0, form)
        except AppError as error:
            self.new_problem = error.message
            return None
        self.is_new_open = False
        return rx.redirect(f"/templates/{made.id}")

    @rx.event
    @policy(Policy.COACHES)
    async def open_asked(self, assignment_id: str) -> None:
        """Open a plan that waits for a review."""
        found = [one for one in self.page.asked if one.id == assignment_id]
        self.asked, self.answer_problem = (found[0] if found else AskedRow()), ""
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def close_asked(self) -> None:
        """Close it without an answer."""
        self.asked = AskedRow()

    @rx.event
    @policy(Policy.COACHES)
    async def answer(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Agree to the open plan, or ask for a change first."""
        actor = require_actor()
        is_agreed = form.get("verdict") == "agree"
        change = service.approve if is_agreed else service.send_back
        try:
            async with unit_of_work(actor.tenant_id) as db:
                found = await change(db, actor, self.asked.id, form.get("words", ""))
        except AppError as error:
            self.answer_problem = error.message
            return None
        self.asked = AskedRow()
        await self._refresh()
        told = _("It begins: {name} has the plan now.") if is_agreed else _("{name} looks at it once more.")
        return notify(told.format(name=found.person_name), kind="good")

    @rx.event
    @policy(Policy.COACHES)
    async def open_proof(self, evidence_id: str) -> None:
        """Open a piece of evidence."""
        found = [one for one in self.page.proofs if one.id == evidence_id]
        self.proof, self.answer_problem = (found[0] if found else ProofRow()), ""
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def close_proof(self) -> None:
        """Close it without an answer."""
        self.proof = ProofRow()

    @rx.event
    @policy(Policy.COACHES)
    async def review(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Say whether the open evidence shows what it should."""
        actor = require_actor()
        verdict, words = form.get("verdict", ""), form.get("words", "")
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.review_evidence(db, actor, self.proof.id, verdict, words)
        except AppError as error:
            self.answer_problem = error.message
            return None
        person = self.proof.person
        self.proof = ProofRow()
        await self._refresh()
        return notify(_("{name} sees what you said.").format(name=person), kind="good")

    @rx.event
    @policy(Policy.COACHES)
    async def delete(self, template_id: str) -> rx.event.EventSpec:
        """Take a template away, with a way back; goals made from it stay."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            before = await service.get_template(db, actor, template_id)
            await service.delete_template(db, actor, template_id)
        await self._refresh()
        told = _("Deleted: {title}").format(title=short(before.content.title))
        return notify(told, kind="good", undo=TemplatesState.restore(template_id))

    @rx.event
    @policy(Policy.COACHES)
    async def restore(self, template_id: str) -> None:
        """Bring a template back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_template(db, actor, template_id)
        await self._refresh()

    async def _refresh(self) -> None:
        actor = require_actor()
        # It writes receipts for the evidence it shows.
        async with unit_of_work(actor.tenant_id) as db:
            self.page = await service.read_templates(db, actor)
        self.is_loaded = True
