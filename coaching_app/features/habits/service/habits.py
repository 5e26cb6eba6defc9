"""Makes, edits, orders, archives, deletes and restores habits."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.plan import Kind
from coaching_app.domain.habits.rules import UNIT_LENGTH, check_plan
from coaching_app.domain.written_text import check_version, clean_line, clean_text, refuse
from coaching_app.features.habits.queries import (
    active_habits,
    count_habits,
    find_habit,
    last_position,
)
from coaching_app.features.habits.schemas import (
    MOST_HABITS,
    QUESTION_LENGTH,
    TEXT_LENGTH,
    HabitChanges,
    HabitDraft,
    HabitView,
)
from coaching_app.features.habits.service.reading import get_habit, require_habit
from coaching_app.features.habits.service.rules import clean_name, clean_tags
from coaching_app.features.habits.service.standing import forget_checkpoint
from coaching_app.models import Habit

_PLAN_FIELDS = ("aim", "target", "times", "days", "weekdays")


async def add_habit(db: AsyncSession, actor: Actor, draft: HabitDraft) -> HabitView:
    """A new habit at the end of the list."""
    habit = await make_habit(db, actor, draft)
    return await get_habit(db, actor, habit.id)


async def make_habit(db: AsyncSession, actor: Actor, draft: HabitDraft, *, origin: str = "") -> Habit:
    """The row of a new habit; `origin` says where an imported one came from."""
    if await count_habits(db, actor.user_id) >= MOST_HABITS:
        raise refuse("name", _("There are {most} habits already.").format(most=MOST_HABITS))
    plan = check_plan(draft)
    is_measured = plan.kind is Kind.MEASURED
    moment = now()
    habit = Habit(
        owner_id=actor.user_id,
        name=clean_name(draft.name),
        question=clean_line(draft.question, "question", QUESTION_LENGTH),
        description=clean_text(draft.description, "description", TEXT_LENGTH),
        kind=plan.kind.value,
        aim=plan.aim.value,
        target=plan.target if is_measured else 0,
        unit=clean_line(draft.unit, "unit", UNIT_LENGTH) if is_measured else "",
        times=plan.times,
        days=plan.days,
        weekdays=plan.weekdays,
        tags=list(clean_tags(draft.tags)),
        position=await last_position(db, actor.user_id) + 1,
        origin=origin,
        created_at=moment,
        updated_at=moment,
    )
    db.add(habit)
    await db.flush()
    return habit


async def edit_habit(
    db: AsyncSession, actor: Actor, habit_id: str, version: int, changes: HabitChanges
) -> HabitView:
    """Change some fields; `version` is the one the person was looking at. The whole past counts by the new plan."""
    habit = await require_habit(db, actor, habit_id, lock=True)
    check_version(habit.version, version)
    values = _cleaned(changes)
    merged = HabitDraft(
        habit.name, kind=habit.kind,
        **{name: values.get(name, getattr(habit, name)) for name in _PLAN_FIELDS},
    )  # fmt: skip
    check_plan(merged)
    if any(getattr(habit, name) != value for name, value in values.items()):
        if any(name in values and getattr(habit, name) != values[name] for name in _PLAN_FIELDS):
            forget_checkpoint(habit)
        _change(habit, **values)
    await db.flush()
    return await get_habit(db, actor, habit_id)


async def archive_habit(db: AsyncSession, actor: Actor, habit_id: str) -> HabitView:
    """Put it away with all its days."""
    return await _set_archived(db, actor, habit_id, now())


async def unarchive_habit(db: AsyncSession, actor: Actor, habit_id: str) -> HabitView:
    """Practise it again."""
    return await _set_archived(db, actor, habit_id, None)


async def delete_habit(db: AsyncSession, actor: Actor, habit_id: str) -> None:
    """Take it away; `restore_habit` brings it back with all its days."""
    _change(await require_habit(db, actor, habit_id, lock=True), deleted_at=now())


async def restore_habit(db: AsyncSession, actor: Actor, habit_id: str) -> HabitView:
    """Bring back a deleted habit as it was; one that is there stays as it is."""
    habit = await find_habit(db, actor, habit_id, lock=True)
    if habit is None:
        raise NotFound
    if habit.deleted_at is not None:
        _change(habit, deleted_at=None)
        await db.flush()
    return await get_habit(db, actor, habit_id)


async def place_habit(db: AsyncSession, actor: Actor, habit_id: str, position: int) -> tuple[str, ...]:
    """Put an active habit at this place of the list, 0 first; the ids in their new order."""
    habits = list(await active_habits(db, actor.user_id))
    moved = next((habit for habit in habits if habit.id == habit_id), None)
    if moved is None:
        raise NotFound
    habits.remove(moved)
    habits.insert(max(0, min(position, len(habits))), moved)
    for place, habit in enumerate(habits):
        if habit.position != place:
            habit.position = place
    await db.flush()
    return tuple(habit.id for habit in habits)


async def _set_archived(db: AsyncSession, actor: Actor, habit_id: str, moment: datetime | None) -> HabitView:
    habit = await require_habit(db, actor, habit_id, lock=True)
    if (habit.archived_at is None) != (moment is None):
        _change(habit, archived_at=moment)
        await db.flush()
    return await get_habit(db, actor, habit_id)


def _cleaned(changes: HabitChanges) -> dict[str, Any]:
    values: dict[str, Any] = dict(changes)
    if "name" in changes:
        values["name"] = clean_name(changes["name"])
    for field, limit in (("question", QUESTION_LENGTH), ("unit", UNIT_LENGTH)):
        if field in values:
            values[field] = clean_line(values[field], field, limit)
    if "description" in changes:
        values["description"] = clean_text(changes["description"], "description", TEXT_LENGTH)
    if "tags" in changes:
        values["tags"] = list(clean_tags(changes["tags"]))
    return values


def _change(habit: Habit, **values: Any) -> None:
    for name, value in values.items():
        setattr(habit, name, value)
    habit.updated_at = now()
    habit.version += 1
