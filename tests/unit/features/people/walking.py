"""Short words for the tests of people: somebody does something in a unit of work of their own."""

from collections.abc import Awaitable, Callable
from typing import Any

from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.people import service


async def does(actor: Actor, action: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
    """What the actor gets for doing it."""
    async with unit_of_work(actor.tenant_id) as db:
        return await action(db, actor, *args, **kwargs)


async def walk(coach: Actor, mentee: Actor, kind: str = "mentor") -> str:
    """An active relationship between the two: the mentee asked, the coach said yes."""
    asked = await does(mentee, service.propose, coach.user_id, side="mentee", kind=kind)
    await does(coach, service.accept, asked.id)
    return asked.id
