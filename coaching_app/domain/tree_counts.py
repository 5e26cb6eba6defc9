"""Counts of a tree that may be published: none below five, and none that the others let one work out.

A group is a coach with those they walk with. Beside each group the tree can say how many there are in the whole
branch below it, and in all. What is published is a family of nested sets, so whatever can be worked out by
adding and subtracting is made of the *rests*: a published sum without the largest published parts inside of it.
A number is withheld until every rest is empty or has at least five people in it.
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


@dataclass(frozen=True, slots=True)
class _Sum:
    """One number that could be published: the cells it adds up."""

    name: tuple[str, str]
    cells: frozenset[str]
    size: int


def publish(groups: Sequence[Group], floor: int = FLOOR) -> Published:
    """Withhold what is too small, then what would give it away."""
    sizes = {group.key: group.own for group in groups}
    sums = _sums(groups, sizes)
    shown = {one.name: one for one in sums if one.size >= floor}
    while (victim := _giving_away(shown, sizes, floor)) is not None:
        del shown[victim]
    total = shown.get(("branch", _ALL))
    parents = {group.parent for group in groups} - {_ALL}
    return Published(
        own={key: sizes[key] if ("own", key) in shown else None for key in sizes},
        branch={key: shown[name].size if (name := ("branch", key)) in shown else None for key in parents},
        total=total.size if total else None,
    )


def _sums(groups: Sequence[Group], sizes: Mapping[str, int]) -> tuple[_Sum, ...]:
    """Every number there is: each cell, each branch that has more than its own cell, and all."""
    children: dict[str, list[str]] = {}
    for group in groups:
        children.setdefault(group.parent, []).append(group.key)
    found = [_Sum(("own", key), frozenset({key}), size) for key, size in sizes.items()]
    for key in [_ALL, *sizes]:
        if key in children:
            cells = frozenset(_below(key, children))
            found.append(_Sum(("branch", key), cells, sum(sizes[cell] for cell in cells)))
    return tuple(found)


def _below(key: str, children: Mapping[str, Sequence[str]]) -> Iterable[str]:
    waiting = [key]
    while waiting:
        at = waiting.pop()
        if at != _ALL:
            yield at
        waiting.extend(children.get(at, ()))


def _giving_away(
    shown: Mapping[tuple[str, str], _Sum], sizes: Mapping[str, int], floor: int
) -> tuple[str, str] | None:
    """The number to withhold next: the smallest part beside a rest that is too small; None when all is well."""
    for whole in sorted(shown.values(), key=lambda one: (len(one.cells), one.name)):
        parts = _largest_inside(whole, shown.values())
        rest = whole.cells.difference(*(part.cells for part in parts))
        if parts and rest and sum(sizes[cell] for cell in rest) < floor:
            return min(parts, key=lambda part: (part.size, part.name)).name
    return None


def _largest_inside(whole: _Sum, all_shown: Iterable[_Sum]) -> list[_Sum]:
    """The published sums inside of another that are inside of no third."""
    inside = [one for one in all_shown if _is_inside(one, whole)]
    return [one for one in inside if not any(_is_inside(one, other) for other in inside)]


def _is_inside(one: _Sum, other: _Sum) -> bool:
    # A branch of one coach alone has the same cells as the coach: then the cell counts as the part.
    return one.name != other.name and (
        one.cells < other.cells or (one.cells == other.cells and one.name[0] == "own")
    )
