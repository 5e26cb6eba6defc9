"""Goals and tasks over REST: the same use cases as the pages."""

import re
from datetime import date
from typing import Annotated, Any, cast

from fastapi import Query, status
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import LONGEST_CURSOR, Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import (
    LONGEST_ESTIMATE,
    TEXT_LENGTH,
    TITLE_LENGTH,
    DueFilter,
    GoalChanges,
    GoalDraft,
    GoalStatus,
    GoalView,
    TaskChanges,
    TaskDraft,
    TaskFilter,
    TaskStatus,
    TaskView,
)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _only_iso(value: object) -> object:
    # Left alone, pydantic would also take a number for seconds since 1970.
    if value is None or isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_only_iso), Field(description="A day from 1900 to 2200, YYYY-MM-DD.")]
# At least one character that can be seen.
Title = Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH, pattern=r"[^\s\x00-\x1f\x7f-\x9f]")]
LongText = Annotated[str, Field(max_length=TEXT_LENGTH)]
Minutes = Annotated[StrictInt, Field(ge=1, le=LONGEST_ESTIMATE)]
Version = Annotated[
    StrictInt, Field(ge=1, le=2**31 - 1, description="The version this change was made from.")
]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=LONGEST_CURSOR, description="From the answer before.")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewTask(_Body):
    """A task to make."""

    title: Title
    notes: LongText = ""
    due_on: Day | None = None
    estimate_minutes: Minutes | None = None
    goal_id: Annotated[str, Field(max_length=26)] | None = None


class TaskPatch(_Body):
    """The fields of a task to change; what is left out stays."""

    version: Version
    title: Title = ""
    notes: LongText = ""
    due_on: Day | None = None
    estimate_minutes: Minutes | None = None
    goal_id: Annotated[str, Field(max_length=26)] | None = None


class NewGoal(_Body):
    """A goal to make."""

    title: Title
    why: LongText = ""
    due_on: Day | None = None


class GoalPatch(_Body):
    """The fields of a goal to change; what is left out stays."""

    version: Version
    title: Title = ""
    why: LongText = ""
    due_on: Day | None = None
    status: GoalStatus = "active"


def _changes(patch: BaseModel) -> dict[str, Any]:
    return patch.model_dump(exclude_unset=True, exclude={"version"})


router = ApiRouter(tags=["planner"])


@router.get("/tasks")
@policy(Policy.SIGNED_IN)
async def list_tasks(
    actor: CurrentActor,
    *,
    status: TaskStatus = "all",
    due: DueFilter = "any",
    goal_id: Annotated[str | None, Query(max_length=26)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Slice[TaskView]:
    """Tasks by due day, then creation; done ones by completion, latest first. Days are the person's own."""
    wanted = TaskFilter(status, due, goal_id)
    async with snapshot(actor.tenant_id) as db:
        return await service.list_tasks(db, actor, wanted, limit=limit, cursor=cursor)


@router.post("/tasks", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_task(actor: CurrentActor, body: NewTask) -> TaskView:
    """Make a task."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_task(db, actor, TaskDraft(**body.model_dump()))


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
        changes = cast("TaskChanges", _changes(body))
        return await service.edit_task(db, actor, task_id, body.version, changes)


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


@router.get("/goals")
@policy(Policy.SIGNED_IN)
async def list_goals(
    actor: CurrentActor, status: GoalStatus | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Slice[GoalView]:
    """Goals, oldest first, each with its progress: percent = 100 × done / total tasks, rounded down."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_goals(db, actor, status=status, limit=limit, cursor=cursor)


@router.post("/goals", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_goal(actor: CurrentActor, body: NewGoal) -> GoalView:
    """Make a goal."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_goal(db, actor, GoalDraft(**body.model_dump()))


@router.get("/goals/{goal_id}")
@policy(Policy.SIGNED_IN)
async def get_goal(actor: CurrentActor, goal_id: str) -> GoalView:
    """One goal."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_goal(db, actor, goal_id)


@router.patch("/goals/{goal_id}")
@policy(Policy.SIGNED_IN)
async def edit_goal(actor: CurrentActor, goal_id: str, body: GoalPatch) -> GoalView:
    """Change a goal; 409 with both versions when it changed in the meantime."""
    async with unit_of_work(actor.tenant_id) as db:
        changes = cast("GoalChanges", _changes(body))
        return await service.edit_goal(db, actor, goal_id, body.version, changes)


@router.delete("/goals/{goal_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_goal(actor: CurrentActor, goal_id: str) -> None:
    """Delete a goal, not its tasks; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_goal(db, actor, goal_id)


@router.post("/goals/{goal_id}/complete")
@policy(Policy.SIGNED_IN)
async def complete_goal(actor: CurrentActor, goal_id: str) -> GoalView:
    """Mark a goal done; its tasks stay as they are."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.change_goal_status(db, actor, goal_id, "done")


@router.post("/goals/{goal_id}/reopen")
@policy(Policy.SIGNED_IN)
async def reopen_goal(actor: CurrentActor, goal_id: str) -> GoalView:
    """Mark a goal active."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.change_goal_status(db, actor, goal_id, "active")


@router.post("/goals/{goal_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_goal(actor: CurrentActor, goal_id: str) -> GoalView:
    """Bring back a deleted goal."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_goal(db, actor, goal_id)
