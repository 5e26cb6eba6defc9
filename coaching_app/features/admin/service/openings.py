"""Consent in numbers, and the forced views that two people open together."""

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import Invalid
from coaching_app.core.forms import Form, texts, ticked
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import Category
from coaching_app.features.account import service as account
from coaching_app.features.admin.schemas import Figure, OpeningRow
from coaching_app.features.admin.service.trail import require_admin
from coaching_app.features.admin.service.wording import number, shown
from coaching_app.features.consent import service as consent
from coaching_app.features.consent.schemas import ForcedView
from coaching_app.features.consent.service.wording import category_label

_TONES = {"asked": "amber", "open": "rose", "over": "outline", "ended": "outline", "declined": "outline"}


def _row(actor: Actor, view: ForcedView) -> OpeningRow:
    words = {
        "asked": _("asked for"), "open": _("open now"), "over": _("over"), "ended": _("ended"),
        "declined": _("declined"),
    }  # fmt: skip
    is_concerned = actor.user_id in {view.asker_id, view.owner_id}
    return OpeningRow(
        id=view.id, owner=view.owner_name, asker=view.asker_name, approver=view.approver_name,
        categories=", ".join(category_label(name) for name in view.categories), reason=view.reason,
        status_label=words.get(view.status, view.status), tone=_TONES.get(view.status, ""),
        href=f"/people/{view.owner_id}" if view.status == "open" and view.asker_id == actor.user_id else "",
        when=shown(actor, view.approved_at or view.asked_at),
        may_decide=view.status == "asked" and not is_concerned, may_end=view.status in {"asked", "open"},
    )  # fmt: skip


async def read_openings(db: AsyncSession, actor: Actor) -> tuple[OpeningRow, ...]:
    """The forced views of the tenant, newest first."""
    require_admin(actor)
    return tuple(_row(actor, view) for view in await consent.list_openings(db, actor))


async def read_consent(db: AsyncSession, actor: Actor) -> tuple[Figure, ...]:
    """How much is shared in the tenant: numbers, no names, no things."""
    counts = await consent.consent_counts(db, actor)
    return (
        Figure(_("People who share"), number(actor, counts.owners), _("with at least one live permission")),
        Figure(_("Live permissions"), number(actor, counts.permissions), _("not withdrawn and not over")),
        Figure(_("Refusals"), number(actor, counts.refusals), _("they win over any permission")),
        Figure(_("Withdrawn"), number(actor, counts.withdrawn), _("since the beginning")),
        Figure(
            _("Reads on record"), number(actor, counts.receipts), _("one for each thing, seen by its owner")
        ),
        Figure(_("Open views"), number(actor, counts.open_views), _("opened by two people, for a time")),
    )


def categories_of(form: Form) -> tuple[Category, ...]:
    """The categories somebody ticked."""
    chosen = ticked(form)
    return tuple(category for category in Category if f"see_{category.value}" in chosen)


async def ask_opening(db: AsyncSession, actor: Actor, form: Form) -> None:
    """Ask to see something private; another admin or pastor decides, and the owner is told."""
    await account.require_fresh(db, actor)
    typed = texts(form)
    minutes = typed.get("minutes", "60")
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 6):
        raise Invalid(_("Write the minutes as a whole number."), detail={"field": "minutes"})
    await consent.ask_to_open(
        db, actor, typed.get("owner", ""), categories_of(form), typed.get("reason", ""), minutes=int(minutes)
    )


async def approve_opening(db: AsyncSession, actor: Actor, opening_id: str) -> None:
    """Open a view that another person asked for."""
    require_admin(actor)
    await consent.approve_opening(db, actor, opening_id)
    # Last, so that a view that is not there says so; without the proof nothing of it is kept.
    await account.require_fresh(db, actor)


async def decline_opening(db: AsyncSession, actor: Actor, opening_id: str) -> None:
    """Say no to a view."""
    require_admin(actor)
    await consent.decline_opening(db, actor, opening_id)


async def end_opening(db: AsyncSession, actor: Actor, opening_id: str) -> None:
    """Close a view at once."""
    require_admin(actor)
    await consent.end_opening(db, actor, opening_id)
