"""What the planner draws: tasks, goals, the line that makes a task, the dialogs that edit."""

from coaching_app.features.planner.components.choosing import choosing_bar
from coaching_app.features.planner.components.dialogs import goal_dialog, task_dialog
from coaching_app.features.planner.components.rested import after_rest
from coaching_app.features.planner.components.tasks import goal_card, promised_task, task_group

__all__ = [
    "after_rest",
    "choosing_bar",
    "goal_card",
    "goal_dialog",
    "promised_task",
    "task_dialog",
    "task_group",
]
