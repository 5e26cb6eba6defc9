"""The second factor: an app that makes codes, and ten recovery codes for the day it is lost."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import segno
from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit, limits
from coaching_app.core.clock import now
from coaching_app.core.crypto import digest_secret, same_secret
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal, unseal
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account.service import letters, mail_codes, second_step
from coaching_app.models import Authenticator, RecoveryCode, User

CODES = 10
_PERIOD = 30
# A telephone's clock may be one period early or late.
_DRIFT = 1
# 32 letters and digits without i, l and 1.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz023456789"
# 24 letters of 32 are 120 bits: a digest of such a code cannot be searched for.
_GROUPS = 6


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app needs to know; `qr` draws the same as squares, as an SVG path of `size` by `size`."""

    secret: str
    address: str
    qr: str
    size: int


def _path(address: str) -> tuple[str, int]:
    matrix = [list(line) for line in segno.make(address, error="m", micro=False).matrix_iter(border=4)]

    def squares() -> Iterator[str]:
        for y, line in enumerate(matrix):
            for x, dark in enumerate(line):
                if dark:
                    yield f"M{x} {y}h1v1h-1z"

    return "".join(squares()), len(matrix)


async def _own(db: AsyncSession, user_id: str) -> Authenticator | None:
    return await db.scalar(select(Authenticator).where(col(Authenticator.user_id) == user_id))


async def is_on(db: AsyncSession, user_id: str) -> bool:
    """Whether this person has confirmed an app."""
    own = await _own(db, user_id)
    return own is not None and own.confirmed_at is not None


async def codes_left(db: AsyncSession, user_id: str) -> int:
    """How many recovery codes are unused."""
    query = select(func.count()).where(
        col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None)
    )
    return await db.scalar(query) or 0


async def begin(db: AsyncSession, actor: Actor) -> Enrolment:
    """Start over with a new secret; it counts only when a code has confirmed it."""
    await second_step.require_first(db, actor)
    own = await _own(db, actor.user_id)
    if own is not None and own.confirmed_at is not None:
        raise Conflict(_("You have an app already. Turn it off first."))
    if own is not None:
        await db.delete(own)
        await db.flush()
    secret = random_base32()
    fresh = Authenticator(id=new_id(), user_id=actor.user_id, secret="")
    fresh.secret = seal(fresh, "secret", secret)
    db.add(fresh)
    await db.flush()
    address = TOTP(secret).provisioning_uri(name=actor.email, issuer_name="Coaching")
    qr, size = _path(address)
    return Enrolment(secret, address, qr, size)


def _step_of(secret: str, code: str) -> int | None:
    """The period this code belongs to, around now; None when it is no code of this secret."""
    totp, this = TOTP(secret), int(now().timestamp()) // _PERIOD
    found = None
    for step in range(this - _DRIFT, this + _DRIFT + 1):
        # All of them are compared, so that the time does not tell which one it was.
        if same_secret(totp.generate_otp(step), code):
            found = step
    return found


async def _take(db: AsyncSession, own: Authenticator, code: str) -> bool:
    """Use a code; the same one, or an older one, is refused from then on, also at the same moment."""
    step = _step_of(unseal(own, "secret", own.secret), code)
    if step is None:
        return False
    taken = await db.execute(
        update(Authenticator)
        .where(col(Authenticator.id) == own.id, col(Authenticator.last_step) < step)
        .values(last_step=step)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", taken).rowcount == 1


async def confirm(db: AsyncSession, actor: Actor, code: str) -> tuple[str, ...]:
    """Turn it on with a first code; the recovery codes, to be shown this once. Raises Invalid."""
    limits.spend(limits.SECOND_STEPS, "enrol", actor.user_id)
    own = await _own(db, actor.user_id)
    if own is None or own.confirmed_at is not None:
        raise NotFound
    if not await _take(db, own, _digits(code)):
        raise Invalid(
            _("This code is not right. Look whether the clock of your telephone is, and try the next one."),
            detail={"field": "code"},
        )
    own.confirmed_at = now()
    await second_step.shown(db, actor)
    audit.note(db, "second_factor_on", person_id=actor.user_id)
    await letters.tell(
        db, await db.get_one(User, actor.user_id), _("A second step was turned on for your sign-in.")
    )
    return await new_recovery_codes(db, actor)


def _digits(code: str) -> str:
    return mail_codes.cleaned(code)[:10]


async def turn_off(db: AsyncSession, user_id: str) -> None:
    """Go back to one step; the recovery codes go too. Who may do this is for the caller to know."""
    own = await _own(db, user_id)
    if own is None:
        return
    await db.delete(own)
    await db.flush()
    await db.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    await second_step.look_again(db, user_id)
    audit.note(db, "second_factor_off", person_id=user_id)
    await letters.tell(
        db, await db.get_one(User, user_id), _("The second step of your sign-in was turned off.")
    )


def _new_code() -> str:
    word = "".join(secrets.choice(_ALPHABET) for _each in range(4 * _GROUPS))
    return "-".join(word[start : start + 4] for start in range(0, 4 * _GROUPS, 4))


async def new_recovery_codes(db: AsyncSession, actor: Actor) -> tuple[str, ...]:
    """Ten new codes in place of all earlier ones; only digests are stored."""
    if not await is_on(db, actor.user_id):
        raise NotFound
    await db.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == actor.user_id))
    codes = tuple(_new_code() for _each in range(CODES))
    for code in codes:
        db.add(RecoveryCode(user_id=actor.user_id, secret_digest=digest_secret(_plain(code))))
    audit.note(db, "recovery_codes_made", person_id=actor.user_id)
    return codes


def _plain(code: str) -> str:
    return "".join(char for char in code.lower() if char.isalnum())


async def _take_recovery(user_id: str, code: str) -> bool:
    async with unit_of_work(ALL_TENANTS) as db:
        used = await db.execute(
            update(RecoveryCode)
            .where(
                col(RecoveryCode.user_id) == user_id,
                col(RecoveryCode.secret_digest) == digest_secret(_plain(code)),
                col(RecoveryCode.used_at).is_(None),
            )
            .values(used_at=now())
        )
        if cast("CursorResult[Any]", used).rowcount != 1:
            return False
        audit.note(db, "recovery_code_used", person_id=user_id)
        user = await db.get_one(User, user_id)
        left = await codes_left(db, user_id)
        await letters.tell(
            db, user, _("A recovery code was used to sign in. {count} are left.").format(count=left)
        )
        return True


async def prove(user_id: str, code: str) -> bool:
    """Take a code of the app, or a recovery code, of somebody who has turned the second step on.

    Short codes are guessed one after the other, whoever guesses; recovery codes are too long for that.
    """
    if len(_plain(code)) == 4 * _GROUPS:
        return await _take_recovery(user_id, code)
    async with limits.in_turn("second", user_id), unit_of_work(ALL_TENANTS) as db:
        own = await _own(db, user_id)
        is_right = own is not None and own.confirmed_at is not None and await _take(db, own, _digits(code))
    if not is_right:
        limits.missed("second", user_id)
    return is_right


async def second_factor_of(user_id: str) -> bool:
    """Whether signing in takes a second step for this person."""
    async with snapshot(ALL_TENANTS) as db:
        return await is_on(db, user_id)
