"""Writes a task as the line that would be read as it."""

import re

from coaching_app.domain.quick_add.reading import QuickTask, is_special, slug

_WORD = re.compile(r"\S+")


def write_line(task: QuickTask, goal_title: str = "") -> str:
    """The line; `goal_title` is the title of its goal."""
    parts = [_WORD.sub(lambda word: f"\\{word[0]}" if is_special(word[0]) else word[0], task.title)]
    if task.due_on is not None:
        parts.append(f"@{task.due_on.isoformat()}")
    if task.due_time is not None:
        parts.append(f"@{task.due_time:%H:%M}")
    if task.rule is not None:
        parts.append(f"@every{'!' if task.after_completion else ''}:{task.rule}")
    if task.estimate_minutes is not None:
        parts.append(f"{task.estimate_minutes}m")
    parts += [f"#{tag}" for tag in task.tags]
    if task.goal_id is not None and goal_title:
        parts.append(f"+{slug(goal_title)}")
    return " ".join(parts)
