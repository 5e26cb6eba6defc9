"""Reads goals with what their progress is computed from: tasks, milestones, evidence and its reviews."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.goal_progress import Facts, percent_and_words
from coaching_app.features.planner.schemas import (
    EvidenceView,
    GoalView,
    MilestoneView,
    Progress,
    Review,
)
from coaching_app.models import Evidence, EvidenceReview, Goal, Milestone, ResourceFile, Task, User

_COUNTS = (
    select(
        col(Task.goal_id),
        func.count(col(Task.completed_at)).label("done"),
        func.count().label("total"),
    )
    .where(col(Task.owner_id) == bindparam("owner_id"), col(Task.deleted_at).is_(None))
    .group_by(col(Task.goal_id))
    .subquery()
)
# The living goals of one owner, each with its done and all its tasks counted.
MY_GOALS: Select[*tuple[Any, ...]] = (
    select(Goal, func.coalesce(_COUNTS.c.done, 0), func.coalesce(_COUNTS.c.total, 0))
    .outerjoin(_COUNTS, _COUNTS.c.goal_id == col(Goal.id))
    .where(col(Goal.owner_id) == bindparam("owner_id"), col(Goal.deleted_at).is_(None))
)


async def goal_views(
    db: AsyncSession, owner_id: str, query: Select[*tuple[Any, ...]], **values: Any
) -> tuple[GoalView, ...]:
    """The goals of a query that began as `MY_GOALS`; `values` fill its named places."""
    found = (await db.execute(query, {"owner_id": owner_id, **values})).all()
    facts = {row[0].id: _facts(row[0], row[1], row[2]) for row in found}
    asked = [row[0].id for row in found if row[0].progress_by != "tasks"]
    if asked:
        await _look_closer(db, facts, asked)
    return tuple(_view(row[0], facts[row[0].id]) for row in found)


def _facts(goal: Goal, done: int, total: int) -> Facts:
    return Facts(
        tasks_done=done,
        tasks=total,
        unit=goal.unit,
        start=goal.start_value,
        target=goal.target_value,
        current=goal.current_value,
        is_reviewed_only=goal.is_reviewed_only,
    )


def _view(goal: Goal, facts: Facts) -> GoalView:
    percent, words = percent_and_words(goal.progress_by, facts)
    return GoalView(
        id=goal.id,
        title=goal.title,
        why=goal.why,
        due_on=goal.due_on,
        status=goal.status,
        progress=Progress(facts.tasks_done, facts.tasks, percent, words),
        created_at=goal.created_at,
        updated_at=goal.updated_at,
        version=goal.version,
        progress_by=goal.progress_by,
        is_reviewed_only=goal.is_reviewed_only,
        unit=goal.unit,
        start_value=goal.start_value,
        target_value=goal.target_value,
        current_value=goal.current_value,
    )


async def _look_closer(db: AsyncSession, facts: dict[str, Facts], goal_ids: Sequence[str]) -> None:
    """Add milestones and evidence to the facts of those goals that are measured by them."""
    pieces = await evidence_views(db, goal_ids)
    proven = {one.milestone_id for one in pieces if one.is_accepted}
    for step in await milestone_views(db, goal_ids):
        fact = facts[step.goal_id]
        is_done = step.done_at is not None and (not fact.is_reviewed_only or step.id in proven)
        facts[step.goal_id] = replace(
            fact, milestones=fact.milestones + 1, milestones_done=fact.milestones_done + is_done
        )
    for one in pieces:
        fact = facts[one.goal_id]
        counts = one.is_accepted or not fact.is_reviewed_only
        facts[one.goal_id] = replace(
            fact,
            evidence=fact.evidence + 1,
            evidence_accepted=fact.evidence_accepted + one.is_accepted,
            amount=fact.amount + ((one.amount or 0) if counts else 0),
        )


async def milestone_views(db: AsyncSession, goal_ids: Iterable[str]) -> tuple[MilestoneView, ...]:
    """The living milestones of some goals, in order."""
    query = select(
        col(Milestone.id),
        col(Milestone.goal_id),
        col(Milestone.title),
        col(Milestone.due_on),
        col(Milestone.position),
        col(Milestone.done_at),
    ).where(col(Milestone.goal_id).in_(list(goal_ids)), col(Milestone.deleted_at).is_(None))
    found = await db.execute(query.order_by(col(Milestone.position), col(Milestone.id)))
    return tuple(MilestoneView(*row) for row in found)


async def evidence_views(db: AsyncSession, goal_ids: Iterable[str]) -> tuple[EvidenceView, ...]:
    """The living evidence of some goals with its reviews, latest first."""
    query = (
        select(Evidence, func.coalesce(col(ResourceFile.path), ""), func.coalesce(col(ResourceFile.size), 0))
        .outerjoin(ResourceFile, col(ResourceFile.id) == col(Evidence.file_id))
        .where(col(Evidence.goal_id).in_(list(goal_ids)), col(Evidence.deleted_at).is_(None))
        .order_by(col(Evidence.id).desc())
    )
    found = (await db.execute(query)).all()
    reviews = await _reviews(db, [row[0].id for row in found])
    return tuple(_evidence(row[0], row[1], row[2], tuple(reviews[row[0].id])) for row in found)


def _evidence(piece: Evidence, path: str, size: int, reviews: tuple[Review, ...]) -> EvidenceView:
    return EvidenceView(
        id=piece.id,
        goal_id=piece.goal_id,
        milestone_id=piece.milestone_id,
        kind=piece.kind,
        text=piece.text,
        url=piece.url,
        file_name=path.rpartition("/")[2],
        file_size=size,
        amount=piece.amount,
        created_at=piece.created_at,
        reviews=reviews,
    )


async def _reviews(db: AsyncSession, evidence_ids: Sequence[str]) -> dict[str, list[Review]]:
    found: dict[str, list[Review]] = defaultdict(list)
    if not evidence_ids:
        return found
    query = (
        select(EvidenceReview, col(User.display_name))
        .join(User, col(User.id) == col(EvidenceReview.reviewer_id))
        .where(col(EvidenceReview.evidence_id).in_(list(evidence_ids)))
        .order_by(col(EvidenceReview.id).desc())
    )
    for row in (await db.execute(query)).all():
        said: EvidenceReview = row[0]
        found[said.evidence_id].append(
            Review(said.reviewer_id, row[1], said.verdict, said.words, said.created_at)
        )
    return found
