"""What a person can do with goals and tasks; every function takes the unit of work and who acts."""

from coaching_app.features.planner.service.board import read_board, read_goal_row, read_task_row
from coaching_app.features.planner.service.bulk import change_tasks, put_back
from coaching_app.features.planner.service.forms import (
    capture_task,
    goal_changes,
    goal_draft,
    save_goal,
    task_changes,
    task_draft,
)
from coaching_app.features.planner.service.goals import (
    add_goal,
    change_goal_status,
    delete_goal,
    edit_goal,
    get_goal,
    list_goals,
    restore_goal,
)
from coaching_app.features.planner.service.lines import add_line, draft_of, parse_line
from coaching_app.features.planner.service.series import next_days, skip_task, task_days, unskip_task
from coaching_app.features.planner.service.task_lists import list_tasks, parts_of
from coaching_app.features.planner.service.tasks import (
    add_task,
    complete_task,
    delete_task,
    edit_task,
    get_task,
    move_task,
    reopen_task,
    restore_task,
    task_of_origin,
)
from coaching_app.features.planner.service.timer import running_task, start_timer, stop_timer
from coaching_app.features.planner.service.today import read_today

__all__ = [
    "add_goal",
    "add_line",
    "add_task",
    "capture_task",
    "change_goal_status",
    "change_tasks",
    "complete_task",
    "delete_goal",
    "delete_task",
    "draft_of",
    "edit_goal",
    "edit_task",
    "get_goal",
    "get_task",
    "goal_changes",
    "goal_draft",
    "list_goals",
    "list_tasks",
    "move_task",
    "next_days",
    "parse_line",
    "parts_of",
    "put_back",
    "read_board",
    "read_goal_row",
    "read_task_row",
    "read_today",
    "reopen_task",
    "restore_goal",
    "restore_task",
    "running_task",
    "save_goal",
    "skip_task",
    "start_timer",
    "stop_timer",
    "task_changes",
    "task_days",
    "task_draft",
    "task_of_origin",
    "unskip_task",
]
