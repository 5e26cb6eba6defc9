"""Templates of goals as they cross boundaries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from coaching_app.features.planner.schemas.limits import ProgressWay

ItemKind = Literal["milestone", "task", "resource", "habit"]
HabitAim = Literal["at_least", "at_most"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """One thing of a template; `day` counts from the first day, and `id` stays the same through all versions.

    For a habit: `times` in `days`, as often as there are days being daily, or on `weekdays`; a measured one has a
    `target` of its `unit` within them.
    """

    id: str = ""
    kind: ItemKind = "task"
    title: str = ""
    notes: str = ""
    day: int | None = None
    minutes: int | None = None
    repeats: str = ""
    url: str = ""
    times: int = 7
    days: int = 7
    weekdays: tuple[str, ...] = ()
    is_measured: bool = False
    aim: HabitAim = "at_least"
    target: float = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A goal prepared for others."""

    title: str
    why: str = ""
    weeks: int | None = None
    progress_by: ProgressWay = "tasks"
    is_reviewed_only: bool = False
    unit: str = ""
    target_value: float | None = None
    items: tuple[TemplateItem, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A template as its coach sees it, with how many people have it."""

    id: str
    version: int
    content: TemplateDraft
    given_to: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """A template that was given to somebody.

    `items` are the person's own until it is active; the coach is shown them once they ask for a review.
    """

    id: str
    template_id: str
    goal_id: str
    goal_title: str
    status: str
    person_id: str
    person_name: str
    coach_id: str
    coach_name: str
    start_on: date
    base_version: int
    latest_version: int
    requested_at: datetime | None
    approved_at: datetime | None
    coach_words: str = ""
    items: tuple[TemplateItem, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """What a new version of a template changes for one person.

    `is_edited`: they changed it too, and taking it over replaces theirs. `is_kept`: it stays, because it is done or
    because they took it away.
    """

    item_id: str
    kind: str
    before: TemplateItem | None
    after: TemplateItem | None
    is_edited: bool
    is_kept: bool
