"""What fell due while somebody rested, as it crosses boundaries."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

PlanKind = Literal["task", "goal"]


@dataclass(frozen=True, slots=True)
class RestedItem:
    """A promise whose day was a day of rest."""

    kind: PlanKind
    id: str
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class RestedOffer:
    """What may be moved, and the first day after rest; `is_resting` while the rest lasts."""

    items: tuple[RestedItem, ...]
    day: date
    is_resting: bool


@dataclass(frozen=True, slots=True)
class RestedBefore:
    """How one of them was before it was moved or left."""

    kind: PlanKind
    id: str
    due_on: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class RestedRow:
    """One of them as the page lists it; `key` is its kind and id."""

    key: str
    title: str
    facts: str
    is_goal: bool


@dataclass(frozen=True, slots=True)
class RestedPage:
    """The offer as a page shows it; without rows there is nothing to offer."""

    rows: tuple[RestedRow, ...] = ()
    words: str = ""
    day: str = ""
    today: str = ""
    is_resting: bool = False
