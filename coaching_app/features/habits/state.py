"""State of the pages of habits and of the day's list: fetches, hands over to the service, shows."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.habits import service
from coaching_app.features.habits.schemas import (
    DayForm,
    DayHead,
    EntryChange,
    EntryView,
    HabitDetails,
    HabitForm,
    HabitRow,
    ImportNotice,
)
from coaching_app.features.shell.widgets import notify
from coaching_app.ui.components.line_chart import line_points


class HabitsState(rx.State):
    """The list of habits. What a tick changes stands apart from what it does not, so that little is sent."""

    is_loaded: bool = False
    rows: tuple[HabitRow, ...] = ()
    has_rows: bool = False
    heads: tuple[DayHead, ...] = ()
    cells: dict[str, str] = {}
    percents: dict[str, int] = {}
    summary: str = ""
    done: int = 0
    due: int = 0
    tags: tuple[str, ...] = ()
    has_tags: bool = False
    tag: str = ""
    is_resting: bool = False
    archived_count: int = 0
    archived: tuple[HabitRow, ...] = ()
    is_arranging: bool = False
    hour: str = "3"
    report: ImportNotice = ImportNotice()
    # What other tabs of the person know these days by.
    mark: str = ""
    _all: tuple[HabitRow, ...] = ()
    _today: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the habits; the address may name a tag."""
        self.tag = self.router.url.query_parameters.get("tag", "")[:40]
        self.is_arranging, self.archived, self.report = False, (), ImportNotice()
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def tick(self, habit_id: str, day: str, state: str) -> None:
        """Tick a day, or take the tick back."""
        await self._write(habit_id, day, EntryChange("yes" if state == "yes" else "none"))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_number(self, habit_id: str, day: str, number: str) -> rx.event.EventSpec:
        """Write down a number; an empty one clears the day."""
        change = EntryChange("value", service.amount_of(number)) if number.strip() else EntryChange("none")
        marked = await self._write(habit_id, day, change)
        return _told(marked, HabitsState.put_back(habit_id, day, *_before(marked.before)))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def skip(self, habit_id: str, day: str) -> rx.event.EventSpec:
        """Leave a day out without a miss."""
        marked = await self._write(habit_id, day, EntryChange("skip"))
        return _told(marked, HabitsState.put_back(habit_id, day, *_before(marked.before)))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def put_back(self, habit_id: str, day: str, state: str, number: str) -> None:
        """Undo what was written into a day."""
        await self._write(habit_id, day, _change_back(state, number))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def move(self, habit_id: str, place: int) -> None:
        """Put a habit at another place of the list."""
        actor = require_actor()
        target = self.rows[place].id if 0 <= place < len(self.rows) else habit_id
        async with unit_of_work(actor.tenant_id) as db:
            # With a tag chosen, only some rows are on the page: count in all of them.
            whole = [row.id for row in self._all if row.id != habit_id or target == habit_id]
            after = place > next((n for n, row in enumerate(self.rows) if row.id == habit_id), 0)
            position = whole.index(target) + int(after) if target in whole else place
            await service.place_habit(db, actor, habit_id, position)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def arrange(self, on: bool) -> None:
        """Show what orders, edits and puts away, instead of the days."""
        self.is_arranging = on
        self.archived = ()
        if on:
            await self._load_archived()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def archive(self, habit_id: str) -> rx.event.EventSpec:
        """Put a habit away."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.archive_habit(db, actor, habit_id)
        await self._refresh()
        return notify(_("Archived. Its days are kept."), kind="good", undo=HabitsState.unarchive(habit_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def unarchive(self, habit_id: str) -> None:
        """Practise a habit again."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.unarchive_habit(db, actor, habit_id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete(self, habit_id: str) -> rx.event.EventSpec:
        """Delete a habit and offer to bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_habit(db, actor, habit_id)
        await self._refresh()
        return notify(_("Habit deleted."), kind="good", undo=HabitsState.restore(habit_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore(self, habit_id: str) -> None:
        """Bring back a deleted habit."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_habit(db, actor, habit_id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_hour(self, hour: str) -> None:
        """Let the day begin at another hour."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.set_day_start_hour(
                db, actor, int(hour) if hour.isdecimal() and len(hour) < 3 else -1
            )
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def taken_in(self, report: dict[str, int | str | list[dict[str, int | str]]]) -> None:
        """Show what an import brought, and what was left out."""
        self.report = service.import_notice(report)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def import_failed(self, message: str) -> None:
        """Show why nothing was taken in."""
        self.report = ImportNotice(problem=message[:500])

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def refresh(self) -> None:
        """Show what is saved now."""
        await self._refresh()

    async def _write(self, habit_id: str, day: str, change: EntryChange) -> service.Marked:
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            marked = await service.write_entry(db, actor, habit_id, service.day_of(day), change)
        if marked.today.isoformat() != self._today:
            # Another day has begun while the page was open.
            await self._refresh()
            return marked
        self.cells[habit_id] = marked.standing.cells
        self.percents[habit_id] = marked.standing.percent
        self.done, self.due = service.count_today(self.cells.values())
        self.summary = service.day_summary(self.done, self.due)
        self.mark = service.board_mark(self._today, self.cells)
        return marked

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            board = await service.read_board(db, actor)
            self.hour = str(await service.day_start_hour(db, actor))
        self._all, self._today = board.rows, board.today
        self.tags, self.has_tags, self.has_rows = board.tags, bool(board.tags), bool(board.rows)
        if self.tag not in board.tags:
            self.tag = ""
        self.rows = tuple(row for row in board.rows if not self.tag or self.tag in row.tags)
        self.heads, self.summary, self.is_resting = board.heads, board.summary, board.is_resting
        self.done, self.due = board.done, board.due
        self.cells = {key: one.cells for key, one in board.standings.items()}
        self.percents = {key: one.percent for key, one in board.standings.items()}
        self.mark = service.board_mark(self._today, self.cells)
        self.archived_count = board.archived_count
        if self.is_arranging:
            await self._load_archived()
        self.is_loaded = True

    async def _load_archived(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.archived = await service.read_archived(db, actor)


class HabitFormState(rx.State):
    """The forms: a habit, and a day of a habit."""

    habit: HabitForm = HabitForm()
    is_habit_open: bool = False
    habit_problem: str = ""
    day: DayForm = DayForm()
    is_day_open: bool = False
    day_problem: str = ""
    # Grows with every opening, so that the form is drawn anew with what is saved.
    round: int = 0

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def new(self) -> None:
        """Open an empty form."""
        self.habit, self.habit_problem, self.is_habit_open = HabitForm(), "", True
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def edit(self, habit_id: str) -> None:
        """Open a habit as it is saved now."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.habit = await service.read_form(db, actor, habit_id)
        self.habit_problem, self.is_habit_open = "", True
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close(self) -> None:
        """Close without saving."""
        self.is_habit_open = self.is_day_open = False
        self.habit_problem = self.day_problem = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save(self, form: dict[str, str | bool | None]) -> Any:
        """Save the open habit, or make it."""
        actor, texts = require_actor(), _texts(form)
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.save_habit(db, actor, self.habit.id, self.habit.version, texts)
        except AppError as error:
            self.habit_problem = error.message
            self.habit = service.kept_form(texts, self.habit)
            self.round += 1
            return None
        self.is_habit_open, self.habit_problem = False, ""
        return [HabitsState.refresh, HabitDetailsState.refresh]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open_day(self, habit_id: str, day: str) -> None:
        """Open a day; an empty one means today."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.day = await service.read_day(db, actor, habit_id, day)
        self.day_problem, self.is_day_open = "", True
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose_day(self, day: str) -> None:
        """Go to another day in the open form."""
        if len(day) == 10:
            await self._choose(day)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save_day(self, form: dict[str, str | bool | None]) -> Any:
        """Save the open day with its note."""
        actor = require_actor()
        day, habit_id = service.day_of(self.day.day), self.day.habit_id
        try:
            async with unit_of_work(actor.tenant_id) as db:
                marked = await service.write_entry(
                    db, actor, habit_id, day, service.entry_change(_texts(form), self.day)
                )
        except AppError as error:
            self.day_problem = error.message
            return None
        self.is_day_open, self.day_problem = False, ""
        undo = HabitsState.put_back(habit_id, self.day.day, *_before(marked.before))
        return [HabitsState.refresh, HabitDetailsState.refresh, _told(marked, undo)]

    async def _choose(self, day: str) -> None:
        actor = require_actor()
        try:
            async with snapshot(actor.tenant_id) as db:
                self.day = await service.read_day(db, actor, self.day.habit_id, day)
            self.day_problem = ""
        except AppError as error:
            self.day_problem = error.message
        self.round += 1


class HabitDetailsState(rx.State):
    """One habit with everything its days show."""

    is_loaded: bool = False
    is_missing: bool = False
    habit: HabitDetails = HabitDetails()
    points: str = ""
    span: str = "quarter"

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the habit that the address names."""
        asked = self.router.url.query_parameters.get("span", "quarter")
        self.span = asked if asked in {"quarter", "year", "all"} else "quarter"
        await self._show(self.router.url.path.rstrip("/").rpartition("/")[2])

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose_span(self, span: str) -> None:
        """Show another part of the curve."""
        self.span = span
        await self._show(self.habit.id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def refresh(self) -> None:
        """Show what is saved now, if a habit is open."""
        if self.habit.id:
            await self._show(self.habit.id)

    async def _show(self, habit_id: str) -> None:
        actor = require_actor()
        try:
            async with snapshot(actor.tenant_id) as db:
                self.habit = await service.read_details(db, actor, habit_id, self.span)
            self.is_missing = False
        except NotFound:
            self.habit, self.is_missing = HabitDetails(), True
        self.points = line_points(self.habit.curve) if self.habit.curve else ""
        self.is_loaded = True


def _texts(form: dict[str, str | bool | None]) -> dict[str, str]:
    """The fields by their names; what Reflex adds by the ids of boxes is left out."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _before(entry: EntryView) -> tuple[str, str]:
    return entry.state, "" if entry.value is None else str(entry.value)


def _change_back(state: str, number: str) -> EntryChange:
    if state == "value":
        return EntryChange("value", service.amount_of(number))
    return EntryChange(state if state in {"yes", "no", "skip"} else "none")  # pyright: ignore[reportArgumentType]: checked in the same line


def _told(marked: service.Marked, undo: Any) -> rx.event.EventSpec:
    return notify(service.marked_words(marked), kind="good", undo=undo)
