"""What the past of a habit shows: on which weekdays it is kept, and a calendar in five shades."""

from collections.abc import Sequence
from dataclasses import dataclass

from coaching_app.domain.habits.history import History
from coaching_app.domain.habits.kept import is_kept
from coaching_app.domain.habits.plan import DONE, SKIPPED

DARKEST = 4
_COVERED_SHADE = 1


@dataclass(frozen=True, slots=True)
class Weekday:
    """One weekday, Monday is 0: on how many of its days the habit was done."""

    weekday: int
    done: int
    asked: int

    @property
    def percent(self) -> int:
        """Done of asked, rounded."""
        return round(100 * self.done / self.asked) if self.asked else 0


def by_weekday(history: History, days: Sequence[int]) -> tuple[Weekday, ...]:
    """How often each weekday was used; skipped days, rest and weekdays that are not meant ask for nothing."""
    done, asked = [0] * 7, [0] * 7
    for day in days:
        if history.is_neutral(day):
            continue
        asked[(day - 1) % 7] += 1
        done[(day - 1) % 7] += _is_done(history, day)
    return tuple(Weekday(number, done[number], asked[number]) for number in range(7))


def _is_done(history: History, day: int) -> bool:
    """A tick, or a number on the good side; of a plan over several days, any number that counts towards it."""
    plan, mark = history.plan, history.marks.get(day)
    if plan.is_measured and not plan.is_limit and plan.days > 1:
        return mark is not None and mark > 0
    return is_kept(history, day, set())


def shades(history: History, days: Sequence[int], covered: set[int]) -> list[int]:
    """A shade, 0 to 4, for each day: how much of what is meant for one day was reached."""
    return [_shade(history, day, covered) for day in days]


def _shade(history: History, day: int, covered: set[int]) -> int:
    plan, mark = history.plan, history.marks.get(day)
    if day in covered:
        return _COVERED_SHADE
    if mark is None or mark == SKIPPED:
        return 0
    if not plan.is_measured:
        return DARKEST if mark == DONE else 0
    share = plan.target / plan.days
    if plan.is_limit:
        over = max(0.0, mark - share)
        # Half as much again is one shade lighter; a limit of nothing knows only kept and broken.
        return max(0, DARKEST - -int(-over * 2 // share)) if share else DARKEST * (over == 0)
    reached = min(1.0, mark / share) if share else 1.0
    return -int(-reached * DARKEST // 1)
