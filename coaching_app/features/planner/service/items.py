"""The items of templates: checked, kept as JSON, and made into tasks, milestones and habits of a person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.written_text import clean_text, refuse
from coaching_app.features.planner.schemas import LATEST, TEXT_LENGTH, TaskDraft, TemplateItem
from coaching_app.features.planner.service.habit_items import as_habit_item, clean_habit, prepared_habit
from coaching_app.features.planner.service.milestones import add_milestone
from coaching_app.features.planner.service.prepared_habits import (
    KeptHabit,
    habits_of_goal,
    keep_habit,
    put_habit_away,
)
from coaching_app.features.planner.service.rules import clean_estimate, clean_repeats, clean_title
from coaching_app.features.planner.service.tasks import add_task, delete_task, edit_task
from coaching_app.models import Goal, Milestone, Task

MOST_ITEMS = 200
LAST_DAY = 3_650
_KINDS = frozenset({"milestone", "task", "resource", "habit"})


def clean_items(items: Sequence[TemplateItem], make_id: Callable[[], str]) -> tuple[TemplateItem, ...]:
    """Checked items, each with an id of its own; ids that are known stay, for changes are matched by them."""
    if len(items) > MOST_ITEMS:
        raise refuse("items", _("A template holds at most {limit} items.").format(limit=MOST_ITEMS))
    found: dict[str, TemplateItem] = {}
    for item in items:
        key = item.id if is_id(item.id) and item.id not in found else make_id()
        found[key] = _clean(item, key)
    return tuple(found.values())


def _clean(item: TemplateItem, key: str) -> TemplateItem:
    if item.kind not in _KINDS:
        raise refuse("items", _("An item is a milestone, a task, a resource or a habit."))
    if item.day is not None and not 0 <= item.day <= LAST_DAY:
        raise refuse("items", _("A day of a template counts from 0 to {limit}.").format(limit=LAST_DAY))
    cleaned = replace(
        item,
        id=key,
        title=clean_title(item.title),
        notes=clean_text(item.notes, "notes", TEXT_LENGTH),
        url=clean_text(item.url, "url", TEXT_LENGTH).strip()[:2000],
        minutes=clean_estimate(item.minutes),
        repeats=clean_repeats(item.repeats),
    )
    return clean_habit(cleaned)


def to_json(items: Iterable[TemplateItem]) -> list[dict[str, Any]]:
    """Items as they are stored."""
    return [asdict(item) for item in items]


def items_of(content: Mapping[str, Any]) -> tuple[TemplateItem, ...]:
    """Items as they were stored."""
    return tuple(item_of_json(item) for item in cast("list[dict[str, Any]]", content.get("items", [])))


def item_of_json(stored: Mapping[str, Any]) -> TemplateItem:
    """An item as it was stored; JSON knows lists only."""
    known: dict[str, Any] = {**stored, "weekdays": tuple(stored.get("weekdays", ()))}
    return TemplateItem(**known)


async def make_items(
    db: AsyncSession, actor: Actor, goal_id: str, items: Iterable[TemplateItem], start_on: date
) -> None:
    """Make the tasks, milestones and habits of a goal that begins on a day."""
    for item in items:
        await make_item(db, actor, goal_id, item, start_on)


async def make_item(db: AsyncSession, actor: Actor, goal_id: str, item: TemplateItem, start_on: date) -> None:
    """Make the task, milestone or habit of one item."""
    if item.kind == "habit":
        await keep_habit(db, actor, goal_id, item.id, prepared_habit(item, _notes(item)))
        return
    if item.kind == "milestone":
        view = await add_milestone(db, actor, goal_id, item.title, _due(item, start_on))
        row = await db.get(Milestone, view.id)
        assert row is not None
        row.item_id = item.id
        await db.flush()
        return
    await add_task(db, actor, _draft(item, goal_id, start_on), item_id=item.id)


async def change_item(
    db: AsyncSession, actor: Actor, goal_id: str, row: Any, item: TemplateItem, *, start_on: date
) -> None:
    """Make the person's task, milestone or habit say what the item says."""
    if _kind_of(row) != ("task" if item.kind == "resource" else item.kind):
        await drop_item(db, actor, goal_id, row)
        await make_item(db, actor, goal_id, item, start_on)
    elif isinstance(row, KeptHabit):
        await keep_habit(db, actor, goal_id, item.id, prepared_habit(item, _notes(item)))
    elif isinstance(row, Task):
        draft = _draft(item, row.goal_id or "", start_on)
        changes: Any = {
            name: getattr(draft, name) for name in ("title", "notes", "due_on", "estimate_minutes", "repeats")
        }
        await edit_task(db, actor, row.id, row.version, changes)
    else:
        row.title, row.due_on = item.title, _due(item, start_on)


async def drop_item(db: AsyncSession, actor: Actor, goal_id: str, row: Any) -> None:
    """Take the person's task or milestone away; a habit is only put away, with its days."""
    if isinstance(row, KeptHabit):
        await put_habit_away(db, actor, goal_id, row.item_id)
    elif isinstance(row, Task):
        await delete_task(db, actor, row.id)
    else:
        row.deleted_at = now()


async def rows_of(db: AsyncSession, goal: Goal) -> dict[str, Any]:
    """The living tasks, milestones and habits of a goal that came from a template, by the id of their item.

    Of what comes back the open time stands for the item, else the latest.
    """
    tasks = select(Task).where(
        col(Task.goal_id) == goal.id, col(Task.item_id) != "", col(Task.deleted_at).is_(None)
    )
    found: dict[str, Any] = dict(await habits_of_goal(db, goal.owner_id, goal.id))
    for task in (await db.scalars(tasks.order_by(col(Task.completed_at).is_(None), col(Task.id)))).all():
        found[task.item_id] = task
    steps = select(Milestone).where(
        col(Milestone.goal_id) == goal.id, col(Milestone.item_id) != "", col(Milestone.deleted_at).is_(None)
    )
    return found | {step.item_id: step for step in (await db.scalars(steps)).all()}


def as_item(row: Any, like: TemplateItem | None, start_on: date) -> TemplateItem:
    """A person's task, milestone or habit as an item, to be compared with what the template said.

    What a row does not keep, the kind of a resource and its link, is taken from `like`.
    """
    base = like or TemplateItem(id=row.item_id)
    if isinstance(row, KeptHabit):
        mine = row.habit
        notes = base.notes if like is not None and mine.notes == _notes(like) else mine.notes
        return as_habit_item(base, mine, notes)
    day = (row.due_on - start_on).days if row.due_on else None
    if isinstance(row, Task):
        is_same = like is not None and row.notes == _notes(like)
        return replace(
            base,
            title=row.title,
            notes=base.notes if is_same else row.notes,
            day=base.day if base.repeats and row.repeats == base.repeats else day,
            minutes=row.estimate_minutes,
            repeats=row.repeats,
        )
    return replace(base, kind="milestone", title=row.title, day=day)


def is_done(row: Any) -> bool:
    """Whether the person is through with it; a habit goes on."""
    if isinstance(row, KeptHabit):
        return False
    return (row.completed_at if isinstance(row, Task) else row.done_at) is not None


def _draft(item: TemplateItem, goal_id: str, start_on: date) -> TaskDraft:
    return TaskDraft(
        title=item.title,
        notes=_notes(item),
        due_on=_due(item, start_on),
        estimate_minutes=item.minutes,
        goal_id=goal_id,
        repeats=item.repeats,
    )


def _kind_of(row: Any) -> str:
    if isinstance(row, KeptHabit):
        return "habit"
    return "task" if isinstance(row, Task) else "milestone"


def _notes(item: TemplateItem) -> str:
    return "\n\n".join(filter(None, (item.notes, item.url)))


def _due(item: TemplateItem, start_on: date) -> date | None:
    return None if item.day is None else min(start_on + timedelta(days=item.day), LATEST)
