"""What somebody set out to do: how often, how much, on which weekdays."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# What a yes/no habit stores for a day; measured ones store thousandths of their unit.
DONE: Final = 1
MISSED: Final = 0
SKIPPED: Final = -1
# One of a unit.
WHOLE: Final = 1000

MOST_DAYS: Final = 365
ANY_WEEKDAY: Final = 0
_EVERY_WEEKDAY: Final = 0b1111111


class Kind(StrEnum):
    """How a day is answered."""

    YES_NO = "yes_no"
    MEASURED = "measured"


class Aim(StrEnum):
    """Which side of the target is good."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Plan:
    """The schedule and the target of a habit.

    `times` in `days`; `target` in thousandths of the unit, within `days`. `weekdays` is a bit for each, Monday
    lowest, and 0 means that the weekday does not matter.
    """

    kind: Kind = Kind.YES_NO
    aim: Aim = Aim.AT_LEAST
    target: int = 0
    times: int = 1
    days: int = 1
    weekdays: int = ANY_WEEKDAY

    @property
    def is_measured(self) -> bool:
        """Whether a day has a number rather than a yes."""
        return self.kind is Kind.MEASURED

    @property
    def is_limit(self) -> bool:
        """Whether less is better."""
        return self.is_measured and self.aim is Aim.AT_MOST

    @property
    def rhythm(self) -> tuple[int, int]:
        """`times` and `days`; as often as there are days is the same as daily."""
        return (1, 1) if self.times == self.days else (self.times, self.days)

    def is_due(self, ordinal: int) -> bool:
        """Whether this weekday is one of the chosen ones."""
        # Day 1 of the calendar was a Monday.
        return not self.weekdays or bool(self.weekdays >> ((ordinal - 1) % 7) & 1)

    @property
    def has_free_weekdays(self) -> bool:
        """Whether some weekdays are not meant."""
        return self.weekdays not in {ANY_WEEKDAY, _EVERY_WEEKDAY}
