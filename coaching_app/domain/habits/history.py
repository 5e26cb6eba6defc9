"""The days of a habit in order, without those on which the person rested."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from coaching_app.domain.habits.plan import DONE, SKIPPED, Plan

# By the number of the day in the calendar (`date.toordinal`): DONE, MISSED or SKIPPED, or thousandths of the unit.
Marks = Mapping[int, int]
NO_REST: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """What is known about a habit, and the days of rest."""

    plan: Plan
    marks: Marks
    rest: AbstractSet[int] = NO_REST

    def days(self, first: int, last: int) -> list[int]:
        """The days that count, first and last included: one of rest counts only if something was done on it."""
        if not self.rest:
            return list(range(first, last + 1))
        return [day for day in range(first, last + 1) if day not in self.rest or self._is_answered(day)]

    def is_neutral(self, day: int) -> bool:
        """Whether the day asks for nothing: skipped, or a weekday that is not meant and was not used."""
        mark = self.marks.get(day)
        if mark == SKIPPED:
            return True
        return self.plan.has_free_weekdays and not self.plan.is_due(day) and not self._is_success(mark)

    def _is_answered(self, day: int) -> bool:
        mark = self.marks.get(day)
        return mark is not None and (mark > 0 or (mark == 0 and self.plan.is_limit))

    def _is_success(self, mark: int | None) -> bool:
        if mark is None or self.plan.is_limit:
            return False
        return mark > 0 if self.plan.is_measured else mark == DONE
