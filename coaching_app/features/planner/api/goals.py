"""Goals over REST: the same use cases as the page."""

from typing import Annotated, Literal, cast

from fastapi import status
from pydantic import Field

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.api.parameters import (
    Body,
    Cursor,
    Day,
    Limit,
    LongText,
    Number,
    Title,
    Version,
    changes,
)
from coaching_app.features.planner.schemas import GoalChanges, GoalDraft, GoalStatus, GoalView, ProgressWay


class NewGoal(Body):
    """A goal to make."""

    title: Title
    why: LongText = ""
    due_on: Day | None = None
    progress_by: ProgressWay = "tasks"
    is_reviewed_only: bool = False
    unit: Annotated[str, Field(max_length=40)] = ""
    start_value: Number | None = None
    target_value: Number | None = None
    current_value: Number | None = None


class GoalPatch(Body):
    """The fields of a goal to change; what is left out stays."""

    version: Version
    title: Title = ""
    why: LongText = ""
    due_on: Day | None = None
    status: Literal["active", "done", "dropped"] = "active"
    progress_by: ProgressWay = "tasks"
    is_reviewed_only: bool = False
    unit: Annotated[str, Field(max_length=40)] = ""
    start_value: Number | None = None
    target_value: Number | None = None
    current_value: Number | None = None


router = ApiRouter(tags=["planner"])


@router.get("/goals")
@policy(Policy.SIGNED_IN)
async def list_goals(
    actor: CurrentActor, status: GoalStatus | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Slice[GoalView]:
    """Goals, oldest first, each with its progress and the formula of it in words."""
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
        wanted = cast("GoalChanges", changes(body))
        return await service.edit_goal(db, actor, goal_id, body.version, wanted)


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
