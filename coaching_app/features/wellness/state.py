"""State of the pages of check-ins: fetches, hands over to the service, shows."""

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
from coaching_app.features.wellness.schemas import (
    WEEKDAYS,
    AskedForm,
    BuiltForm,
    ChartPoint,
    CheckinBoard,
    FieldRow,
    InsightRow,
)
from coaching_app.ui.components.band_chart import BandPaths, band_paths

_MOST_ROWS = 30
_SPANS = {"quarter": 90, "year": 365, "all": 3 * 365}


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
    async def keep(self, form: dict[str, str]) -> list[Any]:
        """Keep the answers; when one is refused, all that was typed stays."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                kept = await service.keep_form(db, actor, self.form, form)
        except AppError as error:
            await self._stay(form, error)
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


class FormBuilderState(rx.State):
    """A form that is being built; every change is kept here until it is saved."""

    is_loaded: bool = False
    form: BuiltForm = BuiltForm()
    rows: list[FieldRow] = []
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
            self.rows = list(service.rows_of(form))
        else:
            self.form = BuiltForm()
            self.rows = [
                FieldRow(label=_("How are you?")),
                FieldRow(kind="text", label=_("What stays with you?")),
            ]
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
            self.rows[place] = replace(self.rows[place], **{name: value[:5000]})

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def require(self, place: int, on: bool) -> None:
        """Make a question one that has to be answered, or not."""
        if 0 <= place < len(self.rows):
            self.rows[place] = replace(self.rows[place], required=on)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def add(self, kind: str) -> None:
        """Add a question at the end."""
        if len(self.rows) < _MOST_ROWS:
            self.rows = [*self.rows, FieldRow(kind=kind)]
        self._redraw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def move(self, place: int, by: int) -> None:
        """Move a question up or down."""
        target = place + (1 if by > 0 else -1)
        if 0 <= place < len(self.rows) and 0 <= target < len(self.rows):
            rows = list(self.rows)
            rows[place], rows[target] = rows[target], rows[place]
            self.rows = rows
        self._redraw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def remove(self, place: int) -> rx.event.EventSpec | None:
        """Take a question out, and offer to put it back."""
        if not 0 <= place < len(self.rows):
            return None
        taken = self.rows[place]
        self._taken = (place, taken)
        self.rows = [row for index, row in enumerate(self.rows) if index != place]
        self._redraw()
        return notify(_("Question taken out. Its answers are kept."), undo=FormBuilderState.put_back)

    _taken: tuple[int, FieldRow] | None = None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def put_back(self) -> None:
        """Put the question back that was taken out last."""
        if self._taken is not None:
            place, row = self._taken
            self.rows = [*self.rows[:place], row, *self.rows[place:]]
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

    def _redraw(self) -> None:
        self.round += 1
        self.is_loaded = True


class TrendsState(rx.State):
    """How one question moved, its year, and what goes with what."""

    is_loaded: bool = False
    options: tuple[tuple[str, str], ...] = ()
    field_id: str = ""
    label: str = ""
    span: str = "quarter"
    paths: BandPaths = BandPaths()
    rows: tuple[ChartPoint, ...] = ()
    summary: str = ""
    first: str = ""
    year: int = 0
    levels: tuple[int, ...] = ()
    year_summary: str = ""
    insights: tuple[InsightRow, ...] = ()
    hidden: tuple[InsightRow, ...] = ()
    method: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the question that the address names, or the first."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.options = await service.numeric_fields(db, actor)
            self.year = (await service.today(db, actor)).year
        wanted = self.router.url.query_parameters.get("field", "")
        ids = [field_id for field_id, _name in self.options]
        self.field_id = wanted if wanted in ids else (ids[0] if ids else "")
        await self._draw()
        await self._find()
        self.is_loaded = True

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose(self, field_id: str) -> None:
        """Show another question."""
        self.field_id = field_id
        await self._draw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose_span(self, span: str) -> None:
        """Show more or less of the curve."""
        self.span = span if span in _SPANS else "quarter"
        await self._draw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose_year(self, by: int) -> None:
        """Show the year before or after."""
        self.year = min(2200, max(1900, self.year + (1 if by > 0 else -1)))
        await self._draw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def judge(self, done: str, measured: str, verdict: str) -> None:
        """Hide an insight, call it wrong, or show it again."""
        actor = require_actor()
        if verdict not in {"hidden", "wrong", "shown"}:
            raise Invalid(_("This is not known."))
        async with unit_of_work(actor.tenant_id) as db:
            await service.judge_insight(db, actor, done, measured, verdict=verdict)  # type: ignore[arg-type]  # checked above
        await self._find()

    async def _draw(self) -> None:
        if not self.field_id:
            return
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            today = await service.today(db, actor)
            drawn = await service.draw(
                db, actor, self.field_id, today=today, days=_SPANS[self.span], year=self.year
            )
        self.paths = band_paths(drawn.points, last=_SPANS[self.span] - 1, low=drawn.low, high=drawn.high)
        self.label, self.rows, self.summary = drawn.label, drawn.rows, drawn.summary
        self.first, self.levels, self.year_summary = drawn.first, drawn.levels, drawn.year_summary

    async def _find(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            found = await service.read_insights(db, actor)
        self.insights = service.insight_rows(found.items)
        self.hidden = service.insight_rows(found.hidden)
        self.method = found.method
