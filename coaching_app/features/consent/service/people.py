"""Who shares with me, and who can see something of mine."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import NotFound
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import Viewer, kinds_of
from coaching_app.features.consent.queries import is_forced, is_live
from coaching_app.features.consent.schemas import SharedPerson
from coaching_app.models import BreakGlass, ConsentGrant, Membership, Relationship, User


async def shared_people(db: AsyncSession, actor: Actor) -> tuple[SharedPerson, ...]:
    """The people who share anything with me now, those I was let see by two people included."""
    viewer = Viewer.of(actor)
    found = await _pairs(db, viewer, kinds_of(viewer))
    forced = await _forced_owners(db, viewer) if actor.role is Role.ADMIN else {}
    names = await _names(db, actor.tenant_id, {*found, *forced})
    return tuple(
        SharedPerson(
            person_id,
            name,
            role,
            tuple(sorted(found.get(person_id, (set(), set()))[0])),
            tuple(sorted(found.get(person_id, (set(), set()))[1] | forced.get(person_id, set()))),
            is_forced=person_id in forced,
        )
        for person_id, name, role in names
    )


async def _pairs(
    db: AsyncSession, viewer: Viewer, kinds: Sequence[str]
) -> dict[str, tuple[set[str], set[str]]]:
    """Owner by owner: the kinds of relationship and the categories that have any live permission."""
    rows = await db.execute(
        select(col(ConsentGrant.owner_id), col(Relationship.kind), col(ConsentGrant.category))
        .join(
            Relationship,
            and_(
                col(Relationship.mentee_id) == col(ConsentGrant.owner_id),
                col(Relationship.coach_id) == viewer.person_id,
                col(Relationship.status) == "active",
                col(Relationship.kind).in_(kinds),
            ),
        )
        .where(
            col(ConsentGrant.is_denial).is_(False),
            or_(
                col(ConsentGrant.viewer_id) == viewer.person_id,
                col(ConsentGrant.audience) == col(Relationship.kind),
            ),
            is_live(),
        )
        .distinct()
    )
    found: dict[str, tuple[set[str], set[str]]] = {}
    for owner_id, kind, category in rows:
        of_kind, of_category = found.setdefault(owner_id, (set(), set()))
        of_kind.add(kind)
        of_category.add(category)
    return found


async def _forced_owners(db: AsyncSession, viewer: Viewer) -> dict[str, set[str]]:
    rows = await db.execute(
        select(col(BreakGlass.owner_id), col(BreakGlass.categories)).where(
            col(BreakGlass.asker_id) == viewer.person_id, is_forced()
        )
    )
    found: dict[str, set[str]] = {}
    for owner_id, categories in rows:
        found.setdefault(owner_id, set()).update(word for word in categories.split(",") if word)
    return found


async def look_at(db: AsyncSession, viewer: Viewer, tenant_id: str, owner_id: str) -> SharedPerson:
    """Somebody as this viewer may know them: in an active relationship, or in a forced view; NotFound else."""
    ties = await db.scalars(
        select(col(Relationship.kind)).where(
            col(Relationship.coach_id) == viewer.person_id,
            col(Relationship.mentee_id) == owner_id,
            col(Relationship.status) == "active",
            col(Relationship.kind).in_(kinds_of(viewer)),
        )
    )
    kinds = tuple(sorted(set(ties)))
    forced = (
        (await _forced_owners(db, viewer)).get(owner_id, set()) if viewer.role is Role.ADMIN else set[str]()
    )
    names = await _names(db, tenant_id, (owner_id,)) if kinds or forced else []
    if not names:
        raise NotFound
    found: dict[str, tuple[set[str], set[str]]] = await _pairs(db, viewer, kinds_of(viewer))
    able = found[owner_id][1] if owner_id in found else set[str]()
    person_id, name, role = names[0]
    return SharedPerson(person_id, name, role, kinds, tuple(sorted(able | forced)), is_forced=bool(forced))


async def viewers_of(db: AsyncSession, actor: Actor) -> tuple[SharedPerson, ...]:
    """The people who walk with me, each with the categories of which they can see anything."""
    ties = await db.execute(
        select(col(Relationship.coach_id), col(Relationship.kind)).where(
            col(Relationship.mentee_id) == actor.user_id, col(Relationship.status) == "active"
        )
    )
    kinds: dict[str, set[str]] = {}
    for coach_id, kind in ties:
        kinds.setdefault(coach_id, set()).add(kind)
    viewers: list[SharedPerson] = []
    for person_id, name, role in await _names(db, actor.tenant_id, kinds):
        viewer = Viewer(person_id, Role(role))
        able = await _pairs(db, viewer, kinds_of(viewer))
        categories = able.get(actor.user_id, (set(), set()))[1]
        viewers.append(
            SharedPerson(person_id, name, role, tuple(sorted(kinds[person_id])), tuple(sorted(categories)))
        )
    return tuple(viewers)


async def _names(db: AsyncSession, tenant_id: str, person_ids: Collection[str]) -> list[tuple[str, str, str]]:
    rows = await db.execute(
        select(col(User.id), col(User.display_name), col(Membership.role))
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(User.id).in_(person_ids),
            col(Membership.tenant_id) == tenant_id,
            col(Membership.ended_at).is_(None),
            col(User.deactivated_at).is_(None),
        )
        .order_by(col(User.display_name), col(User.id))
    )
    return [(row[0], row[1], row[2]) for row in rows]
