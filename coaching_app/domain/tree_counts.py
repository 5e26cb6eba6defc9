"""Counts of a tree that may be published: none below five, and none that the others let one work out.

A group is a coach with those they walk with. Beside each group the tree can say how many there are in the whole
branch below it, and in all. A group of five or more is told, a smaller one never. A sum is told when no small group is
in it, or all of them are: then, where the small ones together are at least five people and not so many that each must
be four, nobody can tell how those divide. What is told hangs on the sizes of the large groups and on that one sum
alone, so knowing this rule helps nobody to guess a withheld number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FLOOR = 5
_ALL = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A coach: how many they walk with, and the coach above them, if any."""

    key: str
    own: int
    parent: str = _ALL


@dataclass(frozen=True, slots=True)
class Published:
    """What may be said of each group, of each branch, and of all; None is withheld."""

    own: Mapping[str, int | None]
    branch: Mapping[str, int | None]
    total: int | None


def publish(groups: Sequence[Group], floor: int = FLOOR) -> Published:
    """Withhold what is too small, and the sums that would give it away."""
    sizes = {group.key: group.own for group in groups}
    small = {key for key, size in sizes.items() if size < floor}
    divides_unknown = floor <= sum(sizes[key] for key in small) < (floor - 1) * len(small)
    told: dict[str, int] = {}
    for key, cells in _branches(groups).items():
        if not cells & small or (cells >= small and divides_unknown):
            told[key] = sum(sizes[cell] for cell in cells)
    return Published(
        own={key: None if key in small else size for key, size in sizes.items()},
        branch={key: told.get(key) for key in {group.parent for group in groups} - {_ALL}},
        total=told.get(_ALL),
    )


def _branches(groups: Sequence[Group]) -> dict[str, set[str]]:
    """The groups of every branch, its own included, and of all."""
    children: dict[str, list[str]] = {}
    known = {_ALL, *(group.key for group in groups)}
    for group in groups:
        children.setdefault(group.parent, []).append(group.key)
    return {key: set(_below(key, children)) for key in children if key in known}


def _below(key: str, children: Mapping[str, Sequence[str]]) -> Iterable[str]:
    waiting = [key]
    while waiting:
        at = waiting.pop()
        if at != _ALL:
            yield at
        waiting.extend(children.get(at, ()))
