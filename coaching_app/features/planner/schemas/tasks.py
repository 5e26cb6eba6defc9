"""Tasks as they cross boundaries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from coaching_app.core.clock_time import ClockTime
from coaching_app.features.planner.schemas.limits import DueFilter, TaskStatus


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task; done when `completed_at` is set. `goal_title` is empty without a goal.

    `due_time` is on the person's own clock. `repeats` is an iCalendar rule; `series_day` the day it meant, `due_on`
    the day this time was moved to.
    """

    id: str
    title: str
    notes: str
    due_on: date | None
    estimate_minutes: int | None
    goal_id: str | None
    goal_title: str
    origin: str
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int
    due_time: ClockTime | None = None
    parent_id: str | None = None
    spent_seconds: int = 0
    timer_started_at: datetime | None = None
    parts: int = 0
    parts_done: int = 0
    repeats: str = ""
    is_after_completion: bool = False
    series_id: str | None = None
    series_day: date | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What a new task is made of."""

    title: str
    notes: str = ""
    due_on: date | None = None
    estimate_minutes: int | None = None
    goal_id: str | None = None
    due_time: ClockTime | None = None
    parent_id: str | None = None
    tags: tuple[str, ...] = ()
    repeats: str = ""
    is_after_completion: bool = False


class TaskChanges(TypedDict, total=False):
    """The fields of a task to change; what is left out stays as it is."""

    title: str
    notes: str
    due_on: date | None
    estimate_minutes: int | None
    goal_id: str | None
    due_time: ClockTime | None
    tags: tuple[str, ...]
    repeats: str
    is_after_completion: bool
    spent_minutes: int


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks a list shows; `due` is meant in the person's own time zone."""

    status: TaskStatus = "all"
    due: DueFilter = "any"
    goal_id: str | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A part of a line that was understood: where it stood, what kind it is, and what it means in words."""

    start: int
    end: int
    kind: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class ParsedTask:
    """What one line says, before anything is saved; `next_days` are the first five of what repeats."""

    title: str
    due_on: date | None = None
    due_time: ClockTime | None = None
    repeats: str = ""
    repeats_words: str = ""
    is_after_completion: bool = False
    next_days: tuple[date, ...] = ()
    estimate_minutes: int | None = None
    tags: tuple[str, ...] = ()
    goal_id: str | None = None
    goal_title: str = ""
    spans: tuple[Understood, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What to do with several tasks at once: complete, reopen, delete, restore, move to a day, tag or untag."""

    action: str
    day: date | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A task that a bulk edit changed, with the day and the tags it had before."""

    task_id: str
    day: date | None = None
    tags: tuple[str, ...] = ()
