"""Steps of a goal: made, edited, reached, taken away and brought back."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.written_text import refuse
from coaching_app.features.planner.queries import milestone_views
from coaching_app.features.planner.schemas import MilestoneView
from coaching_app.features.planner.service.goals import own_goal
from coaching_app.features.planner.service.rules import clean_day, clean_title
from coaching_app.models import Milestone

MOST_MILESTONES = 100


async def list_milestones(db: AsyncSession, actor: Actor, goal_id: str) -> tuple[MilestoneView, ...]:
    """The steps of a goal, in order."""
    return await milestone_views(db, [(await own_goal(db, actor, goal_id)).id])


async def add_milestone(
    db: AsyncSession, actor: Actor, goal_id: str, title: str, due_on: date | None = None
) -> MilestoneView:
    """A new last step."""
    goal = await own_goal(db, actor, goal_id)
    query = select(func.count(), func.max(col(Milestone.position))).where(
        col(Milestone.goal_id) == goal.id, col(Milestone.deleted_at).is_(None)
    )
    count, last = (await db.execute(query)).one()
    if count >= MOST_MILESTONES:
        raise refuse("title", _("A goal holds at most {limit} milestones.").format(limit=MOST_MILESTONES))
    row = Milestone(
        goal_id=goal.id,
        owner_id=actor.user_id,
        title=clean_title(title),
        due_on=clean_day(due_on),
        position=(last or 0) + 1,
    )
    db.add(row)
    await db.flush()
    return _view(row)


async def edit_milestone(
    db: AsyncSession, actor: Actor, milestone_id: str, title: str, due_on: date | None
) -> MilestoneView:
    """Change what it is called and by when it is to be reached."""
    row = await _own(db, actor, milestone_id)
    row.title, row.due_on = clean_title(title), clean_day(due_on)
    await db.flush()
    return _view(row)


async def reach_milestone(
    db: AsyncSession, actor: Actor, milestone_id: str, *, reached: bool
) -> MilestoneView:
    """Mark it reached now, or not reached; what is reached keeps its moment."""
    row = await _own(db, actor, milestone_id)
    if (row.done_at is not None) != reached:
        row.done_at = now() if reached else None
        await db.flush()
    return _view(row)


async def delete_milestone(db: AsyncSession, actor: Actor, milestone_id: str) -> None:
    """Take it away; `restore_milestone` brings it back."""
    (await _own(db, actor, milestone_id)).deleted_at = now()


async def restore_milestone(db: AsyncSession, actor: Actor, milestone_id: str) -> MilestoneView:
    """Bring back a deleted step."""
    row = await _own(db, actor, milestone_id, deleted_too=True)
    row.deleted_at = None
    await db.flush()
    return _view(row)


async def _own(db: AsyncSession, actor: Actor, milestone_id: str, *, deleted_too: bool = False) -> Milestone:
    query = select(Milestone).where(
        col(Milestone.id) == milestone_id, col(Milestone.owner_id) == actor.user_id
    )
    if not deleted_too:
        query = query.where(col(Milestone.deleted_at).is_(None))
    row = (await db.scalars(query.with_for_update())).first() if is_id(milestone_id) else None
    if row is None:
        raise NotFound
    return row


def _view(row: Milestone) -> MilestoneView:
    return MilestoneView(row.id, row.goal_id, row.title, row.due_on, row.position, row.done_at)
