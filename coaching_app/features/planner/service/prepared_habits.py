"""The habits that templates bring: what the planner needs of whoever keeps habits, named at the start of the product."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.domain.actor import Actor
from coaching_app.domain.goal_template import PreparedHabit

HABIT_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class KeptHabit:
    """A living habit that came from an item of a template."""

    item_id: str
    habit: PreparedHabit


@dataclass(frozen=True, slots=True)
class HabitKeeper:
    """How habits are kept under a key of their own.

    `keep(db, actor, key, habit)` makes one or changes it, `put_away(db, actor, key)` keeps its days,
    `find(db, owner_id, prefix)` tells those whose key begins so.
    """

    keep: Callable[[AsyncSession, Actor, str, PreparedHabit], Awaitable[None]]
    put_away: Callable[[AsyncSession, Actor, str], Awaitable[None]]
    find: Callable[[AsyncSession, str, str], Awaitable[Mapping[str, PreparedHabit]]]


_keepers: list[HabitKeeper] = []


def use_habits(keeper: HabitKeeper) -> None:
    """Keep the habits of templates there."""
    _keepers[:] = [keeper]


async def keep_habit(
    db: AsyncSession, actor: Actor, goal_id: str, item_id: str, habit: PreparedHabit
) -> None:
    """Make the habit of an item of a goal, or make it say what the item says."""
    await _keeper().keep(db, actor, f"{_prefix(goal_id)}{item_id}", habit)


async def put_habit_away(db: AsyncSession, actor: Actor, goal_id: str, item_id: str) -> None:
    """Practise it no more; its days are kept."""
    await _keeper().put_away(db, actor, f"{_prefix(goal_id)}{item_id}")


async def habits_of_goal(db: AsyncSession, owner_id: str, goal_id: str) -> dict[str, KeptHabit]:
    """The habits that a goal brought, by the ids of their items."""
    if not _keepers:
        return {}
    prefix = _prefix(goal_id)
    found = await _keeper().find(db, owner_id, prefix)
    return {key[len(prefix) :]: KeptHabit(key[len(prefix) :], habit) for key, habit in found.items()}


def _prefix(goal_id: str) -> str:
    return f"goal:{goal_id}:"


def _keeper() -> HabitKeeper:
    if not _keepers:
        raise RuntimeError("Nobody keeps habits: use_habits() was not called.")
    return _keepers[0]
