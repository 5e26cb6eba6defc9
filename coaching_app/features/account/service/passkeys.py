"""Passkeys: a key pair on the person's own device signs a challenge of ours, and no password is needed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from coaching_app.access import audit, limits, tickets
from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid, NotFound, Unauthenticated
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.person_fields import clean_name
from coaching_app.features.account import queries
from coaching_app.features.account.schemas import Client, Credentials, PasskeyView
from coaching_app.features.account.service import freshness, letters, second_step
from coaching_app.features.account.service.freshness import require_fresh
from coaching_app.models import Passkey, User

SIGN_IN = "passkey"
_REGISTER = "passkey_new"
_CONFIRM = "passkey_confirm"
LIFETIME = timedelta(minutes=5)
_MOST = 20


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys belong: the host's name, and the origin a browser reports."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the browser is given; `secret` names the challenge when it comes back."""

    options: dict[str, Any]
    secret: str


async def begin_registration(db: AsyncSession, actor: Actor, site: Site) -> Challenge:
    """What a device needs to make a passkey for this person."""
    await require_fresh(db, actor)
    await second_step.require_first(db, actor)
    known = list(await db.scalars(select(Passkey).where(col(Passkey.user_id) == actor.user_id)))
    if len(known) >= _MOST:
        raise Conflict(_("You have twenty passkeys already. Remove one first."))
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Coaching",
        user_name=actor.email,
        user_id=actor.user_id.encode(),
        user_display_name=actor.display_name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in known
        ],
    )
    return await _challenge(db, _REGISTER, options, options.challenge, actor)


async def _challenge(
    db: AsyncSession, purpose: str, options: Any, challenge: bytes, actor: Actor | None
) -> Challenge:
    _id, secret = await tickets.issue(
        db,
        purpose,
        LIFETIME,
        user_id=actor.user_id if actor else None,
        data={"challenge": bytes_to_base64url(challenge), "login_id": actor.login_id if actor else ""},
    )
    return Challenge(json.loads(options_to_json(options)), secret)


async def _claim(db: AsyncSession, purpose: str, secret: str, actor: Actor | None) -> bytes | None:
    """The challenge behind a secret, used up; None when it is spent, too old or another login's."""
    found = await tickets.claim(db, purpose, secret)
    if found is None or (actor is not None and found.data["login_id"] != actor.login_id):
        return None
    return base64url_to_bytes(str(found.data["challenge"]))


def _not_accepted() -> Invalid:
    return Invalid(_("This passkey was not accepted. Please try again."), code="passkey_refused")


async def register(
    actor: Actor, site: Site, secret: str, credential: Mapping[str, Any], name: str
) -> PasskeyView:
    """Keep a new passkey; raises Invalid when what the device signed is not right."""
    named = clean_name(name, "name")
    async with unit_of_work(ALL_TENANTS) as db:
        challenge = await _claim(db, _REGISTER, secret, actor)
    if challenge is None:
        raise _not_accepted()
    try:
        verified = verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _not_accepted() from None
    fresh = Passkey(
        user_id=actor.user_id,
        credential_id=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        name=named,
        is_backed_up=verified.credential_backed_up,
    )
    return await _store(actor, fresh)


async def _store(actor: Actor, fresh: Passkey) -> PasskeyView:
    try:
        async with unit_of_work(ALL_TENANTS) as db:
            db.add(fresh)
            await db.flush()
            await second_step.shown(db, actor)
            audit.note(db, "passkey_added", passkey_id=fresh.id)
            await letters.tell(
                db, await db.get_one(User, actor.user_id), _("A passkey was added to your account.")
            )
            return PasskeyView(fresh.id, fresh.name, fresh.is_backed_up, fresh.created_at, None)
    except IntegrityError:
        raise Conflict(_("This passkey is registered already.")) from None


async def begin_sign_in(site: Site, client: Client) -> Challenge:
    """A challenge for whoever comes; the device knows which of its passkeys belongs here."""
    limits.spend(limits.STEPS_PER_ADDRESS, client.address)
    options = generate_authentication_options(
        rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    async with unit_of_work(ALL_TENANTS) as db:
        return await _challenge(db, SIGN_IN, options, options.challenge, None)


async def sign_in(site: Site, secret: str, credential: Mapping[str, Any], client: Client) -> Credentials:
    """Who signed the challenge; a passkey is both steps at once, because the device asked for the person."""
    limits.spend(limits.STEPS_PER_ADDRESS, client.address)
    async with unit_of_work(ALL_TENANTS) as db:
        challenge = await _claim(db, SIGN_IN, secret, None)
    user_id = await _verify(site, challenge, credential)
    async with unit_of_work(ALL_TENANTS) as db:
        found = await queries.sign_in_of(db, user_id) if user_id else None
    if found is None:
        raise Unauthenticated(_("This passkey does not open an account here."), code="passkey_refused")
    return Credentials(found.user_id, found.tenant_id)


async def _verify(site: Site, challenge: bytes | None, credential: Mapping[str, Any]) -> str | None:
    """The person whose passkey signed this challenge; a counter that went back refuses a copied key."""
    credential_id = credential.get("id")
    if challenge is None or not isinstance(credential_id, str):
        return None
    async with unit_of_work(ALL_TENANTS) as db:
        own = await db.scalar(select(Passkey).where(col(Passkey.credential_id) == credential_id))
        if own is None or not _names_owner(credential, own.user_id):
            return None
        try:
            verified = verify_authentication_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=base64url_to_bytes(own.public_key),
                credential_current_sign_count=own.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        counted = await db.execute(
            update(Passkey)
            .where(col(Passkey.id) == own.id, col(Passkey.sign_count) == own.sign_count)
            .values(sign_count=verified.new_sign_count, last_used_at=now())
            .execution_options(synchronize_session=False)
        )
        return own.user_id if cast("CursorResult[Any]", counted).rowcount == 1 else None


def _names_owner(credential: Mapping[str, Any], user_id: str) -> bool:
    """Whether the device says it is that person's; some say nothing, and then the key itself says it."""
    response = credential.get("response")
    handle = cast("Mapping[str, Any]", response).get("userHandle") if isinstance(response, Mapping) else None
    if handle is None:
        return True
    try:
        return base64url_to_bytes(str(handle)) == user_id.encode()
    except ValueError:
        return False


async def begin_confirmation(db: AsyncSession, actor: Actor, site: Site) -> Challenge:
    """A challenge by which a signed-in person shows that it is still them."""
    known = await db.scalars(select(Passkey).where(col(Passkey.user_id) == actor.user_id))
    options = generate_authentication_options(
        rp_id=site.host,
        user_verification=UserVerificationRequirement.REQUIRED,
        allow_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in known
        ],
    )
    if not options.allow_credentials:
        raise NotFound(_("You have no passkey yet."))
    return await _challenge(db, _CONFIRM, options, options.challenge, actor)


async def confirm(actor: Actor, site: Site, secret: str, credential: Mapping[str, Any]) -> None:
    """Take the answer to `begin_confirmation`; raises Invalid."""
    async with unit_of_work(ALL_TENANTS) as db:
        challenge = await _claim(db, _CONFIRM, secret, actor)
    if await _verify(site, challenge, credential) != actor.user_id:
        raise _not_accepted()
    async with unit_of_work(ALL_TENANTS) as db:
        await freshness.freshen(db, actor)
        await second_step.shown(db, actor)


async def _own(db: AsyncSession, actor: Actor, passkey_id: str) -> Passkey:
    own = await db.scalar(
        select(Passkey).where(col(Passkey.id) == passkey_id, col(Passkey.user_id) == actor.user_id)
    )
    if own is None:
        raise NotFound
    return own


async def rename(db: AsyncSession, actor: Actor, passkey_id: str, name: str) -> None:
    """Call a passkey something else."""
    (await _own(db, actor, passkey_id)).name = clean_name(name, "name")


async def remove(db: AsyncSession, actor: Actor, passkey_id: str) -> None:
    """Forget a passkey; it opens nothing any more."""
    own = await _own(db, actor, passkey_id)
    await require_fresh(db, actor)
    await db.delete(own)
    await db.flush()
    await second_step.look_again(db, actor.user_id)
    audit.note(db, "passkey_removed", passkey_id=passkey_id)
    await letters.tell(
        db, await db.get_one(User, actor.user_id), _("A passkey was removed from your account.")
    )
