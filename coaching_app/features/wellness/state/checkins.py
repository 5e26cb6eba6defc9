"""The forms, what is due and was answered, and the form that is open: fetches, hands over, shows."""

from dataclasses import replace
from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.shell.widgets import notify
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import AskedForm, CheckinBoard


class CheckinsState(rx.State):
    """The forms, what is due, and what was answered lately."""

    is_loaded: bool = False
    board: CheckinBoard = CheckinBoard()
    starters: tuple[tuple[str, str, str], ...] = ()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the page."""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def more(self) -> None:
        """Show earlier check-ins as well."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            earlier = await service.read_board(db, actor, cursor=self.board.more)
        recent = (*self.board.recent, *earlier.recent)[-140:]
        self.board = replace(self.board, recent=recent, more=earlier.more)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def begin_with(self, starter: str) -> Any:
        """Make one of the forms to begin with."""
        actor = require_actor()
        draft = service.starter_forms().get(starter)
        if draft is None:
            raise Invalid(_("This form is not known."))
        async with unit_of_work(actor.tenant_id) as db:
            form = await service.add_form(db, actor, draft)
        await self._refresh()
        return AnswerState.ask(form.id, "")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete(self, checkin_id: str) -> rx.event.EventSpec:
        """Delete a check-in and offer to bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_checkin(db, actor, checkin_id)
        await self._refresh()
        return notify(_("Check-in deleted."), kind="good", undo=CheckinsState.restore(checkin_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore(self, checkin_id: str) -> None:
        """Bring a deleted check-in back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_checkin(db, actor, checkin_id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def put_away(self, form_id: str, away: bool) -> rx.event.EventSpec:
        """Put a form away, or ask it again."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await (service.archive_form if away else service.unarchive_form)(db, actor, form_id)
        await self._refresh()
        told = _("Put away. Its answers are kept.") if away else _("It is asked again.")
        return notify(told, kind="good", undo=CheckinsState.put_away(form_id, not away))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete_form(self, form_id: str) -> rx.event.EventSpec:
        """Delete a form with its answers and offer to bring both back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_form(db, actor, form_id)
        await self._refresh()
        told = _("Form deleted, with its answers.")
        return notify(told, kind="good", undo=CheckinsState.restore_form(form_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore_form(self, form_id: str) -> None:
        """Bring a deleted form back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_form(db, actor, form_id)
        await self._refresh()

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.board = await service.read_board(db, actor)
        if not self.board.forms:
            self.starters = tuple(
                (key, draft.name, draft.description) for key, draft in service.starter_forms().items()
            )
        self.is_loaded = True


class AnswerState(rx.State):
    """The form that is open to be answered."""

    is_open: bool = False
    form: AskedForm = AskedForm()
    problem: str = ""
    # Grows with every opening and refusal, so that the form is drawn anew with what was typed.
    round: int = 0

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def ask(self, form_id: str, checkin_id: str) -> None:
        """Open a form, or an earlier check-in to be changed."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.form = await service.ask(db, actor, form_id, checkin_id=checkin_id)
        self.problem, self.is_open = "", True
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close(self) -> None:
        """Close without keeping."""
        self.is_open, self.problem = False, ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def keep(self, form: dict[str, str | bool | None]) -> list[Any]:
        """Keep the answers; when one is refused, all that was typed stays."""
        actor = require_actor()
        # Fields that are not drawn are sent too, as nothing.
        typed = {key: value for key, value in form.items() if isinstance(value, str)}
        try:
            async with unit_of_work(actor.tenant_id) as db:
                kept = await service.keep_form(db, actor, self.form, typed)
        except AppError as error:
            await self._stay(typed, error)
            return []
        self.is_open, self.problem = False, ""
        return [
            CheckinsState.load,
            notify(
                _("Kept."), kind="good", undo=CheckinsState.delete(kept) if not self.form.checkin_id else None
            ),
        ]

    async def _stay(self, form: dict[str, str], error: AppError) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.form = await service.ask(
                db,
                actor,
                self.form.form_id,
                checkin_id=self.form.checkin_id,
                given=form,
                day=form.get("day", ""),
            )
        named = (error.detail or {}).get("field", "")
        label = next((field.label for field in self.form.fields if field.key == named), "")
        self.problem = f"{label}: {error.message}" if label else error.message
        self.round += 1
