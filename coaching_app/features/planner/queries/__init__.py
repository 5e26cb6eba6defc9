"""Reads tasks and goals: SQL in, schemas out."""

from coaching_app.features.planner.queries.goals import (
    MY_GOALS,
    evidence_views,
    goal_views,
    milestone_views,
)
from coaching_app.features.planner.queries.tasks import (
    MY_TASKS,
    NO_DATE,
    RESTED,
    TASK_COLUMNS,
    WORKLOAD,
    completions_since,
    due_key,
    grouped_tasks,
    task_view,
    task_views,
    workload,
)

__all__ = [
    "MY_GOALS",
    "MY_TASKS",
    "NO_DATE",
    "RESTED",
    "TASK_COLUMNS",
    "WORKLOAD",
    "completions_since",
    "due_key",
    "evidence_views",
    "goal_views",
    "grouped_tasks",
    "milestone_views",
    "task_view",
    "task_views",
    "workload",
]
