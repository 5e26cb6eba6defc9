"""Continues the score of a habit from its checkpoint, and moves the checkpoint along."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.domain.habits.history import History
from coaching_app.domain.habits.kept import covered_days
from coaching_app.domain.habits.plan import DONE, SKIPPED, WHOLE, Aim, Kind, Plan
from coaching_app.domain.habits.score import Checkpoint, first_score, scores, window
from coaching_app.features.habits.queries import Found, marks_of
from coaching_app.features.habits.schemas import CELLS, Standing
from coaching_app.features.rest import service as rest
from coaching_app.models import Habit

AREA = "habits"
# The checkpoint stays behind the days that a page lets people edit, and is moved when it is far behind.
_BEHIND, _FAR = 10, 40


@dataclass(frozen=True, slots=True)
class Reading:
    """A habit with the marks that were read, the person's today and their days of rest."""

    habit: Habit
    marks: Mapping[int, int]
    today: date
    rest: frozenset[int]

    @property
    def history(self) -> History:
        """The same as the domain sees it."""
        return History(plan_of(self.habit), self.marks, self.rest)


def plan_of(habit: Habit) -> Plan:
    """The plan in a row."""
    return Plan(
        Kind(habit.kind), Aim(habit.aim), habit.target, habit.times, habit.days, habit.weekdays
    )  # fmt: skip


def by_habit(found: Found) -> dict[str, dict[int, int]]:
    """Marks by habit and number of the day."""
    sorted_out: dict[str, dict[int, int]] = {}
    for habit_id, day, mark in found:
        sorted_out.setdefault(habit_id, {})[day.toordinal()] = mark
    return sorted_out


async def rest_of(db: AsyncSession, owner_id: str, habits: Iterable[Habit], today: date) -> frozenset[int]:
    """The days of rest since the first of these habits began."""
    begun = [habit.first_day for habit in habits if habit.first_day]
    first = min(begun, default=today)
    days = await rest.rest_days(db, owner_id, min(first, today - timedelta(days=CELLS)), today, AREA)
    return frozenset(day.toordinal() for day in days)


def score_now(reading: Reading) -> float:
    """The score at the end of today, from what was read."""
    habit, today = reading.habit, reading.today.toordinal()
    if habit.first_day is None:
        return first_score(plan_of(habit))
    start = _checkpoint(reading)
    first = habit.first_day.toordinal()
    if start is not None and habit.read_from is not None:
        first = habit.read_from.toordinal()
    history = reading.history
    found = scores(history, history.days(first, max(first, today)), start)
    return found[-1] if found else (start.score if start else first_score(history.plan))


def needs_everything(reading: Reading) -> bool:
    """Whether the checkpoint does not hold any more: rest was entered or taken back before it."""
    return reading.habit.checked_day is not None and _checkpoint(reading) is None


def _checkpoint(reading: Reading) -> Checkpoint | None:
    habit = reading.habit
    if habit.checked_day is None or habit.checked_score is None:
        return None
    day = habit.checked_day.toordinal()
    if habit.checked_rest != _rest_print(reading, day):
        return None
    return Checkpoint(day, habit.checked_score)


def _rest_print(reading: Reading, until: int) -> str:
    first = reading.habit.first_day.toordinal() if reading.habit.first_day else 0
    counted = sorted(day for day in reading.rest if first <= day <= until)
    return blake2b(repr(counted).encode(), digest_size=16).hexdigest() if counted else ""


def forget_checkpoint(habit: Habit) -> None:
    """The plan or an old day changed: everything is to be computed again."""
    habit.checked_day = habit.checked_score = habit.read_from = None
    habit.checked_rest = ""


async def read_one(db: AsyncSession, habit: Habit, today: date) -> Reading:
    """A habit with as much of its past as its score needs now."""
    resting = await rest_of(db, habit.owner_id, (habit,), today)
    found = await marks_of(db, (habit.id,), habit.read_from or date.min)
    reading = Reading(habit, by_habit(found).get(habit.id, {}), today, resting)
    return await read_all(db, reading) if needs_everything(reading) else reading


async def read_all(db: AsyncSession, reading: Reading) -> Reading:
    """The same with all of its past, for a checkpoint that does not hold."""
    found = by_habit(await marks_of(db, (reading.habit.id,)))
    return replace(reading, marks=found.get(reading.habit.id, {}))


def move_checkpoint(reading: Reading) -> None:
    """Put the checkpoint where the next days can be computed quickly; only inside a write."""
    habit, today = reading.habit, reading.today.toordinal()
    if needs_everything(reading):
        forget_checkpoint(habit)
    if habit.first_day is None:
        return
    if habit.checked_day is not None and today - habit.checked_day.toordinal() < _FAR:
        return
    target = today - _BEHIND
    first = (habit.read_from or habit.first_day).toordinal()
    if habit.first_day.toordinal() > target:
        return
    history, start = reading.history, _checkpoint(reading)
    days = history.days(first, target)
    found = scores(history, days, start)
    if found:
        habit.checked_score = found[-1]
    elif start is None:
        habit.checked_score = first_score(history.plan)
    habit.checked_day, habit.checked_rest = date.fromordinal(target), _rest_print(reading, target)
    habit.read_from = date.fromordinal(_lead(history, days, target))


def _lead(history: History, days: Sequence[int], target: int) -> int:
    """The first day needed to go on after `target`: what the window looks back on, and what the cells show."""
    span = window(history.plan)
    looked_back = days[-span] if len(days) >= span else (days[0] if days else target)
    cover = target - max(history.plan.days, 31 if history.plan.days in {30, 31} else 0) - CELLS
    return min(looked_back, cover)


def standing(reading: Reading) -> Standing:
    """The last days and the score, as a row shows them."""
    today = reading.today.toordinal()
    history = reading.history
    span = history.plan.days + CELLS + (31 if history.plan.days >= 30 else 0)
    covered = covered_days(history, history.days(today - span, today))
    cells = [_cell(history, day, covered) for day in range(today - CELLS + 1, today + 1)]
    return Standing("|".join(cells), round(100 * score_now(reading)))


def _cell(history: History, day: int, covered: set[int]) -> str:
    mark = history.marks.get(day)
    if mark == SKIPPED:
        return "s"
    if mark is not None and history.plan.is_measured:
        return _measured_cell(history.plan, mark)
    if mark == DONE:
        return "y"
    return _open_cell(history, day, covered)


def _open_cell(history: History, day: int, covered: set[int]) -> str:
    plan = history.plan
    if day in covered:
        return "c"
    if day in history.rest:
        return "r"
    if plan.has_free_weekdays and not plan.is_due(day):
        return "o"
    return "-" if history.marks.get(day) is None else "n"


def _measured_cell(plan: Plan, mark: int) -> str:
    share = plan.target / plan.days
    if plan.is_limit:
        return f"{'y' if mark <= share else 'x'}{short_number(mark)}"
    if mark == 0:
        return "n0"
    return f"{'y' if mark >= share else 'p'}{short_number(mark)}"


def short_number(amount: int) -> str:
    """A number that fits a cell: 12, 2.5, 1.2k."""
    value = amount / WHOLE
    for limit, sign in ((10**6, "M"), (10**4, "k")):
        if value >= limit:
            return f"{value / (10**6 if sign == 'M' else 1000):.3g}{sign}"
    return f"{value:.3f}".rstrip("0").rstrip(".") if value < 10 else f"{value:.6g}"
