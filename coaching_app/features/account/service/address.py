"""Confirms an address that somebody typed: a code goes there, and comes back from the account page."""

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.access import limits, tickets
from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account.service import letters, mail_codes
from coaching_app.features.account.service.mailbox import came_back
from coaching_app.models import Ticket, User

_PURPOSE = "address"


async def send_code(db: AsyncSession, actor: Actor) -> None:
    """Send a code to the address of the person who is signed in; the newest is the one that counts."""
    user = await db.get_one(User, actor.user_id)
    if user.email_verified_at is not None:
        raise Conflict(_("Your address is confirmed already."), code="settled")
    limits.spend(limits.MAILS_PER_ACCOUNT, _PURPOSE, actor.user_id)
    await tickets.void(db, user.id, _PURPOSE)
    ticket_id, _secret = await tickets.issue(
        db, _PURPOSE, mail_codes.LIFETIME, user_id=user.id, data={"email": user.email}
    )
    ticket = await db.get_one(Ticket, ticket_id)
    code = mail_codes.give_code(ticket)
    with speaking(user.language):
        await letters.send_address_code(db, user, code, ticket.expires_at)


async def confirm(actor: Actor, code: str) -> None:
    """Take the code; raises Invalid. A wrong one counts, so the work is committed also then."""
    limits.spend(limits.SECOND_STEPS, _PURPOSE, actor.user_id)
    async with unit_of_work(ALL_TENANTS) as db:
        is_right = await _take(db, actor, mail_codes.cleaned(code))
        if is_right:
            await came_back(db, actor.user_id)
    if not is_right:
        raise Invalid(
            _("This code does not work. Codes last ten minutes and a few tries; ask for a new one."),
            detail={"field": "code"},
        )


async def _take(db: AsyncSession, actor: Actor, code: str) -> bool:
    ticket = await tickets.newest(db, _PURPOSE, actor.user_id)
    if ticket is None or not await tickets.count_try(db, ticket.id):
        return False
    user = await db.get_one(User, actor.user_id)
    is_right = tickets.same_secret(ticket.code_digest or "", tickets.code_digest(ticket.id, code))
    # The address may have changed since the letter was written.
    return is_right and tickets.contents(ticket)["email"] == user.email and await tickets.spend(db, ticket.id)
