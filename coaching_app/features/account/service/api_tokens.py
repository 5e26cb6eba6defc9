"""Tokens of one's own for agents: named, scoped, with an end, shown once."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit, tokens
from coaching_app.access.scopes import SERVICE_SCOPES
from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.person_fields import clean_name
from coaching_app.features.account import queries
from coaching_app.features.account.schemas import NewToken
from coaching_app.features.account.service.freshness import require_fresh
from coaching_app.models import ApiTokenFamily, Login

LONGEST_DAYS = 365
_MOST = 20


async def make_token(
    db: AsyncSession, actor: Actor, *, name: str, scopes: frozenset[str], days: int
) -> NewToken:
    """A token for an agent; raises Invalid, and ProofNeeded unless one is fresh."""
    await require_fresh(db, actor)
    if not scopes or not scopes <= SERVICE_SCOPES:
        raise Invalid(_("Choose what this token may do."), detail={"field": "scopes"})
    if actor.scopes is not None and not scopes <= actor.scopes:
        raise Invalid(_("A token cannot give more than it has."), detail={"field": "scopes"})
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("Choose between one day and a year."), detail={"field": "days"})
    if sum(one.kind == "service" for one in await queries.own_logins(db, actor)) >= _MOST:
        raise Conflict(_("You have twenty of these already. Revoke one first."))
    until = now() + timedelta(days=days)
    token_id, secret = await tokens.start_service(
        db,
        user_id=actor.user_id,
        tenant_id=actor.tenant_id,
        name=clean_name(name, "name"),
        scopes=scopes,
        expires_at=until,
        second_step=await _has_shown_second(db, actor),
    )
    audit.note(db, "service_token_made", family_id=token_id)
    return NewToken(token_id, secret, until)


async def _has_shown_second(db: AsyncSession, actor: Actor) -> bool:
    """Whether the sign-in that makes the token has shown a second step."""
    login = select(col(Login.id)).where(
        col(Login.id) == actor.login_id, col(Login.second_step_at).is_not(None)
    )
    program = select(col(ApiTokenFamily.id)).where(
        col(ApiTokenFamily.id) == actor.login_id, col(ApiTokenFamily.second_step_at).is_not(None)
    )
    return await db.scalar(login.union_all(program)) is not None
