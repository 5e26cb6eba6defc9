"""The weekly review as it crosses boundaries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

WORDS_LENGTH: Final = 5000
THING_LENGTH: Final = 500
THINGS: Final = 3


@dataclass(frozen=True, slots=True)
class HabitFact:
    """How often a habit was done in the week, and how often its plan asked for it; rest asks for nothing."""

    name: str
    done: int
    planned: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a check-in."""

    day: date
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Written:
    """A note that was written or changed."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """What can be counted of a week, by rules alone."""

    done: tuple[str, ...] = ()
    done_count: int = 0
    waiting: tuple[str, ...] = ()
    habits: tuple[HabitFact, ...] = ()
    said: tuple[Said, ...] = ()
    checkins: int = 0
    notes: tuple[Written, ...] = ()
    notes_count: int = 0


@dataclass(frozen=True, slots=True)
class ReviewWords:
    """What a person adds: sentences, and what they pick for the next week."""

    kept: str = ""
    moved: str = ""
    learned: str = ""
    ahead: str = ""
    things: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The review of the week that begins on the Monday `week`; version 0 while nothing is saved."""

    week: date
    label: str
    facts: WeekFacts
    words: ReviewWords
    finished_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A saved review in the list of weeks."""

    week: date
    label: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A review as the page shows it."""

    week: str = ""
    label: str = ""
    earlier: str = ""
    later: str = ""
    moved_words: str = ""
    kept_words: str = ""
    learned_words: str = ""
    facts: WeekFacts = WeekFacts()
    words: ReviewWords = ReviewWords()
    first: str = ""
    second: str = ""
    third: str = ""
    is_saved: bool = False
    version: int = 0
    weeks: tuple[tuple[str, str], ...] = ()
