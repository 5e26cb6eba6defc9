"""What people may see and change about themselves."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import logins
from coaching_app.core.errors import NotFound
from coaching_app.db.unit_of_work import after_commit
from coaching_app.domain.actor import Actor
from coaching_app.domain.person_fields import clean_name, clean_time_zone
from coaching_app.features.account.schemas import Profile
from coaching_app.models import Tenant, User


async def profile(db: AsyncSession, actor: Actor) -> Profile:
    """The actor's own profile and tenant."""
    tenant = await db.scalar(select(Tenant).where(col(Tenant.id) == actor.tenant_id))
    if tenant is None:
        raise NotFound
    return Profile(
        display_name=actor.display_name,
        email=actor.email,
        time_zone=actor.time_zone,
        language=actor.language,
        role=actor.role.value,
        tenant_name=tenant.name,
        ai_enabled=tenant.ai_enabled,
    )


async def change_profile(db: AsyncSession, actor: Actor, *, display_name: str, time_zone: str) -> None:
    """Change one's name and time zone; acts at the next event."""
    user = await db.get_one(User, actor.user_id)
    user.display_name = clean_name(display_name, "display_name")
    user.time_zone = clean_time_zone(time_zone)
    after_commit(db, lambda: logins.forget(user_id=actor.user_id))
