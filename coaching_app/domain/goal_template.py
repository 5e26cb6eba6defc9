"""Compares a template as it was, as it is, and what a person made of it, item by item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from coaching_app.domain.habits.plan import Plan

KINDS: Final = ("milestone", "task", "resource", "habit")
_DAILY = Plan()


@dataclass(frozen=True, slots=True)
class PreparedHabit:
    """A habit that a template brings."""

    name: str
    notes: str = ""
    plan: Plan = _DAILY
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What a new version of a template means for one item of a person.

    `kind` is added, changed or removed. `is_edited` says that the person changed it too, `is_kept` that it stays as
    it is because it is done, or gone by their own will.
    """

    item_id: str
    kind: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    is_edited: bool = False
    is_kept: bool = False


def compare(
    base: Iterable[Mapping[str, Any]],
    latest: Iterable[Mapping[str, Any]],
    mine: Iterable[Mapping[str, Any]],
    done: frozenset[str] = frozenset(),
) -> tuple[ItemChange, ...]:
    """The changes from `base` to `latest` in the order of the latest; items are matched by their ids alone.

    What the person made of an item is never lost without being named, and what is done is never touched.
    """
    then, own = by_id(base), by_id(mine)
    now = by_id(latest)
    changes: list[ItemChange] = []
    for key, after in now.items():
        before = then.get(key)
        if before == after:
            continue
        changes.append(
            ItemChange(
                key,
                "changed" if before else "added",
                before,
                after,
                is_edited=before is not None and key in own and own[key] != before,
                is_kept=key in done or (before is not None and key not in own),
            )
        )
    for key, before in then.items():
        if key not in now:
            edited = key in own and own[key] != before
            changes.append(ItemChange(key, "removed", before, None, edited, key in done or key not in own))
    return tuple(changes)


def merged(mine: Iterable[Mapping[str, Any]], changes: Iterable[ItemChange]) -> tuple[Mapping[str, Any], ...]:
    """The person's items with these changes taken over."""
    items = by_id(mine)
    for change in changes:
        if change.is_kept:
            continue
        if change.after is None:
            items.pop(change.item_id, None)
        else:
            items[change.item_id] = change.after
    return tuple(items.values())


def by_id(items: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Items by their ids, in order."""
    return {item["id"]: item for item in items}
