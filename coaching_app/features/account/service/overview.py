"""How a person's account is protected, in one look."""

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.domain.actor import Actor
from coaching_app.features.account.schemas import Security
from coaching_app.features.account.service import authenticators, email_change, freshness
from coaching_app.models import User


async def security(db: AsyncSession, actor: Actor) -> Security:
    """What the account page shows of it."""
    user = await db.get_one(User, actor.user_id)
    return Security(
        has_password=user.password_hash is not None,
        has_second_factor=await authenticators.is_on(db, actor.user_id),
        codes_left=await authenticators.codes_left(db, actor.user_id),
        is_fresh=await freshness.is_fresh(db, actor),
        waiting_email=await email_change.waiting_for(db, actor),
        is_address_confirmed=user.email_verified_at is not None,
    )
