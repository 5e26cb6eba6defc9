"""How long texts may be, and which days there are."""

from datetime import date
from typing import Final, Literal

TITLE_LENGTH: Final = 500
TEXT_LENGTH: Final = 20_000
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 12, 31)
# A week of minutes: what takes longer is a goal.
LONGEST_ESTIMATE: Final = 10_080

GoalStatus = Literal["draft", "review", "active", "done", "dropped"]
ProgressWay = Literal["tasks", "milestones", "measure", "evidence"]
TaskStatus = Literal["all", "open", "done"]
DueFilter = Literal["any", "overdue", "today", "upcoming", "none"]
