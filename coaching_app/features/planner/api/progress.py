"""Milestones and evidence over REST."""

import asyncio
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import UploadFile, status
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from coaching_app.access.answers import ANY_FILE, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.errors import TooLarge
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.api.parameters import Body, Day, LongText, Number, Title
from coaching_app.features.planner.schemas import EvidenceDraft, EvidenceView, MilestoneView, Verdict
from coaching_app.storage import files

LARGEST_FILE = 25 * 1024 * 1024
_FORM_AROUND = 64 * 1024


class NewMilestone(Body):
    """A step to add to a goal, or a step as it is to be."""

    title: Title
    due_on: Day | None = None


class NewEvidence(Body):
    """A note or a link that shows progress."""

    kind: Literal["note", "link"]
    text: LongText = ""
    url: Annotated[str, Field(max_length=2_000)] = ""
    amount: Number | None = None
    milestone_id: Annotated[str, Field(max_length=26)] | None = None


class NewReview(Body):
    """What a coach says about a piece of evidence."""

    verdict: Verdict
    words: Annotated[str, Field(max_length=4_000)] = ""


router = ApiRouter(tags=["planner"], largest=LARGEST_FILE + _FORM_AROUND)


@router.get("/goals/{goal_id}/milestones")
@policy(Policy.SIGNED_IN)
async def list_milestones(actor: CurrentActor, goal_id: str) -> tuple[MilestoneView, ...]:
    """The steps of a goal, in order."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_milestones(db, actor, goal_id)


@router.post("/goals/{goal_id}/milestones", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_milestone(actor: CurrentActor, goal_id: str, body: NewMilestone) -> MilestoneView:
    """A new last step."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_milestone(db, actor, goal_id, body.title, body.due_on)


@router.put("/milestones/{milestone_id}")
@policy(Policy.SIGNED_IN)
async def edit_milestone(actor: CurrentActor, milestone_id: str, body: NewMilestone) -> MilestoneView:
    """Change a step."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_milestone(db, actor, milestone_id, body.title, body.due_on)


@router.post("/milestones/{milestone_id}/complete")
@policy(Policy.SIGNED_IN)
async def complete_milestone(actor: CurrentActor, milestone_id: str) -> MilestoneView:
    """Mark a step reached."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.reach_milestone(db, actor, milestone_id, reached=True)


@router.post("/milestones/{milestone_id}/reopen")
@policy(Policy.SIGNED_IN)
async def reopen_milestone(actor: CurrentActor, milestone_id: str) -> MilestoneView:
    """Mark a step not reached."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.reach_milestone(db, actor, milestone_id, reached=False)


@router.delete("/milestones/{milestone_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_milestone(actor: CurrentActor, milestone_id: str) -> None:
    """Take a step away; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_milestone(db, actor, milestone_id)


@router.post("/milestones/{milestone_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_milestone(actor: CurrentActor, milestone_id: str) -> MilestoneView:
    """Bring back a deleted step."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_milestone(db, actor, milestone_id)


@router.get("/goals/{goal_id}/evidence")
@policy(Policy.SIGNED_IN)
async def list_evidence(actor: CurrentActor, goal_id: str) -> tuple[EvidenceView, ...]:
    """The evidence of a goal with its reviews, latest first."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_evidence(db, actor, goal_id)


@router.post("/goals/{goal_id}/evidence", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_evidence(actor: CurrentActor, goal_id: str, body: NewEvidence) -> EvidenceView:
    """Keep a note or a link as evidence."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_evidence(db, actor, goal_id, EvidenceDraft(**body.model_dump()))


@router.post("/goals/{goal_id}/evidence/file", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_evidence_file(actor: CurrentActor, goal_id: str, file: UploadFile) -> EvidenceView:
    """Keep a file of up to 25 MB as evidence."""
    async with snapshot(actor.tenant_id) as db:
        await service.get_goal(db, actor, goal_id)
    content = await file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise TooLarge(_("A file of evidence holds at most 25 MB."))
    stored = await asyncio.to_thread(files.put_chunks, actor.tenant_id, [content])
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_evidence_file(db, actor, goal_id, file.filename or "", stored)


@router.get("/evidence/{evidence_id}/file", response_class=StreamingResponse, responses=answers(ANY_FILE))
@policy(Policy.SIGNED_IN)
async def get_evidence_file(actor: CurrentActor, evidence_id: str) -> Response:
    """The bytes of a file of evidence, always to be saved; for its owner, and a coach who may see the goal."""
    async with unit_of_work(actor.tenant_id) as db:
        found = await service.evidence_file(db, actor, evidence_id)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Length": str(found.size),
    }
    body = files.stream(actor.tenant_id, found.sha256)
    return StreamingResponse(body, 200, headers, "application/octet-stream")


@router.delete("/evidence/{evidence_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_evidence(actor: CurrentActor, evidence_id: str) -> None:
    """Take evidence away; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_evidence(db, actor, evidence_id)


@router.post("/evidence/{evidence_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_evidence(actor: CurrentActor, evidence_id: str) -> EvidenceView:
    """Bring back deleted evidence."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_evidence(db, actor, evidence_id)


@router.post("/evidence/{evidence_id}/review")
@policy(Policy.COACHES)
async def review_evidence(actor: CurrentActor, evidence_id: str, body: NewReview) -> EvidenceView:
    """Accept a piece of evidence of a shared goal, or ask for more; the owner sees it too."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.review_evidence(db, actor, evidence_id, body.verdict, body.words)
