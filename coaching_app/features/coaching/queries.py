"""Reads signs of many people at once, each row only where its owner lets the viewer see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.consent.service import visible_to
from coaching_app.models import (
    Checkin,
    CheckinAnswer,
    CheckinField,
    CheckinForm,
    Conversation,
    Goal,
    Habit,
    HabitEntry,
    Milestone,
    Note,
    Nudge,
    Relationship,
    Task,
    User,
)

People = Collection[str]
_Coach, _Person = aliased(User), aliased(User)


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one category: whether anything is awaited in it, and when something last moved there."""

    owner_id: str
    category: str
    is_awaited: bool
    last: datetime | None
    last_day: date | None = None


def _shared(viewer: Viewer, category: Category, table: Any, people: People) -> tuple[Any, ...]:
    return (
        col(table.owner_id).in_(people),
        visible_to(viewer, category, col(table.owner_id), col(table.id)),
    )


async def seen_of(db: AsyncSession, viewer: Viewer, people: People) -> list[Seen]:
    """What can be seen of these people, a row for each of their categories that shows anything."""
    found: list[Seen] = []
    for query, category, awaits in _queries(viewer, people):
        found.extend(
            Seen(row[0], category.value, awaits and bool(row[1]), row[2], row[3])
            for row in await db.execute(query)
        )
    return found


def _queries(viewer: Viewer, people: People) -> tuple[tuple[Select[*tuple[Any, ...]], Category, bool], ...]:
    return (
        (_habits(viewer, people), Category.HABITS, True),
        (_checkins(viewer, people), Category.CHECKINS, True),
        (_tasks(viewer, people), Category.TASKS, True),
        (_plain(viewer, people, Goal, Category.GOALS), Category.GOALS, False),
        (_plain(viewer, people, Note, Category.NOTES), Category.NOTES, False),
        (_plain(viewer, people, Conversation, Category.CONVERSATIONS), Category.CONVERSATIONS, False),
    )


def _plain(viewer: Viewer, people: People, table: Any, category: Category) -> Select[*tuple[Any, ...]]:
    return (
        select(col(table.owner_id), func.count(), func.max(col(table.updated_at)), null())
        .where(*_shared(viewer, category, table, people), col(table.deleted_at).is_(None))
        .group_by(col(table.owner_id))
    )


def _habits(viewer: Viewer, people: People) -> Select[*tuple[Any, ...]]:
    marked = and_(col(HabitEntry.habit_id) == col(Habit.id), col(HabitEntry.mark).is_not(None))
    return (
        select(
            col(Habit.owner_id), func.count(), func.max(col(Habit.created_at)), func.max(col(HabitEntry.day))
        )
        .outerjoin(HabitEntry, marked)
        .where(
            *_shared(viewer, Category.HABITS, Habit, people),
            col(Habit.deleted_at).is_(None),
            col(Habit.archived_at).is_(None),
        )
        .group_by(col(Habit.owner_id))
    )


def _tasks(viewer: Viewer, people: People) -> Select[*tuple[Any, ...]]:
    # With everything done there is nothing to wait for.
    is_open = func.count().filter(col(Task.completed_at).is_(None))
    return (
        select(col(Task.owner_id), is_open, func.max(col(Task.updated_at)), null())
        .where(*_shared(viewer, Category.TASKS, Task, people), col(Task.deleted_at).is_(None))
        .group_by(col(Task.owner_id))
    )


def _checkins(viewer: Viewer, people: People) -> Select[*tuple[Any, ...]]:
    answered = and_(col(CheckinAnswer.field_id) == col(CheckinField.id))
    living = and_(col(Checkin.id) == col(CheckinAnswer.checkin_id), col(Checkin.deleted_at).is_(None))
    return (
        select(
            col(CheckinField.owner_id),
            func.max(col(CheckinForm.weekdays)),
            func.max(col(CheckinForm.created_at)),
            func.max(col(Checkin.day)),
        )
        .join(CheckinForm, col(CheckinForm.id) == col(CheckinField.form_id))
        .outerjoin(CheckinAnswer, answered)
        .outerjoin(Checkin, living)
        .where(*_asked(viewer, people))
        .group_by(col(CheckinField.owner_id))
    )


def _asked(viewer: Viewer, people: People) -> tuple[Any, ...]:
    return (
        *_shared(viewer, Category.CHECKINS, CheckinField, people),
        col(CheckinField.removed_at).is_(None),
        col(CheckinForm.deleted_at).is_(None),
        col(CheckinForm.archived_at).is_(None),
    )


async def moods_of(
    db: AsyncSession, viewer: Viewer, people: People, since: date
) -> Sequence[tuple[str, str, date, float]]:
    """The answers to shared questions of mood: owner, question, day, number.

    Of mood alone one knows which way is down: a scale may measure how bad something is.
    """
    query = (
        select(
            col(CheckinField.owner_id), col(CheckinField.label), col(Checkin.day), col(CheckinAnswer.number)
        )
        .join(CheckinForm, col(CheckinForm.id) == col(CheckinField.form_id))
        .join(CheckinAnswer, col(CheckinAnswer.field_id) == col(CheckinField.id))
        .join(Checkin, col(Checkin.id) == col(CheckinAnswer.checkin_id))
        .where(
            *_asked(viewer, people),
            col(CheckinField.kind) == FieldKind.MOOD.value,
            col(Checkin.deleted_at).is_(None),
            col(Checkin.day) >= since,
            col(CheckinAnswer.number).is_not(None),
        )
    )
    return [(row[0], row[1], row[2], float(row[3] or 0)) for row in await db.execute(query)]


async def due_of(
    db: AsyncSession, viewer: Viewer, people: People, first: date, last: date
) -> Sequence[tuple[str, date, int]]:
    """What was meant for each of these days and is still open: owner, day, how much.

    A milestone is seen with its goal, the parts of a task with the task.
    """
    tasks = _on_days(Task, *_shared(viewer, Category.TASKS, Task, people)).where(
        col(Task.parent_id).is_(None), col(Task.completed_at).is_(None)
    )
    is_seen = (*_shared(viewer, Category.GOALS, Goal, people), col(Goal.status) == "active")
    goals = _on_days(Goal, *is_seen)
    milestones = (
        _on_days(Milestone, *is_seen, col(Milestone.done_at).is_(None))
        .join(Goal, col(Goal.id) == col(Milestone.goal_id))
        .where(col(Goal.deleted_at).is_(None))
    )
    found: list[tuple[str, date, int]] = []
    for query, table in ((tasks, Task), (goals, Goal), (milestones, Milestone)):
        rows = await db.execute(query.where(col(table.due_on) >= first, col(table.due_on) <= last))
        found += [(row[0], row[1], row[2]) for row in rows]
    return found


def _on_days(table: Any, *conditions: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(col(table.owner_id), col(table.due_on), func.count())
        .where(col(table.deleted_at).is_(None), *conditions)
        .group_by(col(table.owner_id), col(table.due_on))
    )


async def zones_of(db: AsyncSession, people: People) -> dict[str, str]:
    """Where these people live."""
    rows = await db.execute(select(col(User.id), col(User.time_zone)).where(col(User.id).in_(people)))
    return {row[0]: row[1] for row in rows}


async def lock_tie(db: AsyncSession, actor: Actor, person_id: str, kinds: Collection[str]) -> bool:
    """Whether the actor walks with the person now; two nudges at once come one after the other."""
    query = (
        select(Relationship)
        .where(
            col(Relationship.coach_id) == actor.user_id,
            col(Relationship.mentee_id) == person_id,
            col(Relationship.status) == "active",
            col(Relationship.kind).in_(kinds),
        )
        .order_by(col(Relationship.id))
        .with_for_update()
    )
    return (await db.scalars(query)).first() is not None


async def last_nudges(
    db: AsyncSession, coach_id: str, people: People, since: datetime
) -> dict[str, datetime]:
    """When this coach last sent each of these people a nudge, if that was since then."""
    query = (
        select(col(Nudge.owner_id), func.max(col(Nudge.created_at)))
        .where(
            col(Nudge.coach_id) == coach_id,
            col(Nudge.owner_id).in_(people),
            col(Nudge.created_at) > since,
            col(Nudge.taken_back_at).is_(None),
        )
        .group_by(col(Nudge.owner_id))
    )
    return {row[0]: row[1] for row in await db.execute(query)}


async def nudges(db: AsyncSession, *conditions: Any, limit: int) -> Sequence[tuple[Nudge, str, str]]:
    """Nudges that were not taken back with the names of both, the latest first."""
    query = (
        select(Nudge, col(_Coach.display_name), col(_Person.display_name))
        .join(_Coach, col(_Coach.id) == col(Nudge.coach_id))
        .join(_Person, col(_Person.id) == col(Nudge.owner_id))
        .where(col(Nudge.taken_back_at).is_(None), or_(*conditions))
        .order_by(col(Nudge.created_at).desc(), col(Nudge.id).desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in await db.execute(query)]
