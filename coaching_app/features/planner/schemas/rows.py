"""What the pages show: dates, minutes and formulas already in the person's words."""

from dataclasses import dataclass

from coaching_app.features.planner.schemas.goals import EvidenceView, MilestoneView
from coaching_app.features.planner.schemas.template_rows import Options, WeekRow


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
    time: str = ""
    parent_id: str = ""
    repeats: str = ""
    repeats_label: str = ""
    is_after_completion: bool = False
    tags: tuple[str, ...] = ()
    tags_text: str = ""
    parts: int = 0
    parts_label: str = ""
    spent: str = ""
    spent_label: str = ""
    is_running: bool = False
    started_at: str = ""


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """One heading of the planner; `count` counts all, `rows` holds the first of them.

    Where it `takes` what is dragged there, `day` is the day this means, empty for none.
    """

    key: str
    label: str
    count: int
    rows: tuple[TaskRow, ...]
    hidden: int = 0
    takes: bool = False
    day: str = ""


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
    progress_by: str = "tasks"
    is_reviewed_only: bool = False
    unit: str = ""
    start_value: str = ""
    target_value: str = ""
    current_value: str = ""
    has_changes: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the planner page shows at once."""

    groups: tuple[TaskGroup, ...] = ()
    goals: tuple[GoalRow, ...] = ()
    open_count: int = 0
    days: tuple[tuple[str, str], ...] = ()
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


@dataclass(frozen=True, slots=True)
class SharedTask:
    """A task as somebody sees it with whom it is shared."""

    id: str
    title: str
    notes: str
    due_label: str
    goal_title: str
    repeats: str
    spent: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class SharedGoal:
    """A goal as somebody sees it with whom it is shared: with its steps and its evidence."""

    goal: GoalRow
    milestones: tuple[MilestoneView, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A step as the page of its goal shows it."""

    id: str = ""
    title: str = ""
    due_label: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A piece of evidence as the page of its goal shows it; `said` is the latest review in words."""

    id: str = ""
    kind: str = ""
    title: str = ""
    facts: str = ""
    href: str = ""
    verdict: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of the template as the person decides about it."""

    id: str = ""
    kind: str = ""
    before: str = ""
    after: str = ""
    note: str = ""
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class GoalPage:
    """Everything the page of one goal shows."""

    goal: GoalRow = GoalRow()
    milestones: tuple[MilestoneRow, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    assignment_id: str = ""
    coach_name: str = ""
    coach_words: str = ""
    plan: tuple[WeekRow, ...] = ()
    week_options: Options = ()
    repeat_options: Options = ()
    changes: tuple[ChangeRow, ...] = ()
    latest_version: int = 0
