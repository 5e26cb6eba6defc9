"""State of the page of reminders."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.reminders import service
from coaching_app.features.reminders.schemas import NoticeView, Preferences, ReminderPage
from coaching_app.features.shell.widgets import load_shell, notify

_MOST_ANNOUNCED = 50


class RemindersState(rx.State):
    """What the person was told, their reminders, quiet hours and digest."""

    is_loaded: bool = False
    shown: ReminderPage = ReminderPage()
    is_open: bool = False
    problem: str = ""
    quiet_problem: str = ""
    round: int = 0
    _announced: tuple[str, ...] = ()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show everything."""
        self.is_open, self.problem, self.quiet_problem = False, "", ""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def arrived(self) -> Any:
        """Show what has just come, whatever page is open; the server calls this through the page."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            new = [one for one in await service.just_arrived(db, actor) if one.id not in self._announced]
            if self.is_loaded:
                # Not drawn anew: somebody may be typing in a form of this page.
                self.shown = await service.read_page(db, actor)
        self._announced = (*self._announced, *(one.id for one in new))[-_MOST_ANNOUNCED:]
        return [load_shell, _announcement(new)] if new else load_shell

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def read(self, notice_id: str) -> Any:
        """Put one away."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.read_notice(db, actor, notice_id)
        await self._refresh()
        return load_shell

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def read_all(self) -> Any:
        """Put everything away."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.read_all_notices(db, actor)
        await self._refresh()
        return load_shell

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def new(self) -> None:
        """Open an empty form."""
        self.is_open, self.problem = True, ""
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close(self) -> None:
        """Close the form."""
        self.is_open, self.problem = False, ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def add(self, form: dict[str, str | bool | None]) -> None:
        """Add the reminder of the form."""
        actor = require_actor()
        # What Reflex adds by the ids of boxes is left out.
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.add_reminder(db, actor, service.reminder_draft(texts))
        except AppError as error:
            self.problem = error.message
            return
        self.is_open, self.problem = False, ""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete(self, reminder_id: str) -> rx.event.EventSpec:
        """Delete a reminder and offer to bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_reminder(db, actor, reminder_id)
        await self._refresh()
        return notify(_("Reminder deleted."), kind="good", undo=RemindersState.restore(reminder_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore(self, reminder_id: str) -> None:
        """Bring back a deleted reminder."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_reminder(db, actor, reminder_id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def prefer(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Save quiet hours and digest."""
        actor = require_actor()
        wanted = Preferences(form.get("quiet_from", ""), form.get("quiet_until", ""), form.get("digest", ""))
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.set_preferences(db, actor, wanted)
        except AppError as error:
            self.quiet_problem = error.message
            return None
        self.quiet_problem = ""
        await self._refresh()
        return notify(_("Saved."), kind="good")

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.shown = await service.read_page(db, actor)
        self.round += 1
        self.is_loaded = True


def _announcement(new: Sequence[NoticeView]) -> rx.event.EventSpec:
    """What a page says of it, with the way to what it is about."""
    if len(new) == 1:
        return notify(new[0].title, undo=rx.redirect(new[0].href or "/reminders"), undo_label=_("Open"))
    words = ngettext("{count} reminder", "{count} reminders", len(new)).format(count=len(new))
    return notify(words, undo=rx.redirect("/reminders"), undo_label=_("Open"))
