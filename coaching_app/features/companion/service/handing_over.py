"""Turns what a mentee picked at a handover into permissions for the new mentor, and ends those of the old one."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import Category
from coaching_app.features.consent import service as consent
from coaching_app.features.people.schemas import HandedOver
from coaching_app.models import ConsentGrant


async def handed_over(db: AsyncSession, _actor: Actor, told: HandedOver) -> None:
    """Called inside the work that accepts the handover, so that both happen or neither."""
    standing = await db.scalars(
        select(ConsentGrant).where(
            col(ConsentGrant.owner_id) == told.mentee_id,
            col(ConsentGrant.viewer_id) == told.from_id,
            col(ConsentGrant.is_denial).is_(False),
            col(ConsentGrant.withdrawn_at).is_(None),
        )
    )
    for grant in standing:
        grant.withdrawn_at = told.moment
    chosen = [(Category(one.category), one.item_id) for one in told.picked]
    await consent.pass_on(db, told.mentee_id, told.to_id, chosen)
