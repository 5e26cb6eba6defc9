"""REST of pathways, of walking them, and of the mentoring tree."""

from typing import Annotated

from fastapi import Query, status

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.people import service
from coaching_app.features.people.api.bodies import LARGEST, Evidence, NewPathway, NewWalk, PathwayEdit
from coaching_app.features.people.schemas import PathwayDraft, PathwayView, StepDraft, TreeView, WalkView

router = ApiRouter(tags=["pathways"], largest=LARGEST)


def _draft(body: NewPathway) -> PathwayDraft:
    return PathwayDraft(
        body.title, body.description, tuple(StepDraft(**step.model_dump()) for step in body.steps)
    )


@router.get("/pathways")
@policy(Policy.STAFF)
async def list_pathways(actor: CurrentActor, archived: bool = False) -> Slice[PathwayView]:
    """The tenant's pathways; for a mentor sensitive steps are closed doors."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_pathways(db, actor, archived_too=archived))


@router.post("/pathways", status_code=status.HTTP_201_CREATED)
@policy(Policy.LEADERS)
async def add_pathway(actor: CurrentActor, body: NewPathway) -> PathwayView:
    """Write a pathway."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_pathway(db, actor, _draft(body))


@router.get("/pathways/{pathway_id}")
@policy(Policy.STAFF)
async def get_pathway(actor: CurrentActor, pathway_id: str) -> PathwayView:
    """One pathway."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_pathway(db, actor, pathway_id)


@router.put("/pathways/{pathway_id}")
@policy(Policy.LEADERS)
async def edit_pathway(actor: CurrentActor, pathway_id: str, body: PathwayEdit) -> PathwayView:
    """Write a pathway anew; 409 with both versions when it changed in the meantime."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_pathway(db, actor, pathway_id, body.version, _draft(body))


@router.delete("/pathways/{pathway_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.LEADERS)
async def archive_pathway(actor: CurrentActor, pathway_id: str) -> None:
    """Archive a pathway: whoever walks it goes on, nobody starts it; `restore` undoes it."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.archive_pathway(db, actor, pathway_id)


@router.post("/pathways/{pathway_id}/restore")
@policy(Policy.LEADERS)
async def restore_pathway(actor: CurrentActor, pathway_id: str) -> PathwayView:
    """Offer an archived pathway again."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_pathway(db, actor, pathway_id)


@router.get("/walks")
@policy(Policy.SIGNED_IN)
async def list_walks(
    actor: CurrentActor,
    person_id: Annotated[str | None, Query(max_length=26)] = None,
    past: bool = False,
) -> Slice[WalkView]:
    """One's own walks and those of the people one walks with."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_walks(db, actor, person_id=person_id, with_past=past))


@router.post("/walks", status_code=status.HTTP_201_CREATED)
@policy(Policy.COACHES)
async def start_walk(actor: CurrentActor, body: NewWalk) -> WalkView:
    """Set somebody one walks with on a pathway."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.start_walk(db, actor, body.pathway_id, body.person_id)


@router.get("/walks/{walk_id}")
@policy(Policy.SIGNED_IN)
async def get_walk(actor: CurrentActor, walk_id: str) -> WalkView:
    """One walk, its steps as far as they are for whoever asks."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_walk(db, actor, walk_id)


@router.post("/walks/{walk_id}/steps/{step_id}/reach")
@policy(Policy.COACHES)
async def advance(actor: CurrentActor, walk_id: str, step_id: str, body: Evidence) -> WalkView:
    """Mark the next step as reached, with evidence; a sensitive one only by a pastor."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.advance(db, actor, walk_id, step_id, body.evidence)


@router.post("/walks/{walk_id}/steps/{step_id}/reopen")
@policy(Policy.COACHES)
async def reopen_step(actor: CurrentActor, walk_id: str, step_id: str) -> WalkView:
    """Take the last reached step back."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.reopen_step(db, actor, walk_id, step_id)


@router.post("/walks/{walk_id}/leave", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def leave_walk(actor: CurrentActor, walk_id: str) -> None:
    """Leave a pathway, or take somebody off it."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.leave_walk(db, actor, walk_id)


@router.post("/walks/{walk_id}/resume")
@policy(Policy.SIGNED_IN)
async def resume_walk(actor: CurrentActor, walk_id: str) -> WalkView:
    """Go on with a pathway one left."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.resume_walk(db, actor, walk_id)


@router.get("/mentoring-tree")
@policy(Policy.LEADERS)
async def mentoring_tree(actor: CurrentActor) -> TreeView:
    """Who mentors whom: coaches by name, everybody else as a number of five or more."""
    async with snapshot(actor.tenant_id) as db:
        return await service.mentoring_tree(db, actor)
