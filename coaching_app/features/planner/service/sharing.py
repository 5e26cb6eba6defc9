"""What another person may see of somebody's goals and tasks, by the owner's consent alone."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.domain.consent import Category, Viewer
from coaching_app.domain.local_day import local_day
from coaching_app.features.consent.service import visible_to
from coaching_app.features.planner.queries import (
    MY_GOALS,
    MY_TASKS,
    due_key,
    evidence_views,
    goal_views,
    milestone_views,
    task_view,
)
from coaching_app.features.planner.schemas import SharedGoal, SharedTask, TaskRow, TaskView
from coaching_app.features.planner.service.rested_days import AREA, rested_days
from coaching_app.features.planner.service.wording import goal_row, minutes_label, task_row
from coaching_app.features.rest import service as rest
from coaching_app.models import Goal, Task, User

MOST_SHARED = 200


async def shared_goals(
    db: AsyncSession, viewer: Viewer, owner_id: str, language: str
) -> tuple[SharedGoal, ...]:
    """The goals of this person that the viewer may see, active ones first, with steps and evidence.

    Days are the owner's, told in the viewer's language.
    """
    query = (
        MY_GOALS.where(visible_to(viewer, Category.GOALS, col(Goal.owner_id), col(Goal.id)))
        .order_by(col(Goal.status) != "active", col(Goal.id))
        .limit(MOST_SHARED)
    )
    goals = await goal_views(db, owner_id, query)
    if not goals:
        return ()
    today = await _today(db, owner_id)
    ids = [goal.id for goal in goals]
    steps, pieces = await milestone_views(db, ids), await evidence_views(db, ids)
    return tuple(
        SharedGoal(
            goal_row(goal, today, language),
            tuple(step for step in steps if step.goal_id == goal.id),
            tuple(piece for piece in pieces if piece.goal_id == goal.id),
        )
        for goal in goals
    )


async def shared_tasks(
    db: AsyncSession, viewer: Viewer, owner_id: str, language: str
) -> tuple[SharedTask, ...]:
    """The tasks of this person that the viewer may see, open ones first, by their day.

    The title of a goal shows only where the goal is shared too.
    """
    sees_goal = visible_to(viewer, Category.GOALS, col(Goal.owner_id), col(Goal.id))
    query = (
        MY_TASKS.where(
            visible_to(viewer, Category.TASKS, col(Task.owner_id), col(Task.id)),
            col(Task.parent_id).is_(None),
        )
        .add_columns(and_(col(Goal.id).is_not(None), sees_goal))
        .order_by(col(Task.completed_at).is_not(None), due_key, col(Task.id))
        .limit(bindparam("most"))
    )
    found = (await db.execute(query, {"owner_id": owner_id, "most": MOST_SHARED})).all()
    if not found:
        return ()
    views = [task_view(row) for row in found]
    rows = zip(
        await _rows(db, owner_id, views, language), views, (bool(row[-1]) for row in found), strict=True
    )
    return tuple(
        SharedTask(
            id=row.id,
            title=row.title,
            notes=row.notes,
            due_label=row.due_label,
            goal_title=row.goal_title if goal_too else "",
            repeats=row.repeats_label,
            spent=minutes_label(view.spent_seconds // 60),
            is_done=row.is_done,
        )
        for row, view, goal_too in rows
    )


async def _rows(db: AsyncSession, owner_id: str, views: Sequence[TaskView], language: str) -> list[TaskRow]:
    """Tasks as a list shows them; what waits because its owner rests or rested is nobody's delay."""
    today = await _today(db, owner_id)
    is_resting = owner_id in await rest.resting(db, (owner_id,), area=AREA)
    rested = await rested_days(db, owner_id, today)
    return [task_row(one, today, language, resting=is_resting or one.due_on in rested) for one in views]


async def _today(db: AsyncSession, owner_id: str) -> date:
    zone = await db.scalar(select(col(User.time_zone)).where(col(User.id) == owner_id))
    return local_day(now(), zone or "UTC")
