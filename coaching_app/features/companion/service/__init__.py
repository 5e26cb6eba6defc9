"""What the page of one person can do."""

from coaching_app.domain.consent import Category
from coaching_app.features.companion import queries
from coaching_app.features.companion.service.looking import (
    API,
    draw_opened,
    draw_person,
    eyes_of_viewer,
    open_item,
    read_person,
    read_shared,
)
from coaching_app.features.consent.service import use_things
from coaching_app.features.wellness import service as wellness

__all__ = [
    "API",
    "draw_opened",
    "draw_person",
    "eyes_of_viewer",
    "install",
    "open_item",
    "read_person",
    "read_shared",
]


def install() -> None:
    """Tell consent how things are called; the composition root does this once."""
    use_things(Category.GOALS, queries.goals)
    use_things(Category.TASKS, queries.tasks)
    use_things(Category.HABITS, queries.habits)
    use_things(Category.CHECKINS, wellness.things)
    use_things(Category.NOTES, queries.notes)
    use_things(Category.CONVERSATIONS, queries.conversations)
