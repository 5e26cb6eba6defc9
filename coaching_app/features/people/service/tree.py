"""The mentoring tree: which coach walks with which coach, and how many others, where that says nothing of few."""

from collections.abc import Iterable

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain import tree_counts
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import CoachView, PersonRef, TreeNode, TreeView
from coaching_app.features.people.service import rules
from coaching_app.models import Membership, Relationship


async def mentoring_tree(db: AsyncSession, actor: Actor) -> TreeView:
    """For pastors and admins: coaches by name, everybody else as a number of five or more."""
    rules.require_leader(actor)
    coaches = {one.person.id: one for one in await queries.coaches(db, actor, with_self=True)}
    above = await _above(db, coaches)
    sizes = await _sizes(db, actor.tenant_id, coaches)
    # Somebody who looks knows their own people, and would subtract them.
    sizes.pop(actor.user_id, None)
    groups = [tree_counts.Group(key, sizes.get(key, 0), parent=above.get(key, "")) for key in coaches]
    published = tree_counts.publish(groups)
    nodes = [
        TreeNode(
            person=coaches[key].person,
            role=Role(coaches[key].role),
            depth=depth,
            above=_ref(coaches, above.get(key)),
            is_me=key == actor.user_id,
            walks_with=published.own[key],
            branch=published.branch.get(key),
        )
        for key, depth in _in_order(coaches, above)
    ]
    return TreeView(tuple(nodes), published.total, tree_counts.FLOOR)


def _ref(coaches: dict[str, CoachView], key: str | None) -> PersonRef | None:
    return coaches[key].person if key else None


async def _sizes(db: AsyncSession, tenant_id: str, coaches: Iterable[str]) -> dict[str, int]:
    """How many people each coach walks with who belong here; a person counts once for each coach.

    Coaches stand in the tree by name, so they are not counted: the number could be reduced to the others.
    """
    query = (
        select(col(Relationship.coach_id), func.count(col(Relationship.mentee_id).distinct()))
        .join(
            Membership,
            and_(
                col(Membership.user_id) == col(Relationship.mentee_id),
                col(Membership.tenant_id) == tenant_id,
                col(Membership.ended_at).is_(None),
            ),
        )
        .where(col(Relationship.status) == "active", col(Relationship.mentee_id).not_in(coaches))
        .group_by(col(Relationship.coach_id))
    )
    return {coach_id: int(count) for coach_id, count in await db.execute(query)}


async def _above(db: AsyncSession, coaches: dict[str, CoachView]) -> dict[str, str]:
    """The first coach of each coach; of a ring the youngest link is left out."""
    query = (
        select(col(Relationship.coach_id), col(Relationship.mentee_id))
        .where(
            col(Relationship.status) == "active",
            col(Relationship.coach_id).in_(coaches),
            col(Relationship.mentee_id).in_(coaches),
        )
        .order_by(col(Relationship.started_at), col(Relationship.id))
    )
    above: dict[str, str] = {}
    for coach_id, mentee_id in await db.execute(query):
        if mentee_id not in above and not _leads_to(above, coach_id, mentee_id):
            above[mentee_id] = coach_id
    return above


def _leads_to(above: dict[str, str], start: str, goal: str) -> bool:
    at: str | None = start
    while at is not None and at != goal:
        at = above.get(at)
    return at == goal


def _in_order(coaches: dict[str, CoachView], above: dict[str, str]) -> list[tuple[str, int]]:
    below: dict[str, list[str]] = {}
    for key in coaches:
        below.setdefault(above.get(key, ""), []).append(key)
    found: list[tuple[str, int]] = []
    waiting = [(key, 0) for key in reversed(below.get("", []))]
    while waiting:
        key, depth = waiting.pop()
        found.append((key, depth))
        waiting.extend((one, depth + 1) for one in reversed(below.get(key, [])))
    return found
