"""Keeps what a sign-in has shown of a second step, where the tenant asks for one."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import logins
from coaching_app.core.clock import now
from coaching_app.core.errors import Forbidden
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import after_commit
from coaching_app.domain.actor import Actor
from coaching_app.models import ApiTokenFamily, Authenticator, Login, Passkey


async def has_one(db: AsyncSession, user_id: str) -> bool:
    """Whether a person has an app that is confirmed, or a passkey."""
    app = select(col(Authenticator.id)).where(
        col(Authenticator.user_id) == user_id, col(Authenticator.confirmed_at).is_not(None)
    )
    key = select(col(Passkey.id)).where(col(Passkey.user_id) == user_id)
    return await db.scalar(app.union_all(key)) is not None


async def require_first(db: AsyncSession, actor: Actor) -> None:
    """Refuse another one to whoever owes a second step and has one: a stolen password must not be enough for that."""
    if actor.owes_second_step and await has_one(db, actor.user_id):
        raise Forbidden(_("Show the second step you have first."), code="second_step_owed")


async def shown(db: AsyncSession, actor: Actor) -> None:
    """This sign-in has shown one; the person's agents, which have none of their own, go on with it."""
    moment = now()
    mine = (col(Login.id) == actor.login_id, col(Login.user_id) == actor.user_id)
    await db.execute(update(Login).where(*mine).values(second_step_at=moment))
    programs = update(ApiTokenFamily).where(
        col(ApiTokenFamily.user_id) == actor.user_id,
        (col(ApiTokenFamily.id) == actor.login_id)
        | ((col(ApiTokenFamily.kind) == "service") & (col(ApiTokenFamily.tenant_id) == actor.tenant_id)),
    )
    await db.execute(programs.values(second_step_at=moment))
    after_commit(db, lambda: logins.forget(user_id=actor.user_id))


async def look_again(db: AsyncSession, user_id: str) -> None:
    """After one was taken away: whoever has none left has shown none, wherever they are signed in."""
    if await has_one(db, user_id):
        return
    for table in (Login, ApiTokenFamily):
        await db.execute(update(table).where(col(table.user_id) == user_id).values(second_step_at=None))
    after_commit(db, lambda: logins.forget(user_id=user_id))
