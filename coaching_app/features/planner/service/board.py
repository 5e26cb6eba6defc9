"""Reads everything the planner page shows: tasks under their headings, goals with progress."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.features.planner.queries import MY_GOALS, goal_views, grouped_tasks
from coaching_app.features.planner.schemas import Board, GoalRow, TaskGroup, TaskRow
from coaching_app.features.planner.service.assignments import goals_with_changes
from coaching_app.features.planner.service.goals import get_goal
from coaching_app.features.planner.service.rested_days import rested_days
from coaching_app.features.planner.service.tasks import get_task
from coaching_app.features.planner.service.wording import day_label, goal_row, task_row
from coaching_app.features.rest import service as rest
from coaching_app.models import Goal

WEEK = timedelta(days=7)
# Six groups of these stay below the hundred rows a page may hold.
FIRST_ROWS = 12
MOST_ROWS = 100
MOST_GOALS = 50
# Active goals first, then by age; dropped ones are out of the way but not lost.
_GOALS = MY_GOALS.order_by(col(Goal.status) != "active", col(Goal.id)).limit(MOST_GOALS)


_OPEN = frozenset({"draft", "review", "active"})

# What each part of the page shows; the goals have no tasks beside them.
SECTIONS = {
    "all": ("overdue", "rested", "today", "week", "later", "undated", "done"),
    "today": ("overdue", "rested", "today", "done"),
    "upcoming": ("week", "later"),
    "someday": ("undated",),
    "goals": (),
}


async def read_board(
    db: AsyncSession, actor: Actor, *, goal_id: str = "", only: str = "", section: str = "all"
) -> Board:
    """The board, of one goal if asked: each group with its first rows and the count of all.

    `only` names a group to show alone, with up to a hundred rows.
    """
    today = local_day(now(), actor.time_zone)
    limit = MOST_ROWS if only else FIRST_ROWS
    is_resting = await rests(db, actor)
    # While the person rests everything from before can wait, under one heading.
    rested = frozenset[date]() if is_resting else await rested_days(db, actor.user_id, today)
    found = await grouped_tasks(
        db, actor, (today, today + WEEK), limit, goal_id=goal_id, only=only, rested=rested
    )
    sizes: dict[str, int] = {}
    lists: dict[str, list[TaskRow]] = {}
    for name, size, task in found:
        sizes[name] = size
        lists.setdefault(name, []).append(
            task_row(task, today, actor.language, resting=is_resting or task.due_on in rested)
        )
    groups = tuple(
        TaskGroup(
            key,
            label,
            sizes[key],
            tuple(lists[key]),
            sizes[key] - len(lists[key]),
            takes=key in {"today", "undated"},
            day=today.isoformat() if key == "today" else "",
        )
        for key, label in group_labels(resting=is_resting)
        if key in sizes and key in SECTIONS[section]
    )
    open_count = sum(size for key, size in sizes.items() if key != "done")
    goals = await _goal_rows(db, actor, today)
    days = _drop_days(today, actor.language)
    return Board(groups, goals, open_count, days, has_tasks=bool(sizes), has_goals=bool(goals))


def _drop_days(today: date, language: str) -> tuple[tuple[str, str], ...]:
    """The days a task can be dragged to: a week from today, the week after, and none."""
    days = [today + timedelta(days=number) for number in (*range(7), 14)]
    named = [(day.isoformat(), day_label(day, today, language)) for day in days]
    return (*named, ("", _("No date")))


async def read_task_row(db: AsyncSession, actor: Actor, task_id: str) -> TaskRow:
    """One task as the page edits it."""
    today = local_day(now(), actor.time_zone)
    return task_row(await get_task(db, actor, task_id), today, actor.language)


async def read_goal_row(db: AsyncSession, actor: Actor, goal_id: str) -> GoalRow:
    """One goal as the page edits it."""
    today = local_day(now(), actor.time_zone)
    return goal_row(await get_goal(db, actor, goal_id), today, actor.language)


async def rests(db: AsyncSession, actor: Actor) -> bool:
    """Whether the person rests from their plan now: then nothing is called late."""
    return actor.user_id in await rest.resting(db, [actor.user_id], area="planner")


def group_labels(*, resting: bool = False) -> tuple[tuple[str, str], ...]:
    """The headings in the order of the page."""
    return (
        ("overdue", _("From before, it can wait") if resting else _("Overdue")),
        ("rested", _("From your rest, it can wait")),
        ("today", _("Today")),
        ("week", _("Next 7 days")),
        ("later", _("Later")),
        ("undated", _("No date")),
        ("done", _("Done")),
    )


async def _goal_rows(db: AsyncSession, actor: Actor, today: date) -> tuple[GoalRow, ...]:
    goals = await goal_views(db, actor.user_id, _GOALS)
    changed = await goals_with_changes(db, actor) if goals else frozenset[str]()
    return tuple(
        replace(
            goal_row(goal, today, actor.language), has_changes=goal.id in changed and goal.status in _OPEN
        )
        for goal in goals
    )
