"""Accepting an invitation: what its holder sees, and how a new or a known person comes to belong."""

from dataclasses import replace
from typing import cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit, limits, logins, passwords
from coaching_app.core.clock import now
from coaching_app.core.crypto import digest_secret
from coaching_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.db.unit_of_work import ALL_TENANTS, after_commit, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.person_fields import clean_email, clean_name, clean_time_zone
from coaching_app.features.account.service.freshness import carry_guesses
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import Accepted, Kind, NewcomerForm, Opened, Way
from coaching_app.features.people.service.inviting import may_give
from coaching_app.features.people.service.relationships import propose_for
from coaching_app.models import Invitation, Login, Membership, Tenant, User


async def open_invitation(code: str, actor: Actor | None, address: str) -> Opened:
    """What an invitation says, and how its holder can accept; raises NotFound for whatever opens nothing."""
    limits.spend(limits.INVITATIONS_PER_ADDRESS, address)
    async with snapshot(ALL_TENANTS) as db:
        row = await _open_row(db, code)
        tenant = await db.get_one(Tenant, row.tenant_id)
        inviter = await db.get_one(User, row.inviter_id)
        return Opened(
            tenant=tenant.name,
            inviter=inviter.display_name,
            role=Role(row.role),
            kind=cast("Kind | None", row.kind or None),
            email=row.email,
            way=await _way(db, row, actor),
            signed_in_as=actor.email if actor else "",
        )


async def _way(db: AsyncSession, row: Invitation, actor: Actor | None) -> Way:
    if actor is not None:
        return "accept" if row.email in {"", actor.email} else "other_person"
    if not row.email:
        return "new"
    # Whoever holds a letter's secret reads that mailbox, so may know that it has an account.
    return "join" if await queries.person_by_email(db, row.email) else "new"


async def accept_as_newcomer(code: str, form: NewcomerForm, address: str) -> Accepted:
    """Make an account and belong; raises Conflict when the address has one already.

    It opens its own unit of work, so that the slow password hash is not made inside a transaction.
    """
    limits.spend(limits.INVITATIONS_PER_ADDRESS, address)
    form = replace(
        form,
        display_name=clean_name(form.display_name, "display_name"),
        email=clean_email(form.email) if form.email.strip() else "",
        time_zone=clean_time_zone(form.time_zone),
    )
    async with snapshot(ALL_TENANTS) as db:
        form = _bound(await _open_row(db, code), form)
    judged = await passwords.judge(form.password, form.email, form.display_name)
    if judged.problem:
        raise Invalid(judged.problem, detail={"field": "password"})
    hashed = await passwords.hash_password(form.password)
    async with unit_of_work(ALL_TENANTS) as db:
        row = await _open_row(db, code, lock=True)
        tenant = await db.get_one(Tenant, row.tenant_id)
        user = User(
            email=form.email,
            display_name=form.display_name,
            password_hash=hashed,
            time_zone=form.time_zone,
            language=tenant.language,
            # The secret of a bound invitation was sent to that address; one of a link says nothing of it.
            email_verified_at=now() if row.email else None,
        )
        await _store_person(db, user)
        audit.signing_in(_as_actor(user, row))
        await _let_in(db, row, user.id)
        return Accepted(user.id, row.tenant_id, may_sign_in=True)


async def accept_as_known(code: str, actor: Actor | None, address: str) -> Accepted:
    """Belong, as the person who is signed in, or as the owner of the mailbox that the letter went to."""
    limits.spend(limits.INVITATIONS_PER_ADDRESS, address)
    async with unit_of_work(ALL_TENANTS) as db:
        row = await _open_row(db, code, lock=True)
        way = await _way(db, row, actor)
        if way == "other_person":
            raise Forbidden(_("This invitation is for another address. Sign out first."), code="other_person")
        if way == "new":
            raise Invalid(_("Sign in first, or fill in the form."), code="sign_in_first")
        if actor is not None:
            user_id = actor.user_id
        else:
            person = await queries.person_by_email(db, row.email)
            if person is None or person.deactivated_at is not None:
                raise NotFound
            user_id = person.id
            audit.signing_in(_as_actor(person, row))
        await _let_in(db, row, user_id)
        return Accepted(user_id, row.tenant_id, may_sign_in=actor is not None)


def _bound(row: Invitation, form: NewcomerForm) -> NewcomerForm:
    """The form with the address the invitation is bound to."""
    if row.email:
        if form.email and form.email != row.email:
            raise Invalid(_("This invitation is for another address."), detail={"field": "email"})
        return replace(form, email=row.email)
    return replace(form, email=clean_email(form.email))


async def _store_person(db: AsyncSession, user: User) -> None:
    try:
        async with db.begin_nested():
            db.add(user)
            await db.flush()
    except IntegrityError:
        raise Conflict(
            _("There is an account with this address. Sign in, then open the invitation again."),
            code="exists",
            detail={"field": "email"},
        ) from None


async def _open_row(db: AsyncSession, code: str, *, lock: bool = False) -> Invitation:
    """The open invitation with this secret, made by somebody who may still give what it gives."""
    if not 20 <= len(code) <= 100:
        raise NotFound
    row = await queries.find_invitation(db, digest_secret(code), lock=lock)
    if row is None or queries.status_of(row) != "open":
        raise NotFound
    inviter = await queries.role_of(db, row.tenant_id, row.inviter_id)
    if inviter is None or not may_give(inviter, Role(row.role), row.kind):
        raise NotFound
    return row


async def _let_in(db: AsyncSession, row: Invitation, user_id: str) -> None:
    """Use the invitation up: the membership, and the proposal that goes with it."""
    membership = await queries.lock_membership(db, row.tenant_id, user_id)
    if membership is None or membership.ended_at is not None:
        await queries.require_room(db, row.tenant_id)
        inviter = await queries.role_of(db, row.tenant_id, row.inviter_id)
        if membership is None:
            db.add(Membership(tenant_id=row.tenant_id, user_id=user_id, role=row.role))
        else:
            _check_return(membership, inviter)
            membership.ended_at, membership.ended_how, membership.role = None, "", row.role
    elif not row.kind:
        raise Conflict(_("You belong here already."), code="exists")
    row.accepted_at, row.accepted_by = now(), user_id
    await db.flush()
    if row.kind and row.inviter_id != user_id:
        await propose_for(db, row.tenant_id, row.inviter_id, user_id, row.kind)
    after_commit(db, lambda: logins.forget(user_id=user_id))


def _as_actor(user: User, row: Invitation) -> Actor:
    """Whom the audit trail names for what an acceptance changes."""
    return Actor(
        user_id=user.id,
        tenant_id=row.tenant_id,
        role=Role(row.role),
        login_id="",
        display_name=user.display_name,
        email=user.email,
    )


def _check_return(membership: Membership, inviter: Role | None) -> None:
    """Whom an admin has shut out, only an admin lets in again."""
    if membership.ended_how == "deactivated" or (
        membership.ended_how == "removed" and inviter is not Role.ADMIN
    ):
        raise Forbidden(_("Your access here was ended. Please ask an admin."), code="shut_out")


async def start_login_in(
    user_id: str, tenant_id: str, *, replacing: Actor | None, device: str, address: str
) -> str:
    """A browser's login in one of the person's tenants; the one it replaces ends. The secret for its cookie.

    How and when the person last proved who they are goes along, and so do its last day and the guesses it has
    left: to move is no proof.
    """
    async with unit_of_work(ALL_TENANTS) as db:
        role = await queries.role_of(db, tenant_id, user_id) if is_id(tenant_id) else None
        if role is None:
            raise NotFound
        before = await _living(db, replacing.login_id, user_id) if replacing else None
        if replacing is not None and before is None:
            # A program's token is no browser, nobody moves another's login, and what has ended goes nowhere.
            raise NotFound
        secret = await logins.start_login(
            db,
            user_id=user_id,
            tenant_id=tenant_id,
            device=device,
            address=address,
            method="invitation",
            before=before,
        )
        if before is not None:
            await logins.end_logins(db, user_id, only=before.id)
            carry_guesses(before.id, await _id_of(db, secret))
        audit.note(db, "signed_in", tenant_id=tenant_id, person_id=user_id, method="tenant")
        return secret


async def _living(db: AsyncSession, login_id: str, user_id: str) -> Login | None:
    """This login of this person, locked, so that it cannot end and go on at the same moment."""
    mine = (col(Login.id) == login_id, col(Login.user_id) == user_id, col(Login.ended_at).is_(None))
    return await db.scalar(select(Login).where(*mine).with_for_update())


async def _id_of(db: AsyncSession, secret: str) -> str:
    found = select(col(Login.id)).where(col(Login.secret_digest) == digest_secret(secret))
    return (await db.scalars(found)).one()
