"""State of the planner page: fetches, hands over to the service, shows."""

from datetime import date

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, Conflict
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import Board, BulkChange, GoalRow, Moved, TaskDraft, TaskRow
from coaching_app.features.planner.state.notices import done_notice, short
from coaching_app.features.shell.widgets import notify


class PlannerState(rx.State):
    """The board, and the task or goal that is open for editing."""

    is_loaded: bool = False
    board: Board = Board()
    goal_options: tuple[tuple[str, str], ...] = ()
    goal_id: str = ""
    goal_title: str = ""
    open_group: str = ""

    # Grows with every line that was kept, so that its field empties itself.
    kept: int = 0
    quick_problem: str = ""
    section: str = "all"

    is_choosing: bool = False
    chosen: tuple[str, ...] = ()

    task: TaskRow = TaskRow()
    parts: tuple[TaskRow, ...] = ()
    next_days: str = ""
    repeat_options: tuple[tuple[str, str], ...] = ()
    is_task_open: bool = False
    task_problem: str = ""
    is_task_stale: bool = False
    # Grows with every opening, so that the form is drawn anew with what is saved.
    round: int = 0

    goal: GoalRow = GoalRow()
    is_goal_open: bool = False
    goal_problem: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the board; the address may name a goal to narrow it to, or a task to open."""
        asked = self.router.url.query_parameters
        self.goal_id, self.open_group = asked.get("goal", ""), ""
        self.section = asked.get("show", "") if asked.get("show", "") in service.SECTIONS else "all"
        self.is_choosing, self.chosen, self.quick_problem = False, (), ""
        # A page that is loaded anew shows what its address says, and not what was open before.
        self.is_task_open = self.is_goal_open = False
        await self._refresh()
        if task_id := asked.get("task", ""):
            await self._show_task(task_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def refresh(self) -> None:
        """Show the board as it is saved now, where it is shown."""
        if self.is_loaded:
            await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def add(self, line: str) -> rx.event.EventSpec | None:
        """Make a task of a line; what is refused stays in its field."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                added = await service.add_line(db, actor, line, goal_id=self.goal_id or None)
        except AppError as error:
            self.quick_problem = error.message
            return None
        self.quick_problem = ""
        self.kept += 1
        await self._refresh()
        return notify(
            _("Added: {title}").format(title=short(added.title)),
            kind="good",
            undo=PlannerState.delete_task(added.id),
        )

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose_section(self, section: str) -> None:
        """Show all, today, upcoming, someday or the goals."""
        self.section, self.open_group = section if section in service.SECTIONS else "all", ""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_clock(self, task_id: str, running: bool) -> None:
        """Start the clock of a task, or stop it."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await (service.start_timer if running else service.stop_timer)(db, actor, task_id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def put_off(self, task_id: str, days: int) -> rx.event.EventSpec:
        """Move a task some days from today, and offer to put it back."""
        return await self._move(task_id, service.day_from_today(require_actor(), days))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def move_to(self, task_id: str, day: str) -> rx.event.EventSpec:
        """Move a task to the day it was dragged to, or to none, and offer to put it back."""
        return await self._move(task_id, service.read_day(day))

    async def _move(self, task_id: str, day: date | None) -> rx.event.EventSpec:
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            before = await service.get_task(db, actor, task_id)
            await service.move_task(db, actor, task_id, day)
        self.is_task_open = False
        await self._refresh()
        was = before.due_on.isoformat() if before.due_on else ""
        undo = PlannerState.undo_bulk("move", [{"id": task_id, "day": was, "tags": " ".join(before.tags)}])
        return notify(_("Moved: {title}").format(title=short(before.title)), kind="good", undo=undo)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def skip(self, task_id: str) -> rx.event.EventSpec:
        """Leave out this time of what comes back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            before = await service.get_task(db, actor, task_id)
            await service.skip_task(db, actor, task_id)
        self.is_task_open = False
        await self._refresh()
        day = before.series_day.isoformat() if before.series_day else ""
        told = _("Skipped this time: {title}").format(title=short(before.title))
        return notify(told, kind="good", undo=PlannerState.unskip(task_id, day))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def unskip(self, task_id: str, day: str) -> None:
        """Take the skipping back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.unskip_task(db, actor, task_id, service.read_day(day))
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def start_choosing(self, on: bool) -> None:
        """Choose several tasks, or stop doing so."""
        self.is_choosing, self.chosen = on, ()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose(self, task_id: str, on: bool) -> None:
        """Take a task into the choice, or out of it."""
        kept = tuple(one for one in self.chosen if one != task_id)
        self.chosen = (*kept, task_id) if on else kept

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def change_chosen(self, action: str, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Complete, delete, move or tag all that is chosen, at once."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            wanted = BulkChange(action, service.read_day(form.get("day", "")), form.get("tag", ""))
            before = await service.change_tasks(db, actor, self.chosen, wanted)
        self.is_choosing, self.chosen = False, ()
        await self._refresh()
        kept = [{"id": one.task_id, "day": str(one.day or ""), "tags": " ".join(one.tags)} for one in before]
        told = ngettext("{count} task changed.", "{count} tasks changed.", len(before)).format(
            count=len(before)
        )
        return notify(told, kind="good", undo=PlannerState.undo_bulk(action, kept)) if kept else None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def undo_bulk(self, action: str, before: list[dict[str, str]]) -> None:
        """Take a bulk edit back."""
        actor = require_actor()
        inverse = {"complete": "reopen", "delete": "restore"}.get(action)
        async with unit_of_work(actor.tenant_id) as db:
            if inverse:
                await service.change_tasks(
                    db, actor, [one.get("id", "") for one in before], BulkChange(inverse)
                )
            else:
                moved = [
                    Moved(
                        one.get("id", ""),
                        service.read_day(one.get("day", "")),
                        tuple(one.get("tags", "").split()),
                    )
                    for one in before
                ]
                await service.put_back(db, actor, moved)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def add_part(self, form: dict[str, str]) -> None:
        """Add a part to the open task."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.add_task(
                    db, actor, TaskDraft(title=form.get("part", ""), parent_id=self.task.id)
                )
        except AppError as error:
            self.task_problem = error.message
            return
        await self._show_task(self.task.id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_part_done(self, task_id: str, done: bool) -> None:
        """Tick a part of the open task, or take the tick back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await (service.complete_task if done else service.reopen_task)(db, actor, task_id)
        await self._show_task(self.task.id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_done(self, task_id: str, done: bool) -> rx.event.EventSpec | None:
        """Tick a task, or take the tick back."""
        actor = require_actor()
        change = service.complete_task if done else service.reopen_task
        async with unit_of_work(actor.tenant_id) as db:
            changed = await change(db, actor, task_id)
        await self._refresh()
        return done_notice(changed.title, PlannerState.set_done(task_id, False)) if done else None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open_task(self, task_id: str) -> None:
        """Open a task for editing, as it is saved now."""
        await self._show_task(task_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_task(self) -> None:
        """Close the task without saving."""
        self.is_task_open, self.task_problem, self.is_task_stale = False, "", False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save_task(self, form: dict[str, str]) -> None:
        """Save the open task."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                changes = service.task_changes(form)
                await service.edit_task(db, actor, self.task.id, self.task.version, changes)
        except AppError as error:
            self.task_problem, self.is_task_stale = error.message, isinstance(error, Conflict)
            return
        self.is_task_open, self.task_problem, self.is_task_stale = False, "", False
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete_task(self, task_id: str) -> rx.event.EventSpec:
        """Delete a task and offer to bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_task(db, actor, task_id)
        self.is_task_open = False
        await self._refresh()
        return notify(_("Task deleted."), kind="good", undo=PlannerState.restore_task(task_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore_task(self, task_id: str) -> None:
        """Bring back a deleted task."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_task(db, actor, task_id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def show_all(self, key: str) -> None:
        """Show up to a hundred rows of one group, and that group alone; an empty key shows the board again."""
        self.open_group = key
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def new_goal(self) -> None:
        """Open an empty goal."""
        self.goal, self.goal_problem, self.is_goal_open = GoalRow(), "", True
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open_goal(self, goal_id: str) -> None:
        """Open a goal for editing, as it is saved now."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.goal = await service.read_goal_row(db, actor, goal_id)
        self.goal_problem, self.is_goal_open = "", True
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_goal(self) -> None:
        """Close the goal without saving."""
        self.is_goal_open, self.goal_problem = False, ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save_goal(self, form: dict[str, str | bool | None]) -> None:
        """Save the open goal, or make it."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.save_goal(db, actor, self.goal.id, self.goal.version, form)
        except AppError as error:
            self.goal_problem = error.message
            return
        self.is_goal_open, self.goal_problem = False, ""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_goal_done(self, goal_id: str, done: bool) -> rx.event.EventSpec | None:
        """Mark a goal done, or active again."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            goal = await service.change_goal_status(db, actor, goal_id, "done" if done else "active")
        self.is_goal_open = False
        await self._refresh()
        return done_notice(goal.title, PlannerState.set_goal_done(goal_id, False)) if done else None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def delete_goal(self, goal_id: str) -> rx.event.EventSpec:
        """Delete a goal and offer to bring it back; its tasks stay."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.delete_goal(db, actor, goal_id)
        self.is_goal_open = False
        await self._refresh()
        return notify(
            _("Goal deleted. Its tasks are still there."),
            kind="good",
            undo=PlannerState.restore_goal(goal_id),
        )

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def restore_goal(self, goal_id: str) -> None:
        """Bring back a deleted goal."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_goal(db, actor, goal_id)
        await self._refresh()

    async def _show_task(self, task_id: str) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            opened = await service.read_opened(db, actor, task_id)
        self.task, self.parts = opened.task, opened.parts
        self.next_days, self.repeat_options = opened.next_days, opened.repeat_options
        self.task_problem, self.is_task_stale, self.is_task_open = "", False, True
        self.round += 1

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.board = await service.read_board(
                db, actor, goal_id=self.goal_id, only=self.open_group, section=self.section
            )
        self.goal_options = tuple((goal.id, goal.title) for goal in self.board.goals)
        self.goal_title = dict(self.goal_options).get(self.goal_id, "")
        self.is_loaded = True
