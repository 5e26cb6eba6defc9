"""Reads pathways, their steps and those who walk them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import Viewer, kinds_of
from coaching_app.models import Pathway, PathwayStep, PathwayWalk, Relationship, StepDone


async def pathways(db: AsyncSession, *conditions: ColumnElement[bool]) -> tuple[Pathway, ...]:
    """The tenant's pathways, by title."""
    query = select(Pathway).where(*conditions).order_by(col(Pathway.title), col(Pathway.id)).limit(500)
    return tuple(await db.scalars(query))


async def steps_of(db: AsyncSession, pathway_ids: Iterable[str]) -> dict[str, list[PathwayStep]]:
    """The living steps of pathways, in order."""
    query = (
        select(PathwayStep)
        .where(col(PathwayStep.pathway_id).in_(set(pathway_ids)), col(PathwayStep.removed_at).is_(None))
        .order_by(col(PathwayStep.pathway_id), col(PathwayStep.position), col(PathwayStep.id))
    )
    found: dict[str, list[PathwayStep]] = {}
    for step in await db.scalars(query):
        found.setdefault(step.pathway_id, []).append(step)
    return found


def may_see_walk(actor: Actor) -> ColumnElement[bool]:
    """The person themself, and the coaches who walk with them in a way their role allows now."""
    coached = (
        select(col(Relationship.id))
        .where(
            col(Relationship.coach_id) == actor.user_id,
            col(Relationship.mentee_id) == col(PathwayWalk.person_id),
            col(Relationship.status) == "active",
            col(Relationship.kind).in_(kinds_of(Viewer.of(actor))),
        )
        .exists()
    )
    return or_(col(PathwayWalk.person_id) == actor.user_id, coached)


async def walks(
    db: AsyncSession, actor: Actor, *conditions: ColumnElement[bool], lock: bool = False
) -> Sequence[PathwayWalk]:
    """The walks the actor may see, the newest first."""
    query = (
        select(PathwayWalk)
        .where(may_see_walk(actor), *conditions)
        .order_by(col(PathwayWalk.id).desc())
        .limit(500)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await db.scalars(query)).all()


async def steps_done(db: AsyncSession, walk_ids: Iterable[str]) -> dict[str, dict[str, StepDone]]:
    """What has been reached, by walk and step."""
    found: dict[str, dict[str, StepDone]] = {}
    for row in await db.scalars(select(StepDone).where(col(StepDone.walk_id).in_(set(walk_ids)))):
        found.setdefault(row.walk_id, {})[row.step_id] = row
    return found
