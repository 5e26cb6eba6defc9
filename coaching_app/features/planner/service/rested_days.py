"""Says which days of what is open were days of rest: nothing that fell due on them is late."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.features.planner.schemas import PlanKind
from coaching_app.features.rest import service as rest
from coaching_app.models import Goal, Task

AREA = "planner"
# What fell due longer ago than this is no question of a rest any more.
BACK = timedelta(days=366)
TABLES: tuple[tuple[PlanKind, Any], ...] = (("task", Task), ("goal", Goal))


async def rested_days(db: AsyncSession, owner_id: str, today: date) -> frozenset[date]:
    """The days before today on which something open fell due, and which any rest touched."""
    found = union(
        *(
            select(col(table.due_on)).where(
                *still_open(table, owner_id), col(table.due_on) >= today - BACK, col(table.due_on) < today
            )
            for _kind, table in TABLES
        )
    )
    due = frozenset((await db.scalars(found)).all())
    if not due:
        return frozenset()
    return due & await rest.rest_days(db, owner_id, min(due), today - timedelta(days=1), AREA)


def still_open(table: Any, owner_id: str) -> tuple[ColumnElement[bool], ...]:
    """What this person still means to do."""
    still = col(Task.completed_at).is_(None) if table is Task else col(Goal.status) == "active"
    return col(table.owner_id) == owner_id, col(table.deleted_at).is_(None), still
