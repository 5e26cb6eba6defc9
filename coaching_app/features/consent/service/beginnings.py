"""Sees to it that a relationship begins with nothing shared, also where the two had one before."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.features.consent.queries import is_live
from coaching_app.models import ConsentGrant


async def begin_unshared(db: AsyncSession, owner_id: str, viewer_id: str) -> None:
    """Withdraw what the owner once allowed this viewer by name: saying yes again to a person shares nothing.

    What was refused them stays refused.
    """
    earlier = await db.scalars(
        select(ConsentGrant)
        .where(
            col(ConsentGrant.owner_id) == owner_id,
            col(ConsentGrant.viewer_id) == viewer_id,
            col(ConsentGrant.is_denial).is_(False),
            is_live(),
        )
        .with_for_update()
    )
    moment = now()
    for grant in earlier:
        grant.withdrawn_at = moment
    await db.flush()
