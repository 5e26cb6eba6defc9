"""A forgotten password: a link by e-mail that sets a new one and ends every sign-in."""

from datetime import timedelta

from coaching_app.access import audit, limits, passwords, tickets
from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account import queries
from coaching_app.features.account.schemas import Client
from coaching_app.features.account.service import letters
from coaching_app.features.account.service.choosing_passwords import check_password
from coaching_app.features.account.service.mail_codes import spend_mail
from coaching_app.features.account.service.mailbox import came_back
from coaching_app.features.account.service.sessions import end_everything
from coaching_app.models import Ticket, User
from coaching_app.queue.port import enqueue

MAIL_RESET = "account.mail_reset"
LIFETIME = timedelta(hours=1)
_WISH, _LINK = "forgot", "reset"


async def ask(email: str, client: Client) -> None:
    """Have a link sent, if somebody has this address; like `mail_codes.ask`, it looks nobody up."""
    account = email.strip().lower()[:254]
    delay = spend_mail(account, client)
    async with unit_of_work(ALL_TENANTS) as db:
        ticket_id, _secret = await tickets.issue(db, _WISH, LIFETIME, data={"email": account})
        await enqueue(db, MAIL_RESET, {"ticket_id": ticket_id}, unique_key=ticket_id, run_at=now() + delay)


async def write_link(ticket_id: str) -> None:
    """The job's work: make the link and its letter. Done twice, it is done once."""
    async with unit_of_work(ALL_TENANTS) as db:
        wish = await db.get(Ticket, ticket_id)
        if wish is None or not await tickets.spend(db, ticket_id):
            return
        found = await queries.find_sign_in(db, str(tickets.contents(wish)["email"]))
        if found is None:
            return
        user = await db.get_one(User, found.user_id)
        # The newest link is the one that counts.
        await tickets.void(db, user.id, _LINK)
        _id, secret = await tickets.issue(db, _LINK, LIFETIME, user_id=user.id)
        with speaking(user.language):
            await letters.send_reset(db, user, secret, now() + LIFETIME)


async def reset(token: str, password: str, client: Client) -> tuple[str, ...]:
    """Set the password of whoever holds this link; the logins that ended. Raises Invalid."""
    limits.spend(limits.STEPS_PER_ADDRESS, client.address)
    async with snapshot(ALL_TENANTS) as db:
        found = await tickets.find(db, _LINK, token)
        user = await db.get(User, found.user_id) if found and found.user_id else None
    if user is None:
        raise _stale()
    await check_password(password, user.email, user.display_name)
    hashed = await passwords.hash_password(password)
    async with unit_of_work(ALL_TENANTS) as db:
        if await tickets.claim(db, _LINK, token) is None:
            raise _stale()
        user = await db.get_one(User, user.id)
        if user.deactivated_at is not None:
            raise _stale()
        user.password_hash = hashed
        await came_back(db, user.id)
        await tickets.void(db, user.id, _LINK, "code", "half")
        audit.note(db, "password_reset", person_id=user.id)
        with speaking(user.language):
            await letters.tell(db, user, _("Your password was set anew by a link from your mail."))
        return await end_everything(db, user.id, "password reset")


def _stale() -> Invalid:
    return Invalid(
        _("This link does not work any more. Links work once, for an hour; ask for a new one."),
        code="stale_link",
    )
