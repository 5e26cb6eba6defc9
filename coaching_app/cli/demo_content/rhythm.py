"""Habits and check-ins of the sample people: what they practise, and how their days went."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from coaching_app.cli.demo_content.people import JONAH, NOEMI, PASTOR, TOBIAS, Person

DAYS = 84


@dataclass(frozen=True, slots=True)
class Practice:
    """A habit and how likely a day is kept; `often` is (times, days), a `target` is in thousandths of the unit."""

    name: str
    question: str
    likely: float
    often: tuple[int, int] = (1, 1)
    target: int = 0
    unit: str = ""
    aim: str = "at_least"


@dataclass(frozen=True, slots=True)
class Life:
    """What somebody practises, whether they check in, and what they say when they do."""

    practices: tuple[Practice, ...]
    checks_in: float = 0.0
    words: tuple[str, ...] = ()


LIVES: dict[Person, Life] = {
    PASTOR: Life(
        (
            Practice("Walk before the phone", "Did I walk first?", 0.62),
            Practice("Psalm at noon", "One psalm, aloud", 0.8),
            Practice("Coffee", "Two are enough", 0.7, target=2000, unit="cups", aim="at_most"),
        ),
        0.85,
        ("A call that went well.", "Too many meetings.", "Laughed at supper.", "The lake, for an hour."),
    ),
    TOBIAS: Life(
        (
            Practice("Swim", "Thirty minutes", 0.4, (3, 7)),
            Practice("Call my brother", "Even briefly", 0.14, (1, 7)),
        )
    ),
    JONAH: Life(
        (
            Practice("Read", "Twenty pages", 0.6, target=20000, unit="pages"),
            Practice("In bed by eleven", "Screens off", 0.55),
            Practice("Write three lines", "Anything true", 0.5, (4, 7)),
        ),
        0.75,
        ("Slept badly, still went.", "Said no for once.", "Father called.", "A quiet, good day."),
    ),
    NOEMI: Life((Practice("Draw", "A page, any page", 0.45, (3, 7)),), 0.4, ("Snow.", "Finished the poem.")),
}


@dataclass(frozen=True, slots=True)
class Day:
    """How one day went: kept habits with their amounts, and the mood if there was a check-in."""

    ago: int
    kept: dict[str, int]
    mood: int | None
    energy: int | None
    words: str


def days_of(somebody: Person) -> Iterator[Day]:
    """The last twelve weeks, the same at every making; keeping the first habit lifts the mood a little."""
    life = LIVES[somebody]
    rng = random.Random(somebody.email)  # noqa: S311  sample data, no secret
    for ago in range(DAYS, -1, -1):
        kept: dict[str, int] = {}
        for practice in life.practices:
            if practice.target:
                share = rng.uniform(0.4, 1.4) if rng.random() < practice.likely else rng.uniform(0.1, 0.9)
                kept[practice.name] = max(1000, round(practice.target * share / 1000) * 1000)
            elif rng.random() < practice.likely:
                kept[practice.name] = 0
        lift = 0.9 if life.practices[0].name in kept else 0.0
        answered = rng.random() < life.checks_in
        mood = min(5, max(1, round(2.7 + lift + rng.gauss(0, 0.7)))) if answered else None
        energy = min(10, max(1, round(4.5 + 2 * lift + rng.gauss(0, 1.6)))) if answered else None
        words = rng.choice(life.words) if answered and life.words and rng.random() < 0.3 else ""
        yield Day(ago, kept, mood, energy, words)
