"""What a coach can learn of their people from what these share, and nudges; with the unit of work and who acts."""

from coaching_app.features.coaching.service.needs import circle_counts, needs_of, read_page
from coaching_app.features.coaching.service.nudging import (
    list_nudges,
    open_nudges,
    see_nudge,
    send_nudge,
    take_back_nudge,
    unsee_nudge,
)

__all__ = [
    "circle_counts",
    "list_nudges",
    "needs_of",
    "open_nudges",
    "read_page",
    "see_nudge",
    "send_nudge",
    "take_back_nudge",
    "unsee_nudge",
]
