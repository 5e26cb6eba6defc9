"""Another e-mail address: it counts once the old and the new one have both agreed."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit, limits, logins
from coaching_app.core.clock import now
from coaching_app.core.crypto import digest_secret
from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id, new_secret
from coaching_app.db.sealed import seal, unseal
from coaching_app.db.unit_of_work import ALL_TENANTS, after_commit, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.person_fields import clean_email
from coaching_app.features.account.schemas import Client
from coaching_app.features.account.service import letters
from coaching_app.features.account.service.freshness import require_fresh
from coaching_app.models import EmailChange, User

LIFETIME = timedelta(days=1)


async def ask(db: AsyncSession, actor: Actor, email: str) -> None:
    """Write to both addresses; the same answer whether or not somebody else has the new one."""
    await require_fresh(db, actor)
    wanted = clean_email(email)
    limits.spend(limits.MAILS_PER_ACCOUNT, "email_change", actor.user_id)
    user = await db.get_one(User, actor.user_id)
    if wanted == user.email:
        raise Invalid(_("This is your address already."), detail={"field": "email"})
    await _end_earlier(db, user.id)
    old, new = new_secret(), new_secret()
    change = EmailChange(
        id=new_id(),
        user_id=user.id,
        new_email="",
        old_digest=digest_secret(old),
        new_digest=digest_secret(new),
        expires_at=now() + LIFETIME,
    )
    change.new_email = seal(change, "new_email", wanted)
    db.add(change)
    await db.flush()
    await letters.send_confirmation(db, user.id, user.email, old, is_new=False)
    if await _is_taken(db, wanted):
        await letters.send_taken(db, user.id, wanted)
    else:
        await letters.send_confirmation(db, user.id, wanted, new, is_new=True)


async def _is_taken(db: AsyncSession, email: str) -> bool:
    return await db.scalar(select(col(User.id)).where(col(User.email) == email)) is not None


async def _end_earlier(db: AsyncSession, user_id: str) -> None:
    await db.execute(
        update(EmailChange)
        .where(col(EmailChange.user_id) == user_id, col(EmailChange.ended_at).is_(None))
        .values(ended_at=now())
    )


async def waiting_for(db: AsyncSession, actor: Actor) -> str:
    """The address a person wants to have, while it is not confirmed; else nothing."""
    change = await db.scalar(
        select(EmailChange).where(
            col(EmailChange.user_id) == actor.user_id,
            col(EmailChange.ended_at).is_(None),
            col(EmailChange.expires_at) > now(),
        )
    )
    return unseal(change, "new_email", change.new_email) if change else ""


async def take_back(db: AsyncSession, actor: Actor) -> None:
    """Keep the address one has."""
    await _end_earlier(db, actor.user_id)


async def confirm(token: str, client: Client) -> bool:
    """One of the two addresses agrees; whether the change is done. Raises Invalid for a link that is none."""
    limits.spend(limits.STEPS_PER_ADDRESS, client.address)
    try:
        async with unit_of_work(ALL_TENANTS) as db:
            return await _confirm(db, digest_secret(token))
    except IntegrityError:
        raise Conflict(_("Somebody else has this address meanwhile. Nothing changed.")) from None


async def _confirm(db: AsyncSession, digest: str) -> bool:
    change = await db.scalar(
        select(EmailChange)
        .where(
            (col(EmailChange.old_digest) == digest) | (col(EmailChange.new_digest) == digest),
            col(EmailChange.ended_at).is_(None),
            col(EmailChange.expires_at) > now(),
        )
        .with_for_update()
    )
    if change is None:
        raise Invalid(_("This link does not work any more. Ask for the change again."), code="stale_link")
    if change.old_digest == digest:
        change.old_confirmed_at = change.old_confirmed_at or now()
    else:
        change.new_confirmed_at = change.new_confirmed_at or now()
    if change.old_confirmed_at is None or change.new_confirmed_at is None:
        return False
    user = await db.get_one(User, change.user_id)
    user.email = unseal(change, "new_email", change.new_email)
    user.email_verified_at = change.ended_at = now()
    await db.flush()
    audit.note(db, "email_changed", person_id=user.id)
    after_commit(db, lambda: logins.forget(user_id=user.id))
    return True
