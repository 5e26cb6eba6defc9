"""Reads what the frame shows, and hands quick captures to whoever takes them."""

from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.features.shell.schemas import OtherTenant, Person
from coaching_app.models import Membership, Tenant

Capture = Callable[[AsyncSession, Actor, str], Awaitable[str]]
# The composition root says who: the frame may not know the features that stand in it.
_capture: list[Capture] = []


def use_capture(capture: Capture) -> None:
    """Send quick captures here; the function answers with what to tell the person."""
    _capture[:] = [capture]


Bell = Callable[[AsyncSession, Actor], Awaitable[int]]
_bell: list[Bell] = []


def use_bell(bell: Bell) -> None:
    """Ask here how much waits to be read; for the frame of every page."""
    _bell[:] = [bell]


async def waiting(db: AsyncSession, actor: Actor) -> int:
    """How much waits to be read."""
    return await _bell[0](db, actor) if _bell else 0


async def capture(db: AsyncSession, actor: Actor, text: str) -> str:
    """Keep a thought; what to tell the person."""
    if not text.strip():
        raise Invalid(_("Write something first."))
    return await _capture[0](db, actor, text)


def initials_of(name: str) -> str:
    """Two letters for a face that is not there."""
    words = name.split()
    letters = [word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)]
    return "".join(letters).upper()


async def person(db: AsyncSession, actor: Actor) -> Person:
    """Who is signed in, where, and where else they could be."""
    tenant = await db.get_one(Tenant, actor.tenant_id)
    others = await _other_tenants(db, actor)
    return Person(
        name=actor.display_name,
        initials=initials_of(actor.display_name),
        email=actor.email,
        role=actor.role.value,
        tenant=tenant.name,
        accent=tenant.accent,
        # The hash makes a new address of a new mark.
        logo=f"/api/v1/tenant/logo?v={tenant.logo_sha256[:16]}" if tenant.logo_sha256 else "",
        other_tenants=others,
        has_other_tenants=bool(others),
    )


async def _other_tenants(db: AsyncSession, actor: Actor) -> tuple[OtherTenant, ...]:
    query = (
        select(col(Tenant.id), col(Tenant.name))
        .join(Membership, col(Membership.tenant_id) == col(Tenant.id))
        .where(
            col(Membership.user_id) == actor.user_id,
            col(Membership.ended_at).is_(None),
            col(Tenant.id) != actor.tenant_id,
        )
        .order_by(col(Tenant.name), col(Tenant.id))
        .limit(50)
    )
    return tuple(OtherTenant(tenant_id, name) for tenant_id, name in await db.execute(query))
