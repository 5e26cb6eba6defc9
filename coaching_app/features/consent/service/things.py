"""Names the things of an owner; the features they belong to lie higher and say here how to find them."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.domain.consent import Category
from coaching_app.features.consent.schemas import Thing

MOST = 200
# (db, owner_id, ids or None for all, limit) -> the owner's living things among them, newest first.
Source = Callable[[AsyncSession, str, Sequence[str] | None, int], Awaitable[tuple[Thing, ...]]]
_sources: dict[Category, Source] = {}


def use_things(category: Category, source: Source) -> None:
    """Find the things of this category there."""
    _sources[category] = source


def has_things(category: Category) -> bool:
    """Whether single things of the category can be shared."""
    return category in _sources


async def things_of(
    db: AsyncSession, owner_id: str, category: Category, ids: Sequence[str] | None = None, limit: int = MOST
) -> tuple[Thing, ...]:
    """The owner's things of a category, all or the named ones; none where nobody says how to find them."""
    source = _sources.get(category)
    if source is None or (ids is not None and not ids):
        return ()
    return await source(db, owner_id, ids, limit)


async def names_of(
    db: AsyncSession, owner_id: str, wanted: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """The names of things by (category, id); what is gone has none."""
    found: dict[tuple[str, str], str] = {}
    for category in {category for category, item_id in wanted if item_id}:
        ids = [item_id for of, item_id in wanted if of == category and item_id]
        for thing in await things_of(db, owner_id, Category(category), sorted(set(ids)), len(ids)):
            found[category, thing.id] = thing.name
    return found
