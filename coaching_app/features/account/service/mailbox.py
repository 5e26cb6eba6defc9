"""Notes that somebody reads the mail of their address; until then it is only what was typed."""

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.access import audit
from coaching_app.core.clock import now
from coaching_app.models import User


async def came_back(db: AsyncSession, user_id: str) -> None:
    """A secret that was sent to the person's address has come back."""
    user = await db.get_one(User, user_id)
    if user.email_verified_at is None:
        user.email_verified_at = now()
        audit.note(db, "email_confirmed", person_id=user_id)
