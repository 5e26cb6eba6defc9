"""State of the page of resources."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.resurfacing import Answer
from coaching_app.features.resources import service
from coaching_app.features.resources.schemas import ImportNotice, ResourceForm, ResourcePage
from coaching_app.features.shell.widgets import notify


class ResourcesState(rx.State):
    """The queue, what fits into the minutes I have, and what came back."""

    is_loaded: bool = False
    page: ResourcePage = ResourcePage()
    shelf: str = "queue"
    minutes: int = 0
    is_open: bool = False
    form: ResourceForm = ResourceForm()
    problem: str = ""
    report: ImportNotice = ImportNotice()
    # Grows with every opening, so that the form is drawn anew.
    round: int = 0

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the part of the queue that the address names."""
        asked = self.router.url.query_parameters
        self.is_open, self.problem = False, ""
        self.shelf = "done" if asked.get("shelf", "") == "done" else "queue"
        minutes = asked.get("minutes", "")
        self.minutes = min(1440, int(minutes)) if minutes.isdecimal() and len(minutes) < 5 else 0
        await self._refresh()
        # What another app shares is shown, not saved: an address alone changes nothing.
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            shared = await service.shared_form(db, actor, asked)
        if shared:
            self._open(shared)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def have(self, form: dict[str, str]) -> None:
        """Pick what fits into these minutes."""
        given = form.get("minutes", "")
        self.minutes = (
            min(1440, int(given)) if given.isascii() and given.isdecimal() and len(given) < 5 else 25
        )
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def new(self) -> None:
        """Open an empty form."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self._open(await service.new_form(db, actor))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def edit(self, resource_id: str) -> None:
        """Open a resource as it is saved now."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self._open(await service.read_form(db, actor, resource_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close(self) -> None:
        """Close it."""
        self.is_open, self.problem = False, ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Add what the form says, or change what it was opened with."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                saved = await service.save_form(db, actor, self.form, form)
        except AppError as error:
            self.problem = error.message
            return None
        self.is_open, self.problem = False, ""
        await self._refresh()
        if self.form.id:
            return notify(_("Saved."), kind="good")
        return notify(_("In your queue."), kind="good", undo=ResourcesState.delete(saved.id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_progress(self, resource_id: str, percent: int) -> rx.event.EventSpec:
        """Say how far one is; 100 finishes it."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            before = await service.get_resource(db, actor, resource_id)
            await service.set_progress(db, actor, resource_id, percent)
        await self._refresh()
        words = _("Finished.") if percent == 100 else _("{percent} % read.").format(percent=percent)
        return notify(words, kind="good", undo=ResourcesState.set_progress(resource_id, before.progress))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def answer(self, resource_id: str, said: str) -> rx.event.EventSpec | None:
        """Say of something that came back whether it was useful, should come later, or was enough."""
        if said not in set(Answer):
            return None
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            after = await service.answer_back(db, actor, resource_id, Answer(said))
        await self._refresh()
        if after.resurface_on is None:
            return notify(_("It does not come back any more."))
        return notify(_("It comes back on {day}.").format(day=after.resurface_on.isoformat()), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete(self, resource_id: str) -> rx.event.EventSpec:
        """Take it out of the queue and offer to bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_resource(db, actor, resource_id)
        await self._refresh()
        return notify(_("Taken out."), kind="good", undo=ResourcesState.restore(resource_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore(self, resource_id: str) -> None:
        """Bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_resource(db, actor, resource_id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def taken_in(self, report: dict[str, int | str | list[dict[str, int | str]]]) -> None:
        """Show what an import brought."""
        self.report = service.import_notice(report)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def import_failed(self, message: str) -> None:
        """Show why nothing was taken in."""
        self.report = ImportNotice(problem=message[:500])

    def _open(self, form: ResourceForm) -> None:
        self.form, self.problem, self.is_open = form, "", True
        self.round += 1

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.page = await service.read_page(db, actor, shelf=self.shelf, minutes=self.minutes)
        self.is_loaded = True
