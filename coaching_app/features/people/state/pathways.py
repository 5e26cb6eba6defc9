"""State of the page of pathways: walks, evidence, and the form in which a pathway is written."""

from dataclasses import replace

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.people import service
from coaching_app.features.people.schemas.rows import PathwaysPage, StepFields, StepRow, TreePage
from coaching_app.features.people.service import way_wording
from coaching_app.features.shell.widgets import notify

MOST_STEPS = 60


class PathwaysState(rx.State):
    """What the page shows, and the dialog that is open."""

    is_loaded: bool = False
    page: PathwaysPage = PathwaysPage()

    step: StepRow = StepRow()
    step_walk_id: str = ""
    step_problem: str = ""

    is_starting: bool = False
    start_problem: str = ""

    is_writing: bool = False
    open_id: str = ""
    title: str = ""
    description: str = ""
    fields: tuple[StepFields, ...] = ()
    write_problem: str = ""
    round: int = 0
    # The version the form was opened with; a page cannot choose another.
    _version: int = 0

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Fetch all of it."""
        await self._refresh()

    @rx.event
    @policy(Policy.COACHES)
    async def open_step(self, walk_id: str, step_id: str) -> None:
        """Open the step that is to be marked."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            await service.get_walk(db, actor, walk_id)
            rows = (await way_wording.read_pathways(db, actor)).others
        steps = [step for row in rows if row.id == walk_id for step in row.steps if step.id == step_id]
        self.step = steps[0] if steps else StepRow()
        self.step_walk_id, self.step_problem = (walk_id if steps else ""), ""
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def close_step(self) -> None:
        """Close it without saving."""
        self.step_walk_id = ""

    @rx.event
    @policy(Policy.COACHES)
    async def advance(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Mark the open step as reached."""
        actor = require_actor()
        walk_id, step_id = self.step_walk_id, self.step.id
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.advance(db, actor, walk_id, step_id, form.get("evidence", ""))
        except AppError as error:
            self.step_problem = error.message
            return None
        self.step_walk_id = ""
        await self._refresh()
        return notify(_("Step reached."), kind="good", undo=PathwaysState.reopen_step(walk_id, step_id))

    @rx.event
    @policy(Policy.COACHES)
    async def reopen_step(self, walk_id: str, step_id: str) -> None:
        """Take the last step back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.reopen_step(db, actor, walk_id, step_id)
        await self._refresh()

    @rx.event
    @policy(Policy.COACHES)
    async def open_starting(self) -> None:
        """Open the form that sets somebody on a pathway."""
        self.is_starting, self.start_problem = True, ""
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def close_starting(self) -> None:
        """Close it."""
        self.is_starting = False

    @rx.event
    @policy(Policy.COACHES)
    async def start(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Set somebody on a pathway."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                made = await service.start_walk(db, actor, form.get("pathway", ""), form.get("person", ""))
        except AppError as error:
            self.start_problem = error.message
            return None
        self.is_starting = False
        await self._refresh()
        told = _("{name} is on the way.").format(name=made.person.name)
        return notify(told, kind="good", undo=PathwaysState.leave(made.id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def leave(self, walk_id: str) -> rx.event.EventSpec:
        """Leave a pathway, or take somebody off it."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            found = await service.get_walk(db, actor, walk_id)
            await service.leave_walk(db, actor, walk_id)
        await self._refresh()
        undo = PathwaysState.resume(walk_id) if found.is_mine else None
        return notify(_("Off the pathway. What was reached is kept."), kind="good", undo=undo)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def resume(self, walk_id: str) -> None:
        """Go on with it."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.resume_walk(db, actor, walk_id)
        await self._refresh()

    @rx.event
    @policy(Policy.LEADERS)
    async def new_pathway(self) -> None:
        """Open an empty pathway with three steps to fill."""
        self._show_form("", "", "", tuple(StepFields(new_id()) for _n in range(3)))

    @rx.event
    @policy(Policy.LEADERS)
    async def open_pathway(self, pathway_id: str) -> None:
        """Open a pathway as it is saved now."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            found, steps = await way_wording.read_pathway_form(db, actor, pathway_id)
        self._version = found.version
        self._show_form(found.id, found.title, found.description, steps)

    @rx.event
    @policy(Policy.LEADERS)
    async def close_pathway(self) -> None:
        """Close the form without saving."""
        self.is_writing = False

    @rx.event
    @policy(Policy.LEADERS)
    async def add_step(self) -> None:
        """One more step at the end."""
        if len(self.fields) < MOST_STEPS:
            self.fields = (*self.fields, StepFields(new_id()))

    @rx.event
    @policy(Policy.LEADERS)
    async def remove_step(self, key: str) -> None:
        """Take a step out of the form."""
        self.fields = tuple(step for step in self.fields if step.key != key)

    @rx.event
    @policy(Policy.LEADERS)
    async def move_step(self, key: str, up: bool) -> None:
        """Move a step up or down; what was typed moves with it."""
        rows = list(self.fields)
        at = next((index for index, step in enumerate(rows) if step.key == key), -1)
        to = at - 1 if up else at + 1
        if at >= 0 and 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            self.fields = tuple(replace(step) for step in rows)

    @rx.event
    @policy(Policy.LEADERS)
    async def save_pathway(self, form: dict[str, str | bool | None]) -> rx.event.EventSpec | None:
        """Save the pathway of the form."""
        actor = require_actor()
        draft = way_wording.pathway_draft(form, self.fields)
        try:
            async with unit_of_work(actor.tenant_id) as db:
                if self.open_id:
                    await service.edit_pathway(db, actor, self.open_id, self._version, draft)
                else:
                    await service.add_pathway(db, actor, draft)
        except AppError as error:
            self.write_problem = error.message
            return None
        self.is_writing = False
        await self._refresh()
        return notify(_("Saved."), kind="good")

    @rx.event
    @policy(Policy.LEADERS)
    async def archive(self, pathway_id: str) -> rx.event.EventSpec:
        """Archive a pathway."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.get_pathway(db, actor, pathway_id)
            await service.archive_pathway(db, actor, pathway_id)
        self.is_writing = False
        await self._refresh()
        undo = PathwaysState.restore(pathway_id)
        return notify(_("Archived. Whoever walks it goes on."), kind="good", undo=undo)

    @rx.event
    @policy(Policy.LEADERS)
    async def restore(self, pathway_id: str) -> None:
        """Offer it again."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_pathway(db, actor, pathway_id)
        await self._refresh()

    def _show_form(self, pathway: str, title: str, description: str, steps: tuple[StepFields, ...]) -> None:
        self.is_writing, self.open_id, self.write_problem = True, pathway, ""
        self.title, self.description, self.fields = title, description, steps
        self.round += 1

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.page = await way_wording.read_pathways(db, actor)
        self.is_loaded = True


class TreeState(rx.State):
    """What the page of the mentoring tree shows."""

    is_loaded: bool = False
    tree: TreePage = TreePage()

    @rx.event
    @policy(Policy.LEADERS)
    async def load(self) -> None:
        """Fetch it."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.tree = await way_wording.read_tree(db, actor)
        self.is_loaded = True
