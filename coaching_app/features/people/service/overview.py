"""Everything around one person at a glance, for the page of their people."""

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.domain.actor import Actor
from coaching_app.features.people.schemas import Circumstances
from coaching_app.features.people.service.circles import circles_of
from coaching_app.features.people.service.relationships import relationships_of


async def circumstances(db: AsyncSession, actor: Actor) -> Circumstances:
    """Who walks with the actor, whom they walk with, proposals on their way, circles."""
    found = await relationships_of(db, actor)
    active = [one for one in found if one.status == "active"]
    return Circumstances(
        with_me=tuple(one for one in active if one.my_side == "mentee"),
        i_walk_with=tuple(one for one in active if one.my_side == "coach"),
        waiting=tuple(one for one in found if one.status == "proposed"),
        circles=await circles_of(db, actor),
    )
