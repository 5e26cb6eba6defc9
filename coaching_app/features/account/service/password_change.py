"""A person chooses another password, or a first one."""

from coaching_app.access import audit, limits, passwords
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account.service import freshness, letters
from coaching_app.features.account.service.choosing_passwords import check_password
from coaching_app.features.account.service.sessions import end_everything
from coaching_app.models import User


async def change_password(actor: Actor, current: str, fresh: str) -> tuple[str, ...]:
    """Change one's password and end every other sign-in; the current one is asked for again.

    Somebody without a password, who signs in by other means, must have proved themselves lately instead.
    The logins that ended.
    """
    async with snapshot(ALL_TENANTS) as db:
        stored = (await db.get_one(User, actor.user_id)).password_hash
        if stored is None:
            await freshness.require_fresh(db, actor)
    if stored is not None:
        await _check_current(actor, stored, current)
    await check_password(fresh, actor.email, actor.display_name)
    hashed = await passwords.hash_password(fresh)
    async with unit_of_work(ALL_TENANTS) as db:
        user = await db.get_one(User, actor.user_id)
        user.password_hash = hashed
        audit.note(db, "password_changed", person_id=user.id)
        await letters.tell(db, user, _("Your password was changed."))
        return await end_everything(db, actor.user_id, "password changed", keep=actor.login_id)


async def _check_current(actor: Actor, stored: str, current: str) -> None:
    # Counted for this sign-in: whoever holds a stolen one cannot keep the owner from changing theirs.
    who = ("change", actor.login_id)
    limits.spend(limits.SIGN_INS_PER_ACCOUNT, *who)
    if not await passwords.verify_password(stored, current):
        raise Invalid(_("This is not your current password."), detail={"field": "current"})
    limits.forgive(limits.SIGN_INS_PER_ACCOUNT, *who)
