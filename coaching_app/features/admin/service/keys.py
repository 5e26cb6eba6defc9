"""Keys as an admin sees them: how much each encrypts, and the change to the current one."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit
from coaching_app.core.errors import Forbidden
from coaching_app.core.i18n import gettext as _
from coaching_app.db.key_rotation import KeyUse, key_use
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.account import service as account
from coaching_app.models import User
from coaching_app.queue.port import enqueue

ROTATE_KEYS = "keys.rotate"


async def is_owner(db: AsyncSession, actor: Actor) -> bool:
    """Whether the actor owns the installation, whose keys serve every tenant."""
    owns = select(col(User.is_instance_owner)).where(col(User.id) == actor.user_id)
    return actor.role is Role.ADMIN and bool(await db.scalar(owns))


async def read_keys(db: AsyncSession, actor: Actor) -> KeyUse:
    """How many values each key encrypts, over all tenants; for the owner of the installation."""
    if not await is_owner(db, actor):
        raise Forbidden(_("Only the owner of this installation can do this."))
    return await key_use(db)


async def start_rotation(db: AsyncSession, actor: Actor) -> str:
    """Encrypt everything with the current key in the background; a second wish joins the first. The job's id."""
    if not await is_owner(db, actor):
        raise Forbidden(_("Only the owner of this installation can do this."))
    await account.require_fresh(db, actor)
    audit.note(db, "keys.rotation_started")
    return await enqueue(db, ROTATE_KEYS, {}, unique_key=ROTATE_KEYS)
