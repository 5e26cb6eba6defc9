"""The thirteen actors of the access matrix, each with a real account and a way in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from coaching_app.access import logins, tokens
from coaching_app.core import clock
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.models import Membership, User
from tests.support.people import Cast, add_person
from tests.support.rest import Rest


@dataclass(frozen=True)
class Caller:
    """One of the thirteen: who it is, if anybody, and what it sends along."""

    name: str
    actor: Actor | None
    headers: Mapping[str, str]


async def _changed(statement: Any, **values: Any) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        await db.execute(statement.values(**values))
    logins.forget()


async def _roles(rest: Rest, cast: Cast) -> list[Caller]:
    """Four roles here, and the same four of another tenant."""
    found = [
        Caller(actor.role.value, actor, await rest.bearer(actor))
        for actor in (cast.mentee, cast.mentor, cast.pastor, cast.admin)
    ]
    for role in (Role.MENTEE, Role.MENTOR, Role.PASTOR, Role.ADMIN):
        actor = await add_person(cast.foreign_mentee.tenant_id, f"foreign_{role.value}", role)
        found.append(Caller(f"foreign {role.value}", actor, await rest.bearer(actor)))
    return found


async def _ended(rest: Rest, cast: Cast) -> list[Caller]:
    """Whoever may not come in any more, or not yet; each was an admin, so that nothing else refuses them."""
    people = {
        name: await add_person(cast.mentee.tenant_id, name, Role.ADMIN)
        for name in ("deactivated", "invited", "expired", "downgraded")
    }
    headers = {name: await rest.bearer(actor) for name, actor in people.items()}
    membership = {name: col(Membership.user_id) == actor.user_id for name, actor in people.items()}
    await _changed(
        update(User).where(col(User.id) == people["deactivated"].user_id), deactivated_at=clock.now()
    )
    # Invited and not yet accepted: an account there may be, a membership there is not.
    await _changed(update(Membership).where(membership["invited"]), ended_at=clock.now())
    with clock.freeze(clock.now() - tokens.ACCESS_LIFETIME - timedelta(seconds=1)):
        headers["expired"] = await rest.bearer(people["expired"])
    await _changed(update(Membership).where(membership["downgraded"]), role=Role.MENTEE.value)
    down = replace(people["downgraded"], role=Role.MENTEE)
    return [
        Caller(name, down if name == "downgraded" else None, headers[name])
        for name in ("deactivated", "invited", "expired", "downgraded")
    ]


async def thirteen(rest: Rest, cast: Cast) -> list[Caller]:
    """All of them."""
    return [Caller("anonymous", None, {}), *await _roles(rest, cast), *await _ended(rest, cast)]


def missing(ids: Mapping[str, str]) -> dict[str, str]:
    """Ids of the same kinds that nothing has."""
    return {name: new_id() for name in ids}
