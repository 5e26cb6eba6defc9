"""What the dashboard says beside the widgets of other features."""

from dataclasses import dataclass
from datetime import date, datetime

from coaching_app.features.coaching.schemas import NudgeRow
from coaching_app.features.habits.schemas import HabitBoard
from coaching_app.features.planner.schemas import Today
from coaching_app.features.wellness.schemas import FormCard


@dataclass(frozen=True, slots=True)
class Overview:
    """The greeting, the day, and how many notes there are; `is_new` where nothing was begun yet."""

    greeting: str = ""
    day: str = ""
    notes: int = 0
    recent_notes: int = 0
    notes_summary: str = ""
    is_new: bool = False
    is_coach: bool = False


@dataclass(frozen=True, slots=True)
class DayFacts:
    """The facts of the page of today: promised, moved and next stand in `tasks`.

    `rest` says in words how the person rests; while they do nothing is asked of them.
    """

    day: date
    overview: Overview
    is_resting: bool
    rest_until: datetime | None
    rest: str
    tasks: Today
    habits: HabitBoard
    checkins: tuple[FormCard, ...]
    nudges: tuple[NudgeRow, ...]
