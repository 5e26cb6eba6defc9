"""How strong a habit has become, 0 to 1: the score of Loop Habit Tracker.

Each day moves the score a little towards what was achieved of the plan lately; how little follows from how often
the habit is meant. With multiplier m = 0.5 ** (sqrt(times / days) / 13):

    score = score of the day before × m + achieved × (1 - m)

A daily habit kept for 13 days reaches a half. A neutral day changes nothing. The decision record of the score has
every rule and where it comes from.
"""

from dataclasses import dataclass
from math import sqrt

from coaching_app.domain.habits.history import History
from coaching_app.domain.habits.plan import DONE, SKIPPED, WHOLE, Plan

# Loop stores a skip as the number 3 and adds that up with the thousandths of the other days.
_SKIP_AS_LOOP_ADDS_IT = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The score at the end of a day, from which the following days can be computed."""

    day: int
    score: float


def multiplier(plan: Plan) -> float:
    """How much of the score a day keeps."""
    times, days = plan.rhythm
    return 0.5 ** (sqrt(times / days) / 13)


def window(plan: Plan) -> int:
    """How many days, the last one included, decide what was achieved on it."""
    times, days = plan.rhythm
    # Twice the span for a yes/no habit, so that a weekly one may move between weekdays.
    return 2 * days if not plan.is_measured and times < days else days


def first_score(plan: Plan) -> float:
    """The score before the first day: a limit is kept until it is broken."""
    return 1.0 if plan.is_limit else 0.0


def scores(history: History, days: list[int], start: Checkpoint | None = None) -> list[float]:
    """The score at the end of each of the days, which come from `history.days`.

    Without a checkpoint the first day is the habit's first. With one, days up to it are only looked back on, and
    the answer holds the days after it.
    """
    plan = history.plan
    keep, span = multiplier(plan), window(plan)
    amounts = [_amount(plan, history.marks.get(day)) for day in days]
    score = first_score(plan) if start is None else start.score
    found: list[float] = []
    total = 0
    for index, day in enumerate(days):
        total += amounts[index] - (amounts[index - span] if index >= span else 0)
        if start is not None and day <= start.day:
            continue
        if not history.is_neutral(day):
            score = score * keep + _achieved(plan, total) * (1 - keep)
        found.append(score)
    return found


def _amount(plan: Plan, mark: int | None) -> int:
    if mark is None:
        return 0
    if plan.is_measured:
        return _SKIP_AS_LOOP_ADDS_IT if mark == SKIPPED else mark
    return int(mark == DONE)


def _achieved(plan: Plan, total: int) -> float:
    """What the days of the window add up to, as a share of what was meant."""
    if not plan.is_measured:
        times, days = plan.rhythm
        return min(1.0, total / (2 * times if times < days else times))
    amount, target = total / WHOLE, plan.target / WHOLE
    if not plan.is_limit:
        return min(1.0, amount / target) if target > 0 else 1.0
    if target > 0:
        return min(1.0, max(0.0, 1 - (amount - target) / target))
    return 0.0 if amount > 0 else 1.0
