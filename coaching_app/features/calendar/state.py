"""State of the calendar page: which days, which layers, what is open."""

from datetime import date

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.clock import now
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.local_day import local_day
from coaching_app.features.calendar import service
from coaching_app.features.calendar.schemas import CalendarSpan
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import TaskRow
from coaching_app.features.shell.widgets import notify


class CalendarState(rx.State):
    """The days that are shown, and the task that is open."""

    is_loaded: bool = False
    view: str = "month"
    day: str = ""
    label: str = ""
    language: str = "en"
    first_day: int = 1
    span: CalendarSpan = CalendarSpan()
    layers: list[str] = list(service.LAYERS)
    has_chosen: bool = False

    task: TaskRow = TaskRow()
    is_task_open: bool = False
    task_problem: str = ""
    round: int = 0

    feed_address: str = ""
    has_feed: bool = False
    imported: str = ""
    problems: tuple[str, ...] = ()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the days that the address names, or today's month."""
        asked = self.router.url.query_parameters
        self.has_chosen = asked.get("view", "") in service.VIEWS
        self.view = asked.get("view", "") if self.has_chosen else "month"
        self.day = self._shown_day(asked.get("day", "")).isoformat()
        self.feed_address, self.imported, self.problems, self.is_task_open = "", "", (), False
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose_view(self, view: str) -> None:
        """Show a month, a week or a list."""
        self.view = view if view in service.VIEWS else "month"
        self.has_chosen = True
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def be_narrow(self) -> None:
        """On a phone a list reads better than a month, unless the person chose."""
        if not self.has_chosen and self.view == "month":
            self.view = "list"
            await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def go(self, steps: int) -> None:
        """Go some months or weeks on or back; 0 leads to today."""
        today = local_day(now(), require_actor().time_zone)
        self.day = service.stepped(self._shown_day(self.day), self.view, steps, today).isoformat()
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_layer(self, layer: str, shown: bool) -> None:
        """Show a layer or leave it out."""
        kept = [one for one in self.layers if one != layer]
        self.layers = [*kept, layer] if shown and layer in service.LAYERS else kept
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def move(
        self, task_id: str, start: str, minutes: int, whole_day: bool
    ) -> rx.event.EventSpec | None:
        """Put a task where it was dragged to, and offer to put it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            before = await planner.get_task(db, actor, task_id)
            moment = service.wall_moment(start)
            await planner.move_task(
                db,
                actor,
                task_id,
                moment.date(),
                at=None if whole_day else moment.time(),
                minutes=minutes or None,
                whole_day=whole_day,
            )
        await self._refresh()
        undo = CalendarState.put_back(
            task_id,
            before.due_on.isoformat() if before.due_on else "",
            f"{before.due_time:%H:%M}" if before.due_time else "",
            before.estimate_minutes or 0,
        )
        return notify(_("Moved: {title}").format(title=before.title[:60]), kind="good", undo=undo)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def put_back(self, task_id: str, day: str, at: str, minutes: int) -> None:
        """Give a task the place back that it had."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            task = await planner.get_task(db, actor, task_id)
            await planner.edit_task(
                db,
                actor,
                task_id,
                task.version,
                planner.place_changes({"due": day, "time": at, "minutes": str(minutes or "")}),
            )
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open_task(self, task_id: str) -> None:
        """Open a task to move it without dragging."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.task = await planner.read_task_row(db, actor, task_id)
        self.is_task_open, self.task_problem = True, ""
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_task(self) -> None:
        """Close it."""
        self.is_task_open, self.task_problem = False, ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def move_by(self, days: int) -> rx.event.EventSpec | None:
        """Put the open task some days earlier or later."""
        day = service.day_after(self._shown_day(self.task.due), days)
        start = f"{day}T{self.task.time}" if self.task.time else day.isoformat()
        self.is_task_open = False
        return await CalendarState.move.fn(self, self.task.id, start, 0, not self.task.time)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save_task(self, form: dict[str, str]) -> None:
        """Save day, time and length of the open task."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                changes = planner.place_changes(form)
                await planner.edit_task(db, actor, self.task.id, self.task.version, changes)
        except AppError as error:
            self.task_problem = error.message
            return
        self.is_task_open = False
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def complete(self, task_id: str) -> rx.event.EventSpec:
        """Tick the open task."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            done = await planner.complete_task(db, actor, task_id)
        self.is_task_open = False
        await self._refresh()
        told = _("Done: {title}").format(title=done.title[:60])
        return notify(told, kind="good", undo=CalendarState.reopen(task_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def reopen(self, task_id: str) -> None:
        """Take the tick back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await planner.reopen_task(db, actor, task_id)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def new_feed(self) -> None:
        """Make a secret address; the one before ends."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            feed = await service.new_feed(db, actor)
        self.feed_address, self.has_feed = feed.address, True

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def end_feed(self) -> rx.event.EventSpec:
        """End the secret address."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            for feed in await service.list_feeds(db, actor):
                await service.revoke_feed(db, actor, feed.id)
        self.feed_address, self.has_feed = "", False
        return notify(_("The address has ended. Programs that used it see nothing more."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def show_import(self, answer: dict[str, int | list[dict[str, int | str]]]) -> None:
        """Tell what became of a file, and show it."""
        told = service.imported_of(answer)
        self.imported = service.import_words(told.added, told.kept, len(told.problems))
        self.problems = tuple(
            _("Line {line}: {reason}").format(line=one.line, reason=one.reason) for one in told.problems[:50]
        )
        await self._refresh()

    def _shown_day(self, text: str) -> date:
        return service.day_or_today(text, local_day(now(), require_actor().time_zone))

    async def _refresh(self) -> None:
        actor = require_actor()
        shown = service.shown_days(self._shown_day(self.day), self.view, actor.language)
        async with snapshot(actor.tenant_id) as db:
            self.span = await service.read_span(db, actor, shown.first, shown.last, tuple(self.layers))
            self.has_feed = bool(await service.list_feeds(db, actor))
        self.label, self.language, self.first_day = shown.label, actor.language, shown.first_weekday
        self.is_loaded = True
