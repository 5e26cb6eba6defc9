"""A form that is being built; every change is kept here until it is saved."""

from dataclasses import replace
from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.shell.widgets import notify
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import WEEKDAYS, BuiltForm, FieldRow

_MOST_ROWS = 30


class FormBuilderState(rx.State):
    """A form that is being built; every change is kept here until it is saved."""

    is_loaded: bool = False
    form: BuiltForm = BuiltForm()
    rows: tuple[FieldRow, ...] = ()
    names: str = ""
    problem: str = ""
    round: int = 0

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Open the form that the address names, or an empty one."""
        actor = require_actor()
        form_id = self.router.url.query_parameters.get("id", "")
        self.problem = ""
        if form_id:
            async with snapshot(actor.tenant_id) as db:
                form = await service.get_form(db, actor, form_id)
            self.form = BuiltForm(form.id, form.version, form.name, form.description, tuple(form.weekdays))
            self.rows = service.rows_of(form)
        else:
            self.form = BuiltForm()
            self.rows = (
                FieldRow(label=_("How are you?")),
                FieldRow(kind="text", label=_("What stays with you?")),
            )
        self._redraw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def describe(self, name: str, value: str) -> None:
        """Take over the name or the description."""
        if name in {"name", "description"}:
            self.form = replace(self.form, **{name: value[:5000]})

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def ask_on(self, weekday: str, on: bool) -> None:
        """Ask on this weekday, or no more."""
        chosen = {*self.form.weekdays, weekday} if on else {*self.form.weekdays} - {weekday}
        self.form = replace(self.form, weekdays=tuple(day for day in WEEKDAYS if day in chosen))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def change(self, place: int, name: str, value: str) -> None:
        """Take over what was typed into a question."""
        if 0 <= place < len(self.rows) and name in {
            "kind",
            "label",
            "hint",
            "unit",
            "low",
            "high",
            "choices",
            "formula",
        }:
            self._put(place, replace(self.rows[place], **{name: value[:5000]}))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def require(self, place: int, on: bool) -> None:
        """Make a question one that has to be answered, or not."""
        if 0 <= place < len(self.rows):
            self._put(place, replace(self.rows[place], required=on))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def add(self, kind: str) -> None:
        """Add a question at the end."""
        if len(self.rows) < _MOST_ROWS:
            self.rows = (*self.rows, FieldRow(kind=kind))
        self._redraw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def move(self, place: int, by: int) -> None:
        """Move a question up or down."""
        target = place + (1 if by > 0 else -1)
        if 0 <= place < len(self.rows) and 0 <= target < len(self.rows):
            rows = list(self.rows)
            rows[place], rows[target] = rows[target], rows[place]
            self.rows = tuple(rows)
        self._redraw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def remove(self, place: int) -> rx.event.EventSpec | None:
        """Take a question out, and offer to put it back."""
        if not 0 <= place < len(self.rows):
            return None
        taken = self.rows[place]
        self._taken = (place, taken)
        self.rows = (*self.rows[:place], *self.rows[place + 1 :])
        self._redraw()
        return notify(_("Question taken out. Its answers are kept."), undo=FormBuilderState.put_back)

    _taken: tuple[int, FieldRow] | None = None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def put_back(self) -> None:
        """Put the question back that was taken out last."""
        if self._taken is not None:
            place, row = self._taken
            self.rows = (*self.rows[:place], row, *self.rows[place:])
            self._taken = None
        self._redraw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save(self) -> list[Any]:
        """Save the form and go back to the check-ins."""
        actor = require_actor()
        try:
            draft = service.draft_of(self.form.name, self.form.description, self.form.weekdays, self.rows)
            async with unit_of_work(actor.tenant_id) as db:
                if self.form.id:
                    await service.edit_form(db, actor, self.form.id, self.form.version, draft)
                else:
                    await service.add_form(db, actor, draft)
        except AppError as error:
            self.problem = self._told(error)
            return []
        self.problem = ""
        return [rx.redirect("/checkins"), notify(_("Form saved."), kind="good")]

    def _told(self, error: AppError) -> str:
        parts = str((error.detail or {}).get("field", "")).split(".")
        if len(parts) > 1 and parts[0] == "fields" and parts[1].isdigit():
            return _("Question {number}: {problem}").format(number=int(parts[1]) + 1, problem=error.message)
        return error.message

    def _put(self, place: int, row: FieldRow) -> None:
        self.rows = (*self.rows[:place], row, *self.rows[place + 1 :])

    def _redraw(self) -> None:
        self.round += 1
        self.is_loaded = True
