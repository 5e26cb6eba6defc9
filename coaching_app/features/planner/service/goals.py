"""Creates, edits, finishes, deletes and lists goals."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from math import isfinite
from typing import Any, cast

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.domain.actor import Actor
from coaching_app.domain.goal_progress import WAYS
from coaching_app.domain.written_text import check_version, clean_text, refuse
from coaching_app.features.planner.queries import MY_GOALS, goal_views
from coaching_app.features.planner.schemas import TEXT_LENGTH, GoalChanges, GoalDraft, GoalStatus, GoalView
from coaching_app.features.planner.service.rules import clean_day, clean_title
from coaching_app.models import Goal

_STATUSES = frozenset({"active", "done", "dropped"})
LARGEST = 1e12
_NUMBERS = ("start_value", "target_value", "current_value")
_DRAFTED = tuple(field.name for field in fields(GoalDraft))
_ONE = MY_GOALS.where(col(Goal.id) == bindparam("goal_id"))
_OWN = (
    select(Goal)
    .where(col(Goal.id) == bindparam("goal_id"), col(Goal.owner_id) == bindparam("owner_id"))
    .with_for_update()
)
_OWN_LIVING = _OWN.where(col(Goal.deleted_at).is_(None))


async def add_goal(db: AsyncSession, actor: Actor, draft: GoalDraft) -> GoalView:
    """A new, active goal."""
    values = _cleaned(cast("GoalChanges", {name: getattr(draft, name) for name in _DRAFTED}))
    moment = now()
    goal = Goal(owner_id=actor.user_id, created_at=moment, updated_at=moment, **values)
    db.add(goal)
    await db.flush()
    return await get_goal(db, actor, goal.id)


async def get_goal(db: AsyncSession, actor: Actor, goal_id: str) -> GoalView:
    """One goal of the person."""
    if is_id(goal_id):
        for view in await goal_views(db, actor.user_id, _ONE, goal_id=goal_id):
            return view
    raise NotFound


async def edit_goal(
    db: AsyncSession, actor: Actor, goal_id: str, version: int, changes: GoalChanges
) -> GoalView:
    """Change some fields; `version` is the one the person was looking at."""
    goal = await own_goal(db, actor, goal_id)
    check_version(goal.version, version)
    values = _cleaned(changes)
    if "status" in values and goal.status in {"draft", "review"}:
        raise Conflict(_("This goal waits for its review. Ask for it, or drop the goal."))
    if any(getattr(goal, name) != value for name, value in values.items()):
        _change(goal, **values)
    await db.flush()
    return await get_goal(db, actor, goal_id)


def move_goal(goal: Goal, day: date | None) -> None:
    """Give it another day to be reached by."""
    if goal.due_on != day:
        _change(goal, due_on=day)


async def change_goal_status(db: AsyncSession, actor: Actor, goal_id: str, status: GoalStatus) -> GoalView:
    """Mark it done, dropped or active again; its tasks stay as they are."""
    goal = await own_goal(db, actor, goal_id)
    if goal.status in {"draft", "review"} and status != "dropped":
        raise Conflict(_("This goal waits for its review. Ask for it, or drop the goal."))
    if goal.status != status:
        _change(goal, **_cleaned(GoalChanges(status=status)))
        await db.flush()
    return await get_goal(db, actor, goal_id)


async def delete_goal(db: AsyncSession, actor: Actor, goal_id: str) -> None:
    """Take it away; its tasks stay, and are its own again when `restore_goal` brings it back."""
    _change(await own_goal(db, actor, goal_id), deleted_at=now())


async def restore_goal(db: AsyncSession, actor: Actor, goal_id: str) -> GoalView:
    """Bring back a deleted goal as it was; a goal that is there stays as it is."""
    goal = await own_goal(db, actor, goal_id, deleted_too=True)
    if goal.deleted_at is not None:
        _change(goal, deleted_at=None)
        await db.flush()
    return await get_goal(db, actor, goal_id)


async def list_goals(
    db: AsyncSession,
    actor: Actor,
    *,
    status: GoalStatus | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Slice[GoalView]:
    """A part of the person's goals, oldest first."""
    values: dict[str, Any] = {"most": limit + 1}
    if status is not None:
        values["status"] = status
    if cursor is not None:
        (last_id,) = decode_cursor(cursor, 1)
        # Anything but an id sorts before all ids or never reached us from our own cursor.
        values["after"] = last_id if is_id(last_id) else ""
    query = _listed(by_status=status is not None, continued=cursor is not None)
    found = await goal_views(db, actor.user_id, query, **values)
    more = len(found) > limit
    return Slice(found[:limit], encode_cursor(found[limit - 1].id) if more else None)


@cache
def _listed(*, by_status: bool, continued: bool) -> Select[*tuple[Any, ...]]:
    query = MY_GOALS.order_by(col(Goal.id)).limit(bindparam("most"))
    if by_status:
        query = query.where(col(Goal.status) == bindparam("status"))
    if continued:
        query = query.where(col(Goal.id) > bindparam("after"))
    return query


async def require_goal(db: AsyncSession, actor: Actor, goal_id: str) -> None:
    """Raise NotFound unless this is a living goal of the person: nobody hangs a task on another's goal."""
    await own_goal(db, actor, goal_id)


def _cleaned(changes: GoalChanges) -> dict[str, Any]:
    values: dict[str, Any] = dict(changes)
    if "title" in changes:
        values["title"] = clean_title(changes["title"])
    if "why" in changes:
        values["why"] = clean_text(changes["why"], "why", TEXT_LENGTH)
    if "due_on" in changes:
        values["due_on"] = clean_day(changes["due_on"])
    if "unit" in changes:
        values["unit"] = clean_text(changes["unit"], "unit", TEXT_LENGTH).strip()[:40]
    clean_measure(changes)
    if changes.get("status", "active") not in _STATUSES:
        raise refuse("status", _("A goal is active, done or dropped."))
    return values


def clean_measure(changes: Mapping[str, Any]) -> None:
    """Refuse a way of counting that is not known, and numbers that are none."""
    if changes.get("progress_by", "tasks") not in WAYS:
        raise refuse("progress_by", _("Progress counts tasks, milestones, a measure or evidence."))
    for name in _NUMBERS:
        if not _is_number(changes.get(name)):
            raise refuse(name, _("Write a number."))


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and isfinite(value) and abs(value) <= LARGEST)


async def own_goal(db: AsyncSession, actor: Actor, goal_id: str, *, deleted_too: bool = False) -> Goal:
    """The row itself, locked."""
    query = _OWN if deleted_too else _OWN_LIVING
    values = {"goal_id": goal_id, "owner_id": actor.user_id}
    goal = (await db.scalars(query, values)).first() if is_id(goal_id) else None
    if goal is None:
        raise NotFound
    return goal


def _change(goal: Goal, **values: Any) -> None:
    for name, value in values.items():
        setattr(goal, name, value)
    goal.updated_at = now()
    goal.version += 1
