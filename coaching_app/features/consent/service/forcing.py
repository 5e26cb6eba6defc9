"""Break-glass: an admin asks with a reason, a second person decides, the owner is told, and time ends it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit
from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.db.sealed import seal, unseal
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import Category
from coaching_app.features.consent.queries import is_forced, is_live
from coaching_app.features.consent.schemas import AskedRow, ConsentCounts, ForcedRow, ForcedView
from coaching_app.features.consent.service.wording import category_label, moment_words
from coaching_app.mail.outbox import queue_mail
from coaching_app.models import BreakGlass, ConsentGrant, Membership, ReadReceipt, User

USUAL_MINUTES = 60
MOST_MINUTES = 24 * 60
SHORTEST_REASON = 10
LONGEST_REASON = 2000
_ASKING_LASTS = timedelta(days=3)
_DECIDERS = frozenset({Role.ADMIN, Role.PASTOR})


async def ask_to_open(
    db: AsyncSession,
    actor: Actor,
    owner_id: str,
    categories: Sequence[Category],
    reason: str,
    *,
    minutes: int = USUAL_MINUTES,
) -> ForcedView:
    """Ask to see some categories of one person; opens nothing yet."""
    _require_admin(actor)
    cleaned = reason.replace("\x00", "").strip()
    if not SHORTEST_REASON <= len(cleaned) <= LONGEST_REASON:
        raise Invalid(
            _("Say why in at least {least} characters.").format(least=SHORTEST_REASON),
            detail={"field": "reason"},
        )
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(_("A view lasts at most 24 hours."), detail={"field": "minutes"})
    if not categories:
        raise Invalid(_("Choose at least one category."), detail={"field": "categories"})
    if owner_id == actor.user_id:
        raise Invalid(_("What is yours you see anyway."), detail={"field": "owner_id"})
    await _require_member(db, actor.tenant_id, owner_id)
    names = ",".join(category.value for category in Category if category in categories)
    row = BreakGlass(
        tenant_id=actor.tenant_id, owner_id=owner_id, asker_id=actor.user_id, categories=f",{names},",
        reason="", minutes=minutes, asked_at=now(),
    )  # fmt: skip
    row.reason = seal(row, "reason", cleaned)
    db.add(row)
    await db.flush()
    view = (await _views(db, [row]))[0]
    await _tell_deciders(db, actor, view)
    return view


async def approve_opening(db: AsyncSession, actor: Actor, view_id: str) -> ForcedView:
    """Open the view; neither whoever asked nor the person it is about can do this."""
    row = await _to_decide(db, actor, view_id)
    row.approver_id, row.approved_at = actor.user_id, now()
    row.ends_at = row.approved_at + timedelta(minutes=row.minutes)
    await db.flush()
    view = (await _views(db, [row]))[0]
    await _tell_owner(db, actor, view)
    return view


async def decline_opening(db: AsyncSession, actor: Actor, view_id: str) -> ForcedView:
    """Say no; it stays in the list."""
    row = await _to_decide(db, actor, view_id)
    row.approver_id, row.declined_at = actor.user_id, now()
    await db.flush()
    return (await _views(db, [row]))[0]


async def end_opening(db: AsyncSession, actor: Actor, view_id: str) -> ForcedView:
    """Close an open view, or take back a request, at once; any admin or pastor of the tenant may."""
    row = await _one(db, actor, view_id)
    if row.ended_at is None and row.declined_at is None:
        row.ended_at = now()
        await db.flush()
    return (await _views(db, [row]))[0]


async def list_openings(db: AsyncSession, actor: Actor) -> tuple[ForcedView, ...]:
    """Every forced view of the tenant, newest first, for those who may decide; never one about themselves."""
    if actor.role not in _DECIDERS:
        return ()
    rows = await db.scalars(
        select(BreakGlass)
        .where(or_(col(BreakGlass.owner_id) != actor.user_id, col(BreakGlass.approved_at).is_not(None)))
        .order_by(col(BreakGlass.id).desc())
        .limit(500)
    )
    return await _views(db, list(rows))


async def asked_rows(db: AsyncSession, actor: Actor) -> tuple[AskedRow, ...]:
    """The views that wait for a decision or are open, in the words of whoever decides; nothing for others."""
    return tuple(
        _asked_row(actor, view)
        for view in await list_openings(db, actor)
        if view.status in {"asked", "open"} and view.owner_id != actor.user_id
    )


def _asked_row(actor: Actor, view: ForcedView) -> AskedRow:
    is_open = view.status == "open" and view.ends_at is not None
    return AskedRow(
        id=view.id,
        words=_("{asker} asks to see the {categories} of {owner} for {minutes} minutes.").format(
            asker=view.asker_name, owner=view.owner_name, minutes=view.minutes, categories=_named(view)
        ),
        reason=view.reason,
        state=_("Open until {moment}").format(
            moment=moment_words(view.ends_at, actor.language, actor.time_zone)
        )
        if is_open and view.ends_at
        else _("Waits for a second person"),
        may_decide=view.status == "asked" and view.asker_id != actor.user_id,
        is_open=is_open,
    )


def _named(view: ForcedView) -> str:
    return ", ".join(category_label(name) for name in view.categories)


async def openings_of_me(db: AsyncSession, actor: Actor) -> tuple[ForcedView, ...]:
    """The views that were opened into what is mine, newest first."""
    rows = await db.scalars(
        select(BreakGlass)
        .where(col(BreakGlass.owner_id) == actor.user_id, col(BreakGlass.approved_at).is_not(None))
        .order_by(col(BreakGlass.id).desc())
        .limit(100)
    )
    return await _views(db, list(rows))


async def forced_rows(db: AsyncSession, actor: Actor) -> tuple[ForcedRow, ...]:
    """The same, in the owner's words."""
    return tuple(
        ForcedRow(
            view.id,
            _("{asker} was let see your {categories} by {approver} on {moment}.").format(
                asker=view.asker_name,
                approver=view.approver_name,
                categories=_named(view),
                moment=moment_words(view.approved_at or view.asked_at, actor.language, actor.time_zone),
            ),
            view.reason,
            view.status == "open",
        )
        for view in await openings_of_me(db, actor)
    )


async def consent_counts(db: AsyncSession, actor: Actor) -> ConsentCounts:
    """How much is shared in the tenant, for its admins: numbers, no names, no things."""
    _require_admin(actor)
    living = await db.execute(
        select(
            func.count(func.distinct(col(ConsentGrant.owner_id))),
            func.count().filter(col(ConsentGrant.is_denial).is_(False)),
            func.count().filter(col(ConsentGrant.is_denial).is_(True)),
        ).where(is_live())
    )
    owners, permissions, refusals = living.one()
    gone = select(func.count()).select_from(ConsentGrant).where(col(ConsentGrant.withdrawn_at).is_not(None))
    waiting = select(func.count()).select_from(BreakGlass).where(*_waiting())
    return ConsentCounts(
        owners=owners,
        permissions=permissions,
        refusals=refusals,
        withdrawn=await db.scalar(gone) or 0,
        receipts=await db.scalar(select(func.count()).select_from(ReadReceipt)) or 0,
        open_views=await db.scalar(select(func.count()).select_from(BreakGlass).where(is_forced())) or 0,
        waiting_views=await db.scalar(waiting) or 0,
    )


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return (
        col(BreakGlass.approved_at).is_(None),
        col(BreakGlass.declined_at).is_(None),
        col(BreakGlass.ended_at).is_(None),
        col(BreakGlass.asked_at) > now() - _ASKING_LASTS,
    )


def _require_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Forbidden


async def _require_member(db: AsyncSession, tenant_id: str, person_id: str) -> None:
    found = is_id(person_id) and await db.scalar(
        select(col(Membership.id)).where(
            col(Membership.tenant_id) == tenant_id,
            col(Membership.user_id) == person_id,
            col(Membership.ended_at).is_(None),
        )
    )
    if not found:
        raise NotFound


async def _one(db: AsyncSession, actor: Actor, view_id: str) -> BreakGlass:
    """The view, for those who decide; whoever it is about cannot, and others need not know of it."""
    query = select(BreakGlass).where(col(BreakGlass.id) == view_id).with_for_update()
    row = (await db.scalars(query)).first() if is_id(view_id) else None
    if row is None or actor.role not in _DECIDERS or row.owner_id == actor.user_id:
        raise NotFound
    return row


async def _to_decide(db: AsyncSession, actor: Actor, view_id: str) -> BreakGlass:
    row = await _one(db, actor, view_id)
    if actor.user_id == row.asker_id:
        raise Forbidden(_("A second person has to decide this, not the one who asked."))
    if row.approved_at or row.declined_at or row.ended_at or row.asked_at <= now() - _ASKING_LASTS:
        raise Conflict(_("This was decided already, or waited too long. Ask again if it is still needed."))
    return row


async def _tell_deciders(db: AsyncSession, actor: Actor, view: ForcedView) -> None:
    """Write to everybody who could be the second person; nothing of whose things they are, or why."""
    addresses = await db.scalars(
        select(col(User.email))
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(Membership.tenant_id) == actor.tenant_id,
            col(Membership.ended_at).is_(None),
            col(User.deactivated_at).is_(None),
            col(Membership.role).in_([role.value for role in _DECIDERS]),
            col(User.id).not_in([view.asker_id, view.owner_id]),
        )
    )
    text = _(
        "{asker} asks to see something private of somebody here, and needs a second person's yes.\n\n"
        "The reason, and the way to say yes or no, stand on your page Sharing. It waits for three days."
    ).format(asker=view.asker_name)
    for address in addresses:
        await queue_mail(
            db, to=address, subject=_("You are asked to decide"), text=text, kind="consent.asked",
            tenant_id=actor.tenant_id,
        )  # fmt: skip


async def _tell_owner(db: AsyncSession, actor: Actor, view: ForcedView) -> None:
    audit.note(db, "consent.forced_open", view_id=view.id, owner_id=view.owner_id, minutes=view.minutes)
    owner = await db.get(User, view.owner_id)
    if owner is None:
        return
    text = _(
        "{asker} has been let see your {categories} for {minutes} minutes; {approver} agreed.\n"
        "The reason given: {reason}\n\nWhatever is read leaves a receipt on your page Sharing."
    ).format(
        asker=view.asker_name,
        approver=view.approver_name,
        minutes=view.minutes,
        reason=view.reason,
        categories=_named(view),
    )
    subject = _("Somebody was let see private things of yours")
    await queue_mail(
        db, to=owner.email, subject=subject, text=text, kind="consent.forced_open", tenant_id=actor.tenant_id
    )


async def _views(db: AsyncSession, rows: Sequence[BreakGlass]) -> tuple[ForcedView, ...]:
    ids = {who for row in rows for who in (row.owner_id, row.asker_id, row.approver_id) if who}
    people = await db.execute(select(col(User.id), col(User.display_name)).where(col(User.id).in_(ids)))
    names: dict[str, str] = {row[0]: row[1] for row in people}
    bases = [f"break-glass:{row.id}" for row in rows]
    counted = await db.execute(
        select(col(ReadReceipt.basis), func.sum(col(ReadReceipt.count)))
        .where(col(ReadReceipt.basis).in_(bases))
        .group_by(col(ReadReceipt.basis))
    )
    reads: dict[str, int] = {row[0]: int(row[1]) for row in counted}
    return tuple(
        ForcedView(
            id=row.id,
            owner_id=row.owner_id,
            owner_name=names.get(row.owner_id, ""),
            asker_id=row.asker_id,
            asker_name=names.get(row.asker_id, ""),
            approver_name=names.get(row.approver_id or "", ""),
            categories=tuple(name for name in row.categories.split(",") if name),
            reason=unseal(row, "reason", row.reason),
            minutes=row.minutes,
            status=_status(row),
            asked_at=row.asked_at,
            approved_at=row.approved_at,
            ends_at=row.ends_at,
            ended_at=row.ended_at,
            reads=reads.get(f"break-glass:{row.id}", 0),
        )
        for row in rows
    )


def _status(row: BreakGlass) -> str:
    if row.declined_at:
        return "declined"
    if row.ended_at:
        return "ended"
    if row.approved_at:
        return "open" if row.ends_at and row.ends_at > now() else "over"
    return "asked" if row.asked_at > now() - _ASKING_LASTS else "over"
