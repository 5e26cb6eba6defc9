"""Who somebody is: a password first, and a second step where the person wants one."""

import asyncio
from datetime import timedelta

from coaching_app.access import limits, passwords, tickets
from coaching_app.core.errors import Unauthenticated
from coaching_app.core.i18n import gettext as _
from coaching_app.core.logging import get_logger
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account import queries
from coaching_app.features.account.schemas import Client, Credentials, HalfLogin
from coaching_app.features.account.service import authenticators
from coaching_app.features.account.service.choosing_passwords import rehash

_log = get_logger(__name__)
HALF = "half"
HALF_LIFETIME = timedelta(minutes=5)


async def check_credentials(email: str, password: str, client: Client) -> Credentials:
    """Who this address and password belong to; raises Unauthenticated, or TooManyRequests after misses.

    Attempts are counted per account *and* address, so nobody can lock somebody else out; misses from
    everywhere together only make the answer slower.
    """
    account = email.strip().lower()[:254]
    limits.spend(limits.SIGN_INS_PER_ADDRESS, client.address)
    limits.spend(limits.SIGN_INS_PER_ACCOUNT, account, client.address)
    await asyncio.sleep(limits.slowness("password", account))
    async with snapshot(ALL_TENANTS) as db:
        found = await queries.find_sign_in(db, account)
    stored = found.password_hash if found else None
    if not await passwords.verify_password(stored, password) or found is None:
        limits.missed("password", account)
        _log.warning("sign_in_refused", address=client.address)
        raise Unauthenticated(_("The e-mail address or the password is not right."), code="wrong_credentials")
    limits.forgive(limits.SIGN_INS_PER_ACCOUNT, account, client.address)
    if stored is not None and passwords.needs_rehash(stored):
        await rehash(found.user_id, password)
    return Credentials(found.user_id, found.tenant_id)


async def half_login(credentials: Credentials, client: Client, method: str, target: str) -> str | None:
    """The secret of a half-login when a second step is to follow, else None.

    It opens nothing: it only says, for five minutes and to this browser, whose second step is awaited.
    """
    if not await authenticators.second_factor_of(credentials.user_id):
        return None
    async with unit_of_work(ALL_TENANTS) as db:
        _id, secret = await tickets.issue(
            db,
            HALF,
            HALF_LIFETIME,
            user_id=credentials.user_id,
            data={
                "tenant_id": credentials.tenant_id,
                "device": client.device,
                "method": method,
                "target": target,
            },
        )
    return secret


async def second_step(secret: str, code: str, client: Client) -> HalfLogin:
    """Whose half-login this code completes; raises Unauthenticated."""
    limits.spend(limits.STEPS_PER_ADDRESS, client.address)
    async with unit_of_work(ALL_TENANTS) as db:
        found = await tickets.find(db, HALF, secret)
        is_good = (
            found is not None
            and found.data["device"] == client.device
            and await tickets.count_try(db, found.id)
        )
    if found is None or found.user_id is None or not is_good:
        raise Unauthenticated(_("This took too long. Please sign in again."), code="stale_step")
    limits.spend(limits.SECOND_STEPS, found.user_id, client.address)
    if not await authenticators.prove(found.user_id, code):
        raise _wrong()
    async with unit_of_work(ALL_TENANTS) as db:
        if not await tickets.spend(db, found.id):
            raise Unauthenticated(_("This took too long. Please sign in again."), code="stale_step")
    limits.forgive(limits.SECOND_STEPS, found.user_id, client.address)
    return HalfLogin(
        Credentials(found.user_id, str(found.data["tenant_id"])),
        method=f"{found.data['method']} and code",
        target=str(found.data["target"]),
    )


async def prove_for_program(credentials: Credentials, code: str, client: Client) -> bool:
    """The second step of a program that sends everything at once; raises Unauthenticated. False where there is none."""
    if not await authenticators.second_factor_of(credentials.user_id):
        return False
    if not code:
        raise Unauthenticated(
            _("A code of your app is needed too: send it as `code`."), code="second_step_needed"
        )
    limits.spend(limits.SECOND_STEPS, credentials.user_id, client.address)
    if not await authenticators.prove(credentials.user_id, code):
        raise _wrong()
    limits.forgive(limits.SECOND_STEPS, credentials.user_id, client.address)
    return True


def _wrong() -> Unauthenticated:
    return Unauthenticated(_("This code is not right. Please try the next one."), code="wrong_code")
