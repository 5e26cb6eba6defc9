"""Published counts give no small group away: not alone, not by differences, not by knowing how they were made."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from coaching_app.domain.tree_counts import FLOOR, Group, Published, publish


@st.composite
def trees(draw, most: int = 7, largest: int = 12) -> list[Group]:
    groups: list[Group] = []
    for number in range(draw(st.integers(0, most))):
        parent = draw(st.sampled_from(["", *(group.key for group in groups)]))
        groups.append(Group(f"g{number}", draw(st.integers(0, largest)), parent))
    return groups


def cells_of(key: str, groups: list[Group]) -> frozenset[str]:
    found = {key} if key else set()
    grown = True
    while grown:
        more = {group.key for group in groups if group.parent in found or (not key and not group.parent)}
        grown = not more <= found
        found |= more
    return frozenset(found)


def told(groups: list[Group], published: Published) -> dict[frozenset[str], int]:
    """Every set of cells whose size is published."""
    known = {frozenset({key}): size for key, size in published.own.items() if size is not None}
    known |= {cells_of(key, groups): size for key, size in published.branch.items() if size is not None}
    if published.total is not None:
        known[cells_of("", groups)] = published.total
    return known


def is_combination(wanted: frozenset[str], sets: list[frozenset[str]], keys: list[str]) -> bool:
    """Whether the sets' sizes, added and subtracted in any way, give the size of the wanted one."""
    rows = [[Fraction(key in one) for one in sets] + [Fraction(key in wanted)] for key in keys]
    width, done = len(sets), 0
    for column in range(width):
        pivot = next((row for row in rows[done:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(done, pivot)
        for row in rows:
            if row is not pivot and row[column]:
                factor = row[column] / pivot[column]
                row[:] = [left - factor * right for left, right in zip(row, pivot, strict=True)]
        done += 1
    return all(not row[width] for row in rows[done:])


@given(trees())
def test_nothing_below_five_is_told_and_nothing_is_invented(groups: list[Group]) -> None:
    sizes = {group.key: group.own for group in groups}
    for cells, size in told(groups, publish(groups)).items():
        assert size >= FLOOR
        assert size == sum(sizes[cell] for cell in cells)


@settings(max_examples=150, deadline=None)
@given(trees(most=6))
@example([Group("a", 4), Group("b", 9)])
@example([Group("a", 2), Group("b", 2), Group("c", 30)])
@example([Group("a", 6), Group("b", 4, "a"), Group("c", 8, "a"), Group("d", 1, "c")])
def test_no_sum_or_difference_gives_a_small_group(groups: list[Group]) -> None:
    keys = [group.key for group in groups]
    sizes = {group.key: group.own for group in groups}
    sets = list(told(groups, publish(groups)))
    for count in range(1, len(keys) + 1):
        for chosen in combinations(keys, count):
            if sum(sizes[key] for key in chosen) < FLOOR:
                assert not is_combination(frozenset(chosen), sets, keys), (chosen, sets)


@settings(max_examples=300, deadline=None)
@given(trees(most=6, largest=7))
@example([Group("g0", 5), Group("g1", 4), Group("g2", 4)])
@example([Group("a", 6), Group("b", 6), Group("c", 4)])
@example([Group("p", 9), Group("a", 4, "p"), Group("b", 4, "p"), Group("c", 3)])
def test_even_whoever_knows_the_rule_cannot_tell_a_withheld_number(groups: list[Group]) -> None:
    published = publish(groups)
    hidden = [number for number, group in enumerate(groups) if published.own[group.key] is None]
    possible: dict[int, set[int]] = {number: set() for number in hidden}
    for guess in product(range(FLOOR), repeat=len(hidden)):
        sizes = dict(zip(hidden, guess, strict=True))
        other = [replace(group, own=sizes.get(number, group.own)) for number, group in enumerate(groups)]
        if publish(other) == published:
            for number, size in sizes.items():
                possible[number].add(size)
        if all(len(values) > 1 for values in possible.values()):
            return
    raise AssertionError((groups, published, possible))


def test_large_groups_are_told() -> None:
    groups = [Group("p", 5), Group("m", 7, "p"), Group("n", 6, "p"), Group("q", 9)]
    published = publish(groups)
    assert published.own == {"p": 5, "m": 7, "n": 6, "q": 9}
    assert (published.branch, published.total) == ({"p": 18}, 27)


def test_one_small_group_takes_the_sums_around_it_along() -> None:
    published = publish([Group("a", 8), Group("b", 3, "a"), Group("c", 20), Group("d", 6, "c")])
    assert published.own == {"a": 8, "b": None, "c": 20, "d": 6}
    assert (published.branch, published.total) == ({"a": None, "c": 26}, None)


def test_two_small_groups_hide_in_their_sum() -> None:
    published = publish([Group("a", 3), Group("b", 4), Group("c", 20)])
    assert published.own == {"a": None, "b": None, "c": 20}
    assert published.total == 27


def test_an_empty_tree_says_nothing() -> None:
    assert publish([]) == Published({}, {}, None)
