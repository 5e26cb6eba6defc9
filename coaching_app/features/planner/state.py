"""State of the planner page and of the planner's widgets: fetches, hands over to the service, shows."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, Conflict
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import Board, GoalRow, TaskRow, Today
from coaching_app.features.shell.widgets import notify


class PlannerState(rx.State):
    """The board, and the task or goal that is open for editing."""

    is_loaded: bool = False
    board: Board = Board()
    goal_options: tuple[tuple[str, str], ...] = ()
    goal_id: str = ""
    goal_title: str = ""
    open_group: str = ""

    # What stood in the quick form when it was refused; `version` counts, so that the form is drawn anew.
    quick: TaskRow = TaskRow()
    quick_problem: str = ""

    task: TaskRow = TaskRow()
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
        await self._refresh()
        if task_id := asked.get("task", ""):
            await self._show_task(task_id)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def add(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Add the task of the quick form."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                draft = service.task_draft({"goal": self.goal_id} | form)
                added = await service.add_task(db, actor, draft)
        except AppError as error:
            self.quick_problem = error.message
            self.quick = _kept(form, self.quick.version + 1)
            return None
        self.quick, self.quick_problem = TaskRow(version=self.quick.version), ""
        await self._refresh()
        return notify(
            _("Added: {title}").format(title=_short(added.title)),
            kind="good",
            undo=PlannerState.delete_task(added.id),
        )

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_done(self, task_id: str, done: bool) -> rx.event.EventSpec | None:
        """Tick a task, or take the tick back."""
        actor = require_actor()
        change = service.complete_task if done else service.reopen_task
        async with unit_of_work(actor.tenant_id) as db:
            changed = await change(db, actor, task_id)
        await self._refresh()
        return _done_notice(changed.title, PlannerState.set_done(task_id, False)) if done else None

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
    async def save_goal(self, form: dict[str, str]) -> None:
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
        return _done_notice(goal.title, PlannerState.set_goal_done(goal_id, False)) if done else None

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
            self.task = await service.read_task_row(db, actor, task_id)
        self.task_problem, self.is_task_stale, self.is_task_open = "", False, True
        self.round += 1

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.board = await service.read_board(db, actor, goal_id=self.goal_id, only=self.open_group)
        self.goal_options = tuple((goal.id, goal.title) for goal in self.board.goals)
        self.goal_title = dict(self.goal_options).get(self.goal_id, "")
        self.is_loaded = True


class TodayState(rx.State):
    """The person's day, for the planner's widgets on other pages."""

    is_loaded: bool = False
    today: Today = Today()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Fetch the day."""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_done(self, task_id: str, done: bool) -> rx.event.EventSpec | None:
        """Tick a task where it stands, or take the tick back."""
        actor = require_actor()
        change = service.complete_task if done else service.reopen_task
        async with unit_of_work(actor.tenant_id) as db:
            changed = await change(db, actor, task_id)
        await self._refresh()
        return _done_notice(changed.title, TodayState.set_done(task_id, False)) if done else None

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.today = await service.read_today(db, actor)
        self.is_loaded = True


def _done_notice(title: str, undo: Any) -> rx.event.EventSpec:
    return notify(_("Done: {title}").format(title=_short(title)), kind="good", undo=undo)


def _short(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:59]}…"


def _kept(form: dict[str, str], round_number: int) -> TaskRow:
    return TaskRow(
        title=form.get("title", ""),
        due=form.get("due", ""),
        minutes=form.get("minutes", ""),
        version=round_number,
    )
