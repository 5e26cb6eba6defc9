"""Codes by e-mail: six digits that sign in once, in the browser that asked for them."""

import secrets
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.access import limits, tickets
from coaching_app.core.clock import now
from coaching_app.core.errors import Unauthenticated
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.features.account import queries
from coaching_app.features.account.schemas import Client, Credentials
from coaching_app.features.account.service import letters
from coaching_app.features.account.service.mailbox import came_back
from coaching_app.models import Ticket, User
from coaching_app.queue.port import enqueue

PURPOSE = "code"
MAIL_CODE = "account.mail_code"
LIFETIME = timedelta(minutes=10)
# Until the letter is written, which may be delayed, and then the ten minutes.
_WAIT = timedelta(minutes=20)


def spend_mail(account: str, client: Client) -> timedelta:
    """Count a letter somebody asked for; raises TooManyRequests. How long the letter waits.

    The refusal counts per account *and* address. Whoever asks from many addresses only makes it slower.
    """
    limits.spend(limits.MAILS_PER_ADDRESS, client.address)
    limits.spend(limits.MAILS_PER_ACCOUNT, account, client.address)
    limits.missed("mail", account)
    return timedelta(seconds=15 * limits.slowness("mail", account))


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def cleaned(code: str) -> str:
    """What a person typed, without the spaces they read it with."""
    return "".join(code.split()).replace("-", "")[:40]


async def ask(email: str, client: Client) -> str:
    """Have a code sent, if somebody has this address; the secret for the browser's cookie.

    Nobody is looked up here, so neither the answer nor its time tells whether there is such a person.
    """
    account = email.strip().lower()[:254]
    delay = spend_mail(account, client)
    async with unit_of_work(ALL_TENANTS) as db:
        ticket_id, secret = await tickets.issue(db, PURPOSE, _WAIT, data={"email": account})
        await enqueue(db, MAIL_CODE, {"ticket_id": ticket_id}, unique_key=ticket_id, run_at=now() + delay)
    return secret


async def write_code(ticket_id: str) -> None:
    """The job's work: make the code and its letter. Done twice, it is done once."""
    async with unit_of_work(ALL_TENANTS) as db:
        ticket = await db.get(Ticket, ticket_id)
        if ticket is None or ticket.code_digest is not None or ticket.used_at is not None:
            return
        email = str(tickets.contents(ticket)["email"])
        found = await queries.find_sign_in(db, email)
        if found is None:
            return
        user = await db.get_one(User, found.user_id)
        ticket.user_id = user.id
        await put_code(db, ticket, user)


def give_code(ticket: Ticket) -> str:
    """Give a ticket a code, good for ten minutes from now."""
    code = new_code()
    ticket.code_digest = tickets.code_digest(ticket.id, code)
    ticket.expires_at = now() + LIFETIME
    return code


async def put_code(db: AsyncSession, ticket: Ticket, user: User) -> None:
    """Give a ticket a code and send it to the person."""
    code = give_code(ticket)
    with speaking(user.language):
        await letters.send_code(db, user, code, ticket.expires_at)


async def check(secret: str, code: str, client: Client) -> Credentials:
    """Who this code signs in; raises Unauthenticated, with one sentence for everything that can be wrong."""
    limits.spend(limits.STEPS_PER_ADDRESS, client.address)
    async with unit_of_work(ALL_TENANTS) as db:
        ticket = await tickets.claim_with_code(db, PURPOSE, secret, cleaned(code))
        found = None
        if ticket is not None and ticket.user_id is not None:
            found = await queries.sign_in_of(db, ticket.user_id)
            await came_back(db, ticket.user_id)
    if found is None:
        raise wrong_code()
    return Credentials(found.user_id, found.tenant_id)


def wrong_code() -> Unauthenticated:
    """What everybody hears whose code does not work."""
    return Unauthenticated(
        _("This code does not work. Codes last ten minutes and a few tries; ask for a new one."),
        code="wrong_code",
    )
