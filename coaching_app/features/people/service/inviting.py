"""Inviting: who may give which role, by link or by e-mail, for how long, how often, and taking it back."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import limits
from coaching_app.core.clock import now
from coaching_app.core.crypto import digest_secret
from coaching_app.core.errors import Conflict, Forbidden, NotFound, TooManyRequests
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id, new_secret
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import KINDS_OF_ROLE
from coaching_app.domain.person_fields import clean_email
from coaching_app.domain.written_text import refuse
from coaching_app.features.account.service.freshness import require_fresh
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import InvitationView, Invited, Kind
from coaching_app.features.people.service.relationships import offer
from coaching_app.features.people.service.rules import COACHING
from coaching_app.mail.outbox import queue_mail
from coaching_app.models import Invitation, Tenant

LIFETIME = timedelta(days=7)
RESEND_AFTER = timedelta(minutes=1)
MOST_SENDINGS = 5
MOST_OPEN = 200
PATH = "/invitation"


async def invite(
    db: AsyncSession,
    actor: Actor,
    *,
    role: Role = Role.MENTEE,
    email: str = "",
    kind: Kind | None = None,
    base_url: str,
) -> Invited:
    """Invite somebody; without an address the link itself is the invitation, to be handed over in person.

    An admin gives any role. A mentor or pastor invites mentees, and proposes to walk with them; somebody who
    belongs already is sent that proposal instead. Nothing is granted before it is accepted.
    """
    kind = _check_gift(actor, role, kind)
    await _require_proof(db, actor, role)
    address = clean_email(email) if email.strip() else ""
    limits.spend(limits.INVITATIONS_PER_PERSON, actor.user_id)
    if address and (there := await queries.member_by_email(db, actor.tenant_id, address)):
        return await _propose_instead(db, actor, there, kind)
    await queries.require_room(db, actor.tenant_id)
    await _require_few(db, actor)
    secret = new_secret()
    row = Invitation(
        inviter_id=actor.user_id,
        role=role.value,
        email=address,
        kind=kind or "",
        secret_digest=digest_secret(secret),
        expires_at=now() + LIFETIME,
    )
    db.add(row)
    await db.flush()
    return await _hand_out(db, actor, row, _link(base_url, secret))


async def resend(db: AsyncSession, actor: Actor, invitation_id: str, *, base_url: str) -> Invited:
    """Send it again, or make a new link; the link from before ends, the time begins anew."""
    row = await _own(db, actor, invitation_id)
    if queries.status_of(row) not in {"open", "expired"}:
        raise _no_longer_open()
    wait = row.sent_at + RESEND_AFTER - now()
    if wait > timedelta(0):
        raise TooManyRequests(int(wait.total_seconds()) + 1, _("This was sent a moment ago. Wait a minute."))
    if row.times_sent >= MOST_SENDINGS:
        raise Conflict(_("This was sent five times. Revoke it and invite anew."), code="sent_often")
    if not may_give(actor.role, Role(row.role), row.kind) and actor.user_id == row.inviter_id:
        raise Forbidden(_("You may not invite somebody into this role."))
    await _require_proof(db, actor, Role(row.role))
    secret = new_secret()
    row.secret_digest, row.sent_at, row.expires_at = digest_secret(secret), now(), now() + LIFETIME
    row.times_sent += 1
    await db.flush()
    return await _hand_out(db, actor, row, _link(base_url, secret))


async def revoke(db: AsyncSession, actor: Actor, invitation_id: str) -> InvitationView:
    """Take an open invitation back; its link opens nothing from now on."""
    row = await _own(db, actor, invitation_id)
    if row.accepted_at is not None:
        raise _no_longer_open()
    row.revoked_at = row.revoked_at or now()
    await db.flush()
    return await _view(db, row.id)


async def list_invitations(
    db: AsyncSession, actor: Actor, *, whole_tenant: bool = False
) -> tuple[InvitationView, ...]:
    """The invitations the actor made, or, for an admin who asks, all of the tenant."""
    if whole_tenant and actor.role is not Role.ADMIN:
        raise Forbidden(_("Only an admin can do this."))
    condition = () if whole_tenant else (col(Invitation.inviter_id) == actor.user_id,)
    return await queries.invitation_views(db, *condition)


def may_give(inviter: Role, role: Role, kind: str) -> bool:
    """Whether somebody with this role may still give what they once offered."""
    if inviter is Role.ADMIN:
        return not kind
    return role is Role.MENTEE and bool(kind) and kind in KINDS_OF_ROLE.get(inviter, ())


async def _require_proof(db: AsyncSession, actor: Actor, role: Role) -> None:
    """Who leads here is made by somebody who has just proved themselves, as with a change of role."""
    if role in {Role.ADMIN, Role.PASTOR}:
        await require_fresh(db, actor)


def _check_gift(actor: Actor, role: Role, kind: Kind | None) -> Kind | None:
    """The relationship that goes with the role, if the actor may give both; raises Forbidden."""
    if actor.role is Role.ADMIN:
        if kind is not None:
            raise refuse("kind", _("A relationship is proposed by the mentor or pastor who invites."))
        return None
    if actor.role not in COACHING or role is not Role.MENTEE:
        raise Forbidden(_("You may not invite somebody into this role."))
    wanted: Kind = kind or "mentor"
    if wanted not in KINDS_OF_ROLE[actor.role]:
        raise Forbidden(_("Only a pastor can be somebody's pastor."))
    return wanted


async def _propose_instead(db: AsyncSession, actor: Actor, person_id: str, kind: Kind | None) -> Invited:
    if kind is None:
        raise Conflict(_("This person belongs here already."), code="exists", detail={"field": "email"})
    return Invited(proposal=await offer(db, actor, person_id, kind))


async def _require_few(db: AsyncSession, actor: Actor) -> None:
    """Nobody keeps hundreds of open doors."""
    mine = await queries.invitation_views(
        db,
        col(Invitation.inviter_id) == actor.user_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.expires_at) > now(),
        limit=MOST_OPEN,
    )
    if len(mine) >= MOST_OPEN:
        raise Conflict(_("There are 200 open invitations. Revoke some first."), code="too_many_open")


def _link(base_url: str, secret: str) -> str:
    # Behind the #: a browser keeps that to itself, so that no server on the way writes it down.
    return f"{base_url.rstrip('/')}{PATH}#{secret}"


async def _hand_out(db: AsyncSession, actor: Actor, row: Invitation, link: str) -> Invited:
    """By letter to the address it is for, and to nobody else: whoever opens it reads that mail. Or as a link."""
    if row.email:
        await _send(db, actor, row, link)
    return Invited(invitation=await _view(db, row.id), link="" if row.email else link)


async def _send(db: AsyncSession, actor: Actor, row: Invitation, link: str) -> None:
    tenant = await db.scalar(select(col(Tenant.name)).where(col(Tenant.id) == actor.tenant_id))
    text = _(
        "{inviter} invites you to {tenant}.\n\nOpen this link to accept. It works once, until {day}:\n{link}\n\n"
        "If you did not expect this, do nothing: without you it grants nothing."
    ).format(inviter=actor.display_name, tenant=tenant, day=f"{row.expires_at:%Y-%m-%d}", link=link)
    await queue_mail(
        db,
        to=row.email,
        subject=_("An invitation to {tenant}").format(tenant=tenant),
        text=text,
        kind="invitation",
        tenant_id=actor.tenant_id,
        expires_at=row.expires_at,
    )


async def _own(db: AsyncSession, actor: Actor, invitation_id: str) -> Invitation:
    """An invitation of the actor's, or of their tenant if they are its admin, locked."""
    query = select(Invitation).where(col(Invitation.id) == invitation_id)
    if actor.role is not Role.ADMIN:
        query = query.where(col(Invitation.inviter_id) == actor.user_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    row = (await db.scalars(query)).first() if is_id(invitation_id) else None
    if row is None:
        raise NotFound
    return row


async def _view(db: AsyncSession, invitation_id: str) -> InvitationView:
    return (await queries.invitation_views(db, col(Invitation.id) == invitation_id))[0]


def _no_longer_open() -> Conflict:
    return Conflict(_("This invitation is not open any more."), code="settled")
