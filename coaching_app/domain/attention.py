"""Says who may need their coach and why, from shared facts alone; what is not shared is no reason.

A person who shares nothing is never quiet, whoever rests is asked for nothing, and days of rest are no silence.
The reasons are meant to begin a conversation: there is no score of a person and no order of worth among them.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt
from statistics import fmean, variance

QUIET_DAYS = 7
RECENT_DAYS = 7
BEFORE_DAYS = 28
# A day or two late is life, not news.
OVERDUE_DAYS = 3
# Fewer answers than these say nothing.
RECENT_FLOOR, BEFORE_FLOOR = 3, 6
# A drop is at least half a step, and twice as large as chance makes it.
SMALLEST_DROP = 0.5
SURE = 2.0


class Reason(StrEnum):
    """Why somebody stands in the list, most pressing first."""

    DROP = "drop"
    QUIET = "quiet"
    OVERDUE = "overdue"
    RESTING = "resting"
    SHARES_NOTHING = "shares_nothing"
    FINE = "fine"


ORDER = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class Signs:
    """What a coach may know of one person.

    `shared` names the categories of which anything is visible, `awaited` those among them in which something would
    be seen to happen from week to week. `last` is the last day on which anything visible moved. `due` counts what is
    visible and still open by the day it was meant for; `plan_rested` are the days of rest from plans.
    """

    shared: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()
    last: date | None = None
    is_resting: bool = False
    rested: frozenset[date] = frozenset()
    moods: Mapping[str, Sequence[tuple[date, float]]] = field(
        default_factory=dict[str, Sequence[tuple[date, float]]]
    )
    due: Mapping[date, int] = field(default_factory=dict[date, int])
    plan_rested: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason; `days` of silence, the question that dropped, or how many things are past their day, by `days` at most."""

    reason: Reason
    days: int = 0
    question: str = ""
    count: int = 0


def findings(signs: Signs, today: date) -> tuple[Finding, ...]:
    """Every reason there is, most pressing first; exactly one of the last three when there is no other."""
    if signs.is_resting:
        return (Finding(Reason.RESTING),)
    if not signs.shared:
        return (Finding(Reason.SHARES_NOTHING),)
    found = [
        Finding(Reason.DROP, question=question)
        for question, answers in sorted(signs.moods.items())
        if has_dropped(answers, today)
    ]
    silent = quiet_days(signs, today)
    if silent >= QUIET_DAYS:
        found.append(Finding(Reason.QUIET, days=silent))
    late = overdue(signs, today)
    if late:
        found.append(Finding(Reason.OVERDUE, days=max(late), count=sum(late.values())))
    return tuple(found) or (Finding(Reason.FINE),)


def quiet_days(signs: Signs, today: date) -> int:
    """The whole days since anything shared moved, without those of rest; 0 where nothing could be seen to move."""
    if not signs.awaited or signs.last is None or signs.last >= today:
        return 0
    between = (today - signs.last).days
    return between - _rested_between(signs.rested, signs.last, today)


def overdue(signs: Signs, today: date) -> Counter[int]:
    """How much has been past its day for how many days, where that is long enough to say.

    Days of rest are not counted, and what fell due on one of them is not late at all.
    """
    late: Counter[int] = Counter()
    for day, count in signs.due.items():
        if day < today and day not in signs.plan_rested:
            late[(today - day).days - _rested_between(signs.plan_rested, day, today)] += count
    return Counter({days: count for days, count in late.items() if days >= OVERDUE_DAYS})


def _rested_between(rested: Collection[date], first: date, last: date) -> int:
    return sum(first < day <= last for day in rested)


def has_dropped(answers: Sequence[tuple[date, float]], today: date) -> bool:
    """Whether the last week lies clearly below the four weeks before it."""
    recent_from = today - timedelta(days=RECENT_DAYS - 1)
    before_from = recent_from - timedelta(days=BEFORE_DAYS)
    recent = [value for day, value in answers if recent_from <= day <= today]
    before = [value for day, value in answers if before_from <= day < recent_from]
    if len(recent) < RECENT_FLOOR or len(before) < BEFORE_FLOOR:
        return False
    drop = fmean(before) - fmean(recent)
    chance = sqrt(variance(recent) / len(recent) + variance(before) / len(before))
    return drop >= SMALLEST_DROP and drop >= SURE * chance


def pressing(found: Sequence[Finding]) -> tuple[int, int]:
    """Where a person stands in the list: by their first reason, the longer silence first."""
    first = found[0]
    return ORDER[first.reason], -first.days
