"""Members as an admin sees them, their sign-ins, and the second step of somebody who lost their telephone."""

from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit, logins, sockets
from coaching_app.core.clock import now
from coaching_app.core.errors import Forbidden
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.db.unit_of_work import after_commit
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.account import service as account
from coaching_app.features.account.service import authenticators
from coaching_app.features.admin.queries import holdings
from coaching_app.features.admin.schemas import Figure, InvitationRow, MemberRow, Part
from coaching_app.features.admin.service.keys import is_owner
from coaching_app.features.admin.service.trail import require_admin
from coaching_app.features.admin.service.wording import number, part, role_label, shown
from coaching_app.features.consent.service import category_label
from coaching_app.features.people import service as people
from coaching_app.features.people.schemas import InvitationView, MemberFilter, MemberSort, MemberView
from coaching_app.models import ApiTokenFamily, Login, Membership

PAGE = 25
_TONES = {"active": "green", "deactivated": "amber", "ended": "outline"}


def _status(status: str) -> str:
    words = {"active": _("active"), "deactivated": _("deactivated"), "ended": _("left")}
    return words.get(status, status)


def _walks(view: MemberView) -> str:
    parts: list[str] = []
    if view.coaches:
        parts.append(ngettext("{count} coach", "{count} coaches", view.coaches).format(count=view.coaches))
    if view.mentees:
        parts.append(ngettext("{count} mentee", "{count} mentees", view.mentees).format(count=view.mentees))
    return ", ".join(parts)


def _row(actor: Actor, view: MemberView) -> MemberRow:
    return MemberRow(
        id=view.person_id, name=view.name, email=view.email, role=view.role.value,
        role_label=role_label(view.role.value), status=view.status, status_label=_status(view.status),
        tone=_TONES.get(view.status, ""), since=shown(actor, view.joined_at),
        seen=shown(actor, view.last_seen_at, missing=_("never")), walks=_walks(view), is_me=view.is_me,
    )  # fmt: skip


async def read_members(
    db: AsyncSession, actor: Actor, wanted: MemberFilter, *, sort: MemberSort, descending: bool, offset: int
) -> tuple[tuple[MemberRow, ...], Part]:
    """A page of the members, and what part of them it is."""
    page = await people.list_members(
        db, actor, wanted, sort=sort, descending=descending, limit=PAGE, offset=offset
    )
    rows = tuple(_row(actor, view) for view in page.items)
    return rows, part(actor, offset, len(rows), page.total, filtered=wanted != MemberFilter())


async def read_holdings(db: AsyncSession, actor: Actor, member_id: str) -> tuple[Figure, ...]:
    """How much a member has of everything: counts, nothing they wrote."""
    require_admin(actor)
    held = await holdings(db, member_id)
    return tuple(Figure(category_label(name), number(actor, count)) for name, count in held.items())


_INVITED = {"open": "amber", "accepted": "green", "revoked": "outline", "expired": "rose"}


def _invitation(actor: Actor, view: InvitationView) -> InvitationRow:
    words = {
        "open": _("waiting"), "accepted": _("accepted"), "revoked": _("taken back"), "expired": _("expired"),
    }  # fmt: skip
    return InvitationRow(
        id=view.id, who=view.accepted_name or view.email or _("whoever has the link"),
        role_label=role_label(view.role.value), status_label=words[view.status], tone=_INVITED[view.status],
        by_link=not view.email, inviter=view.inviter, until=shown(actor, view.expires_at), is_open=view.status in {"open", "expired"},
    )  # fmt: skip


async def read_invitations(db: AsyncSession, actor: Actor) -> tuple[InvitationRow, ...]:
    """The invitations of the tenant that are not over."""
    found = await people.list_invitations(db, actor, whole_tenant=True)
    return tuple(_invitation(actor, view) for view in found if view.status in {"open", "expired"})


async def _require_fresh_for(db: AsyncSession, actor: Actor, member_id: str) -> None:
    """There is such a member here, and the admin has just proved who they are; asked in this order."""
    require_admin(actor)
    await people.get_member(db, actor, member_id)
    await account.require_fresh(db, actor)


async def end_sign_ins(db: AsyncSession, actor: Actor, member_id: str) -> int:
    """End every sign-in a member has in this tenant, browsers and programs; how many there were."""
    await _require_fresh_for(db, actor, member_id)
    here = (
        col(Login.user_id) == member_id,
        col(Login.tenant_id) == actor.tenant_id,
        col(Login.ended_at).is_(None),
    )
    ids = tuple(await db.scalars(select(col(Login.id)).where(*here, col(Login.id) != actor.login_id)))
    await db.execute(update(Login).where(col(Login.id).in_(ids)).values(ended_at=now()))
    programs = update(ApiTokenFamily).where(
        col(ApiTokenFamily.user_id) == member_id,
        col(ApiTokenFamily.tenant_id) == actor.tenant_id,
        col(ApiTokenFamily.ended_at).is_(None),
        col(ApiTokenFamily.id) != actor.login_id,
    )
    ended = cast(
        "CursorResult[Any]",
        await db.execute(programs.values(ended_at=now(), ended_because="ended by an admin")),
    )
    audit.note(db, "sign_ins.ended_by_admin", person_id=member_id)

    def act_at_once() -> None:
        logins.forget(user_id=member_id)
        sockets.close_soon(ids)

    after_commit(db, act_at_once)
    return len(ids) + ended.rowcount


async def reset_second_factor(db: AsyncSession, actor: Actor, member_id: str) -> None:
    """Turn the second step of somebody's sign-in off, who then is told so by letter.

    It is the person's own, in every tenant: only the owner of the installation resets it for somebody who
    belongs to others too.
    """
    await _require_fresh_for(db, actor, member_id)
    elsewhere = select(func.count()).where(
        col(Membership.user_id) == member_id,
        col(Membership.tenant_id) != actor.tenant_id,
        col(Membership.ended_at).is_(None),
    )
    if await db.scalar(elsewhere) and not await is_owner(db, actor):
        raise Forbidden(_("This person belongs to another tenant too. Ask the owner of this installation."))
    await authenticators.turn_off(db, member_id)
    audit.note(db, "second_factor.reset_by_admin", person_id=member_id)


async def change_role(db: AsyncSession, actor: Actor, member_id: str, role: Role) -> None:
    """Give a member another role, once it is clear that it is the admin who asks."""
    await _require_fresh_for(db, actor, member_id)
    await people.change_role(db, actor, member_id, role)


async def deactivate(db: AsyncSession, actor: Actor, member_id: str) -> None:
    """Suspend a member, once it is clear that it is the admin who asks."""
    await _require_fresh_for(db, actor, member_id)
    await people.deactivate(db, actor, member_id)


async def reactivate(db: AsyncSession, actor: Actor, member_id: str) -> None:
    """Let a suspended member in again, once it is clear that it is the admin who asks."""
    await _require_fresh_for(db, actor, member_id)
    await people.reactivate(db, actor, member_id)
