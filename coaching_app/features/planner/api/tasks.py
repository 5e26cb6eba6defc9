"""Tasks over REST: the same use cases as the page."""

from datetime import date
from typing import Annotated, Literal, cast

from fastapi import Query, status
from pydantic import Field

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.clock_time import ClockTime
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.api.parameters import (
    Body,
    Cursor,
    Day,
    Limit,
    LongText,
    Minutes,
    RuleText,
    Tag,
    Title,
    Version,
    changes,
)
from coaching_app.features.planner.schemas import (
    BulkChange,
    DueFilter,
    Moved,
    ParsedTask,
    TaskChanges,
    TaskDraft,
    TaskFilter,
    TaskStatus,
    TaskView,
)

# A book by mistake: it is read as a title, and told to be too long when it is to be saved.
LONGEST_TEXT = 500_000


class NewTask(Body):
    """A task to make."""

    title: Title
    notes: LongText = ""
    due_on: Day | None = None
    estimate_minutes: Minutes | None = None
    goal_id: Annotated[str, Field(max_length=26)] | None = None
    due_time: ClockTime | None = None
    parent_id: Annotated[str, Field(max_length=26)] | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    repeats: RuleText = ""
    is_after_completion: bool = False


class TaskPatch(Body):
    """The fields of a task to change; what is left out stays."""

    version: Version
    title: Title = ""
    notes: LongText = ""
    due_on: Day | None = None
    estimate_minutes: Minutes | None = None
    goal_id: Annotated[str, Field(max_length=26)] | None = None
    due_time: ClockTime | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    repeats: RuleText = ""
    is_after_completion: bool = False
    spent_minutes: Annotated[int, Field(ge=0, le=525_600)] = 0


class Line(Body):
    """One line, as it is typed into the quick field."""

    text: Annotated[str, Field(max_length=LONGEST_TEXT)]


class Place(Body):
    """Where a task goes on the calendar; without a day it has none."""

    due_on: Day | None = None
    due_time: ClockTime | None = None
    minutes: Minutes | None = None
    whole_day: bool = False


class Skipped(Body):
    """The day that was skipped."""

    day: Day


class Bulk(Body):
    """What to do with several tasks at once."""

    ids: Annotated[tuple[Annotated[str, Field(max_length=26)], ...], Field(min_length=1, max_length=500)]
    action: Literal["complete", "reopen", "delete", "restore", "move", "tag", "untag"]
    day: Day | None = None
    tag: Tag = ""


router = ApiRouter(tags=["planner"])


@router.get("/tasks")
@policy(Policy.SIGNED_IN)
async def list_tasks(
    actor: CurrentActor,
    *,
    status: TaskStatus = "all",
    due: DueFilter = "any",
    goal_id: Annotated[str | None, Query(max_length=26)] = None,
    tag: Annotated[str, Query(max_length=60)] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Slice[TaskView]:
    """Tasks by due day, then creation; done ones by completion, latest first. Days are the person's own."""
    wanted = TaskFilter(status, due, goal_id, tag)
    async with snapshot(actor.tenant_id) as db:
        return await service.list_tasks(db, actor, wanted, limit=limit, cursor=cursor)


@router.post("/tasks", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_task(actor: CurrentActor, body: NewTask) -> TaskView:
    """Make a task."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_task(db, actor, TaskDraft(**body.model_dump()))


@router.post("/tasks/parse")
@policy(Policy.SIGNED_IN)
async def parse_line(actor: CurrentActor, body: Line) -> ParsedTask:
    """What one line says, with the place of each part that was understood; nothing is saved or refused."""
    async with snapshot(actor.tenant_id) as db:
        return await service.parse_line(db, actor, body.text)


@router.post("/tasks/line", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_line(actor: CurrentActor, body: Line) -> TaskView:
    """Make the task of one line."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_line(db, actor, body.text)


@router.post("/tasks/bulk")
@policy(Policy.SIGNED_IN)
async def change_tasks(actor: CurrentActor, body: Bulk) -> tuple[Moved, ...]:
    """Change several tasks, all or none; the answer says how those that changed were before."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.change_tasks(db, actor, body.ids, BulkChange(body.action, body.day, body.tag))


@router.get("/tasks/running")
@policy(Policy.SIGNED_IN)
async def running_task(actor: CurrentActor) -> TaskView | None:
    """The task whose clock runs, if any."""
    async with snapshot(actor.tenant_id) as db:
        return await service.running_task(db, actor)


@router.get("/tasks/{task_id}")
@policy(Policy.SIGNED_IN)
async def get_task(actor: CurrentActor, task_id: str) -> TaskView:
    """One task."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_task(db, actor, task_id)


@router.patch("/tasks/{task_id}")
@policy(Policy.SIGNED_IN)
async def edit_task(actor: CurrentActor, task_id: str, body: TaskPatch) -> TaskView:
    """Change a task; 409 with both versions when it changed in the meantime."""
    async with unit_of_work(actor.tenant_id) as db:
        wanted = cast("TaskChanges", changes(body))
        return await service.edit_task(db, actor, task_id, body.version, wanted)


@router.delete("/tasks/{task_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_task(actor: CurrentActor, task_id: str) -> None:
    """Delete a task; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_task(db, actor, task_id)


@router.post("/tasks/{task_id}/complete")
@policy(Policy.SIGNED_IN)
async def complete_task(actor: CurrentActor, task_id: str) -> TaskView:
    """Mark a task done; doing it twice changes nothing more."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.complete_task(db, actor, task_id)


@router.post("/tasks/{task_id}/reopen")
@policy(Policy.SIGNED_IN)
async def reopen_task(actor: CurrentActor, task_id: str) -> TaskView:
    """Mark a task not done."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.reopen_task(db, actor, task_id)


@router.post("/tasks/{task_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_task(actor: CurrentActor, task_id: str) -> TaskView:
    """Bring back a deleted task."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_task(db, actor, task_id)


@router.get("/tasks/{task_id}/parts")
@policy(Policy.SIGNED_IN)
async def list_parts(actor: CurrentActor, task_id: str) -> tuple[TaskView, ...]:
    """The parts of a task."""
    async with snapshot(actor.tenant_id) as db:
        return await service.parts_of(db, actor, (await service.get_task(db, actor, task_id)).id)


@router.get("/tasks/{task_id}/days")
@policy(Policy.SIGNED_IN)
async def list_days(actor: CurrentActor, task_id: str) -> tuple[date, ...]:
    """The next five days on which a task happens."""
    async with snapshot(actor.tenant_id) as db:
        return await service.task_days(db, actor, task_id)


@router.post("/tasks/{task_id}/move")
@policy(Policy.SIGNED_IN)
async def move_task(actor: CurrentActor, task_id: str, body: Place) -> TaskView:
    """Put a task on another day, at another time, or make it longer or shorter."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.move_task(
            db,
            actor,
            task_id,
            body.due_on,
            at=body.due_time,
            minutes=body.minutes,
            whole_day=body.whole_day,
        )


@router.post("/tasks/{task_id}/skip")
@policy(Policy.SIGNED_IN)
async def skip_task(actor: CurrentActor, task_id: str) -> TaskView:
    """Leave out this time of what comes back; it is neither done nor missed."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.skip_task(db, actor, task_id)


@router.post("/tasks/{task_id}/unskip")
@policy(Policy.SIGNED_IN)
async def unskip_task(actor: CurrentActor, task_id: str, body: Skipped) -> TaskView:
    """Take the skipping of a day back."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.unskip_task(db, actor, task_id, body.day)


@router.post("/tasks/{task_id}/start")
@policy(Policy.SIGNED_IN)
async def start_timer(actor: CurrentActor, task_id: str) -> TaskView:
    """Start the clock of a task; one runs for a person."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.start_timer(db, actor, task_id)


@router.post("/tasks/{task_id}/stop")
@policy(Policy.SIGNED_IN)
async def stop_timer(actor: CurrentActor, task_id: str) -> TaskView:
    """Stop the clock of a task and add its time."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.stop_timer(db, actor, task_id)
