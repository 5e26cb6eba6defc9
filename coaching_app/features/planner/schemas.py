"""Tasks and goals as they cross boundaries: API bodies, state vars, tool arguments."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Literal, TypedDict

TITLE_LENGTH: Final = 500
TEXT_LENGTH: Final = 20_000
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 12, 31)
# A week of minutes: what takes longer is a goal.
LONGEST_ESTIMATE: Final = 10_080

GoalStatus = Literal["active", "done", "dropped"]
TaskStatus = Literal["all", "open", "done"]
DueFilter = Literal["any", "overdue", "today", "upcoming", "none"]


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
    due_time: time | None = None
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
class Progress:
    """How far a goal is: `percent` = 100 × done / total, rounded down; 0 while there is no task."""

    done: int = 0
    total: int = 0
    percent: int = 0


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal with the progress of its tasks."""

    id: str
    title: str
    why: str
    due_on: date | None
    status: str
    progress: Progress
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What a new task is made of."""

    title: str
    notes: str = ""
    due_on: date | None = None
    estimate_minutes: int | None = None
    goal_id: str | None = None
    due_time: time | None = None
    parent_id: str | None = None
    tags: tuple[str, ...] = ()
    repeats: str = ""
    is_after_completion: bool = False


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """What a new goal is made of."""

    title: str
    why: str = ""
    due_on: date | None = None


class TaskChanges(TypedDict, total=False):
    """The fields of a task to change; what is left out stays as it is."""

    title: str
    notes: str
    due_on: date | None
    estimate_minutes: int | None
    goal_id: str | None
    due_time: time | None
    tags: tuple[str, ...]
    repeats: str
    is_after_completion: bool
    spent_minutes: int


class GoalChanges(TypedDict, total=False):
    """The fields of a goal to change; what is left out stays as it is."""

    title: str
    why: str
    due_on: date | None
    status: GoalStatus


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
    due_time: time | None = None
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


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a list shows it: dates and minutes already in the person's words."""

    id: str = ""
    title: str = ""
    notes: str = ""
    due: str = ""
    due_label: str = ""
    tone: str = ""
    minutes: str = ""
    minutes_label: str = ""
    goal_id: str = ""
    goal_title: str = ""
    is_done: bool = False
    from_coach: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """One heading of the planner; `count` counts all, `rows` holds the first of them."""

    key: str
    label: str
    count: int
    rows: tuple[TaskRow, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal as a list shows it; `formula` says how the percentage came about."""

    id: str = ""
    title: str = ""
    why: str = ""
    due: str = ""
    due_label: str = ""
    status: str = "active"
    percent: int = 0
    formula: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the planner page shows at once."""

    groups: tuple[TaskGroup, ...] = ()
    goals: tuple[GoalRow, ...] = ()
    open_count: int = 0
    has_tasks: bool = False
    has_goals: bool = False


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many tasks were completed on one local day."""

    day: str
    label: str
    count: int
    is_today: bool


@dataclass(frozen=True, slots=True)
class Workload:
    """How much some tasks are: counts, and the minutes of those that are open."""

    count: int
    done: int
    minutes_left: int
    without_estimate: int


@dataclass(frozen=True, slots=True)
class Today:
    """What was promised for today, what moved, what comes next.

    `moved` counts the last seven days; `levels` grades, 0 to 4, every day of the last 20 weeks, whole weeks first.
    """

    promised: tuple[TaskRow, ...] = ()
    promised_count: int = 0
    hidden_count: int = 0
    done_count: int = 0
    minutes_left: int = 0
    without_estimate: int = 0
    summary: str = ""
    sentence: str = ""
    explanation: str = ""
    moved: tuple[DayCount, ...] = ()
    moved_count: int = 0
    levels: tuple[int, ...] = ()
    moved_summary: str = ""
    coming: tuple[TaskRow, ...] = ()
    coming_count: int = 0
    has_tasks: bool = False
