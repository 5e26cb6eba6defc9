"""Asks a signed-in person to prove themselves again before something dangerous."""

from datetime import timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import limits, passwords, tickets
from coaching_app.access.identity import asked
from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid, ProofNeeded
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account.service import authenticators, mail_codes, second_step
from coaching_app.features.account.service.mailbox import came_back
from coaching_app.models import ApiTokenFamily, Login, Ticket, User

FRESH = timedelta(minutes=10)
_PURPOSE = "confirm"


async def is_fresh(db: AsyncSession, actor: Actor) -> bool:
    """Whether this very sign-in proved itself within ten minutes; an agent's token never did."""
    login = select(col(Login.id)).where(
        col(Login.id) == actor.login_id,
        col(Login.user_id) == actor.user_id,
        col(Login.fresh_at) > now() - FRESH,
    )
    device = select(col(ApiTokenFamily.id)).where(
        col(ApiTokenFamily.id) == actor.login_id,
        col(ApiTokenFamily.user_id) == actor.user_id,
        col(ApiTokenFamily.kind) == "device",
        col(ApiTokenFamily.fresh_at) > now() - FRESH,
    )
    return await db.scalar(login.union_all(device)) is not None


async def require_fresh(db: AsyncSession, actor: Actor) -> None:
    """Raise ProofNeeded unless the sign-in proved itself within ten minutes."""
    if not await is_fresh(db, actor):
        raise ProofNeeded(asked())


async def freshen(db: AsyncSession, actor: Actor) -> None:
    """Note that the person behind this very sign-in, a browser's or a device's, has just proved themselves.

    An agent's token has nobody behind it who could; it may not even ask.
    """
    moment = now()
    for table in (Login, ApiTokenFamily):
        mine = (col(table.id) == actor.login_id, col(table.user_id) == actor.user_id)
        kept = () if table is Login else (col(ApiTokenFamily.kind) == "device",)
        await db.execute(update(table).where(*mine, *kept).values(fresh_at=moment))


async def confirm(actor: Actor, proof: str) -> None:
    """Take a password, a code of the app, a recovery code or a mailed code; raises Invalid for none of them.

    Whoever has a second factor proves that, and not the password a thief of the browser may know.
    """
    limits.spend(limits.SECOND_STEPS, "confirm", actor.login_id)
    kind = await _proof_kind(actor, proof)
    if not kind:
        raise Invalid(_("This is not right. Please try again."), detail={"field": "proof"})
    limits.forgive(limits.SECOND_STEPS, "confirm", actor.login_id)
    async with unit_of_work(ALL_TENANTS) as db:
        await freshen(db, actor)
        if kind == "second":
            await second_step.shown(db, actor)


def carry_guesses(old_login: str, new_login: str) -> None:
    """A login that takes another's place has as few guesses left: to move on is no way to more of them."""
    for limit, what in ((limits.SECOND_STEPS, "confirm"), (limits.SIGN_INS_PER_ACCOUNT, "change")):
        limits.carry(limit, (what, old_login), (what, new_login))


async def _proof_kind(actor: Actor, proof: str) -> Literal["", "first", "second"]:
    """Which step this proves; none for what proves nothing."""
    async with snapshot(ALL_TENANTS) as db:
        stored = (await db.get_one(User, actor.user_id)).password_hash
        has_second = await authenticators.is_on(db, actor.user_id)
    if has_second:
        return "second" if await authenticators.prove(actor.user_id, proof) else ""
    if await passwords.verify_password(stored, proof):
        return "first"
    return "first" if await _take_mailed(actor, mail_codes.cleaned(proof)) else ""


async def _take_mailed(actor: Actor, code: str) -> bool:
    async with unit_of_work(ALL_TENANTS) as db:
        ticket = await _mailed(db, actor)
        if ticket is None or not await tickets.count_try(db, ticket.id):
            return False
        is_right = tickets.same_secret(ticket.code_digest or "", tickets.code_digest(ticket.id, code))
        if not (is_right and await tickets.spend(db, ticket.id)):
            return False
        await came_back(db, actor.user_id)
        return True


async def _mailed(db: AsyncSession, actor: Actor) -> Ticket | None:
    """The newest code mailed for this very login."""
    ticket = await tickets.newest(db, _PURPOSE, actor.user_id)
    return ticket if ticket and tickets.contents(ticket).get("login_id") == actor.login_id else None


async def mail_proof(db: AsyncSession, actor: Actor) -> None:
    """Send a code to somebody who is signed in, to prove that it is still them."""
    limits.spend(limits.MAILS_PER_ACCOUNT, "confirm", actor.user_id)
    await tickets.void(db, actor.user_id, _PURPOSE)
    ticket_id, _secret = await tickets.issue(
        db, _PURPOSE, mail_codes.LIFETIME, user_id=actor.user_id, data={"login_id": actor.login_id}
    )
    user = await db.get_one(User, actor.user_id)
    with speaking(user.language):
        await mail_codes.put_code(db, await db.get_one(Ticket, ticket_id), user)
