"""When something that was read comes back, and what fits into the minutes somebody has.

What was finished comes back after growing pauses, as long as the goal it belongs to is pursued; whoever says that
it was enough is not shown it again. Everything here is a rule one can read aloud.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# Pauses in days; after the last one it is known well enough.
PAUSES = (3, 10, 30, 90, 180)
LATER_DAYS = 7
# A part of a long read that is worth opening it for.
SMALLEST_PART = 10
GUESSED_MINUTES = 15


class Answer(StrEnum):
    """What somebody says when something comes back."""

    USEFUL = "useful"
    LATER = "later"
    ENOUGH = "enough"


class Why(StrEnum):
    """Why something is picked, most pressing first."""

    DUE = "due"
    BACK = "back"
    BEGUN = "begun"
    GOAL = "goal"
    WAITING = "waiting"


ORDER = {why: place for place, why in enumerate(Why)}


@dataclass(frozen=True, slots=True)
class Item:
    """What the rule has to know of one thing in the queue; `progress` in percent."""

    id: str
    minutes: int | None
    progress: int = 0
    due_on: date | None = None
    has_goal: bool = False
    resurface_on: date | None = None
    is_finished: bool = False
    since: date = date.min


@dataclass(frozen=True, slots=True)
class Pick:
    """A thing to take up now: for how many minutes, whether that ends it, and why."""

    id: str
    minutes: int
    is_part: bool
    is_guess: bool
    why: Why


def next_day(today: date, times_seen: int, answer: Answer, *, goal_is_active: bool) -> date | None:
    """When something finished comes back; None when it does not."""
    if answer is Answer.ENOUGH or not goal_is_active:
        return None
    if answer is Answer.LATER:
        return today + timedelta(days=LATER_DAYS)
    return today + timedelta(days=PAUSES[times_seen]) if times_seen < len(PAUSES) else None


def left(item: Item) -> int:
    """The minutes it still takes; what came back is read again in full."""
    whole = item.minutes or GUESSED_MINUTES
    return whole if item.is_finished else max(1, round(whole * (100 - item.progress) / 100))


def reason(item: Item, today: date) -> Why | None:
    """Why it could be taken up now; None where it is not its time."""
    if item.is_finished:
        return Why.BACK if item.resurface_on is not None and item.resurface_on <= today else None
    if item.due_on is not None and item.due_on <= today + timedelta(days=7):
        return Why.DUE
    if item.progress:
        return Why.BEGUN
    return Why.GOAL if item.has_goal else Why.WAITING


def pick(items: Sequence[Item], minutes: int, today: date) -> tuple[Pick, ...]:
    """What to do with these minutes: in the order of the reasons, each thing that fits, then a part of a long one.

    Within a reason the nearer day comes first, then what has waited longest. The minutes are never exceeded.
    """
    waiting = [(found, item) for item in items if (found := reason(item, today)) is not None]
    waiting.sort(key=lambda one: (ORDER[one[0]], one[1].due_on or date.max, one[1].since, one[1].id))
    room, chosen = minutes, list[Pick]()
    for why, item in waiting:
        if left(item) <= room:
            chosen.append(Pick(item.id, left(item), False, item.minutes is None, why))
            room -= left(item)
    taken = {one.id for one in chosen}
    for why, item in waiting:
        if item.id not in taken and room >= SMALLEST_PART:
            chosen.append(Pick(item.id, room, True, item.minutes is None, why))
            break
    return tuple(chosen)
