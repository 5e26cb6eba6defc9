"""Reads a person's resources, each with the goal it belongs to."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.models import Goal, Note, Resource, ResourceFile

Row = tuple[Resource, str, str]


def _mine(actor: Actor) -> Any:
    return and_(col(Resource.owner_id) == actor.user_id, col(Resource.deleted_at).is_(None))


def is_back(today: date) -> Any:
    """Finished, and its day to come back has come while its goal is pursued."""
    return and_(
        col(Resource.finished_at).is_not(None),
        col(Resource.resurface_on) <= today,
        col(Goal.status) == "active",
    )


def on_shelf(shelf: str, today: date) -> Any:
    """The condition of a part of the queue."""
    if shelf == "queue":
        return col(Resource.finished_at).is_(None)
    if shelf == "back":
        return is_back(today)
    return col(Resource.finished_at).is_not(None) if shelf == "done" else col(Resource.id).is_not(None)


async def resources(
    db: AsyncSession, actor: Actor, *conditions: Any, limit: int, offset: int = 0
) -> Sequence[Row]:
    """Resources with the title and the status of their goal: what is due first, then what waited longest."""
    query = (
        select(Resource, func.coalesce(col(Goal.title), ""), func.coalesce(col(Goal.status), ""))
        .outerjoin(Goal, and_(col(Goal.id) == col(Resource.goal_id), col(Goal.deleted_at).is_(None)))
        .where(_mine(actor), *conditions)
        .order_by(col(Resource.due_on).is_(None), col(Resource.due_on), col(Resource.id))
        .limit(limit)
        .offset(offset)
    )
    return [(row[0], row[1], row[2]) for row in await db.execute(query)]


async def counts(db: AsyncSession, actor: Actor) -> tuple[int, int]:
    """How many wait, and how many are finished."""
    query = select(func.count(), func.count(col(Resource.finished_at))).where(_mine(actor))
    total, finished = (await db.execute(query)).one()
    return total - finished, finished


async def find(db: AsyncSession, actor: Actor, resource_id: str) -> Resource | None:
    """The person's own, deleted ones too."""
    if not is_id(resource_id):
        return None
    query = select(Resource).where(col(Resource.id) == resource_id, col(Resource.owner_id) == actor.user_id)
    return (await db.scalars(query.with_for_update())).first()


async def known_keys(db: AsyncSession, actor: Actor, keys: Collection[str]) -> set[str]:
    """Which of these addresses are there already."""
    query = select(col(Resource.url_key)).where(_mine(actor), col(Resource.url_key).in_(keys))
    return set(await db.scalars(query))


async def target_title(db: AsyncSession, actor: Actor, kind: str, target_id: str) -> str | None:
    """What one of the person's own notes or files is called."""
    if not is_id(target_id):
        return None
    table, name = (Note, Note.title) if kind == "note" else (ResourceFile, ResourceFile.path)
    query = select(col(name)).where(
        col(table.id) == target_id, col(table.owner_id) == actor.user_id, col(table.deleted_at).is_(None)
    )
    return await db.scalar(query)


async def goal_choices(db: AsyncSession, actor: Actor) -> list[tuple[str, str]]:
    """The goals a resource can be tied to."""
    query = (
        select(col(Goal.id), col(Goal.title))
        .where(
            col(Goal.owner_id) == actor.user_id,
            col(Goal.deleted_at).is_(None),
            or_(col(Goal.status) == "active", col(Goal.status) == "draft"),
        )
        .order_by(col(Goal.title), col(Goal.id))
        .limit(200)
    )
    return [(row[0], row[1]) for row in await db.execute(query)]


async def owns_goal(db: AsyncSession, actor: Actor, goal_id: str) -> str | None:
    """The status of one of the person's goals."""
    query = select(col(Goal.status)).where(
        col(Goal.id) == goal_id, col(Goal.owner_id) == actor.user_id, col(Goal.deleted_at).is_(None)
    )
    return await db.scalar(query)
