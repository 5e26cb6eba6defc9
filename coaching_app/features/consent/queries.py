"""The conditions of consent in SQL, evaluated anew by every query; nothing of them is cached."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.db.column_types import UtcDateTime
from coaching_app.domain.actor import Role
from coaching_app.domain.consent import EVERYONE, Category, Viewer, kinds_of
from coaching_app.models import BreakGlass, ConsentGrant, Relationship


def _this_moment() -> ColumnElement[Any]:
    """The time at which the query runs, even if the statement was made long before."""
    return bindparam(None, callable_=now, type_=UtcDateTime(), unique=True)


def is_live(grant: Any = ConsentGrant) -> ColumnElement[bool]:
    """The decision stands: not withdrawn, not past its last day."""
    return and_(
        col(grant.withdrawn_at).is_(None),
        or_(col(grant.ends_at).is_(None), col(grant.ends_at) > _this_moment()),
    )


def _tenant_of(owner_column: Any) -> Any:
    """The tenant of the row whose owner this is; None for a column that belongs to no scoped table."""
    return owner_column.expression.table.c.get("tenant_id") if hasattr(owner_column, "expression") else None


def _sealed(owner_column: Any) -> ColumnElement[bool]:
    """The row is one that its owner has sealed: a private note."""
    table = owner_column.expression.table if hasattr(owner_column, "expression") else None
    head = None if table is None else table.c.get("sealed_head")
    return false() if head is None else head.is_not(None)


def _related(viewer: Viewer, owner_column: Any, tenant: Any) -> tuple[Any, ColumnElement[bool]]:
    """A relationship through which the viewer sees the owner now."""
    tie: Any = aliased(Relationship)
    same = () if tenant is None else (tie.tenant_id == tenant,)
    condition = and_(
        tie.mentee_id == owner_column,
        tie.coach_id == viewer.person_id,
        tie.status == "active",
        tie.kind.in_(kinds_of(viewer)),
        *same,
    )
    return tie, condition


def _for_item(grant: Any, item_column: Any) -> ColumnElement[bool]:
    return or_(grant.item_id == "", grant.item_id == item_column)


def _allowed(viewer: Viewer, category: Category, owner_column: Any, item_column: Any) -> ColumnElement[bool]:
    tenant = _tenant_of(owner_column)
    grant: Any = aliased(ConsentGrant)
    tie, related = _related(viewer, owner_column, tenant)
    return exists(
        select(1)
        .select_from(grant)
        .join(tie, and_(tie.mentee_id == grant.owner_id, tie.tenant_id == grant.tenant_id))
        .where(
            related,
            grant.owner_id == owner_column,
            grant.category == category.value,
            grant.is_denial.is_(False),
            _for_item(grant, item_column),
            or_(grant.viewer_id == viewer.person_id, grant.audience == tie.kind),
            is_live(grant),
        )
        .correlate_except(grant, tie)
    )


def _refused(viewer: Viewer, category: Category, owner_column: Any, item_column: Any) -> ColumnElement[bool]:
    tenant = _tenant_of(owner_column)
    grant: Any = aliased(ConsentGrant)
    tie, related = _related(viewer, owner_column, tenant)
    by_kind = exists(
        select(1).select_from(tie).where(related, tie.kind == grant.audience).correlate_except(tie)
    )
    same = () if tenant is None else (grant.tenant_id == tenant,)
    return exists(
        select(1)
        .select_from(grant)
        .where(
            grant.owner_id == owner_column,
            grant.category == category.value,
            grant.is_denial.is_(True),
            _for_item(grant, item_column),
            or_(grant.viewer_id == viewer.person_id, grant.audience == EVERYONE, by_kind),
            is_live(grant),
            *same,
        )
        .correlate_except(grant)
    )


def is_forced(opened: Any = BreakGlass) -> ColumnElement[bool]:
    """The forced view is open: approved, not over, not ended."""
    return and_(
        col(opened.approved_at).is_not(None),
        col(opened.ended_at).is_(None),
        col(opened.ends_at) > _this_moment(),
    )


def _forced(viewer: Viewer, category: Category, owner_column: Any) -> ColumnElement[bool]:
    if viewer.role is not Role.ADMIN:
        return false()
    tenant = _tenant_of(owner_column)
    opened: Any = aliased(BreakGlass)
    same = () if tenant is None else (opened.tenant_id == tenant,)
    return exists(
        select(1)
        .select_from(opened)
        .where(
            opened.owner_id == owner_column,
            opened.asker_id == viewer.person_id,
            opened.categories.like(f"%,{category.value},%"),
            is_forced(opened),
            *same,
        )
        .correlate_except(opened)
    )


def visible_to(
    viewer: Viewer, category: Category, owner_column: Any, item_column: Any
) -> ColumnElement[bool]:
    """This viewer may read this row; the owner themselves is not meant.

    Needs an active relationship, a live permission and no live refusal, or a forced view that is open. What its
    owner has sealed is nobody else's, whatever is permitted or forced.
    """
    forced = _forced(viewer, category, owner_column)
    if not kinds_of(viewer):
        return and_(forced, ~_sealed(owner_column))
    allowed = _allowed(viewer, category, owner_column, item_column)
    shown = or_(and_(allowed, ~_refused(viewer, category, owner_column, item_column)), forced)
    return and_(shown, ~_sealed(owner_column))


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a viewer may see things of one category: permissions less refusals, or a forced view."""

    allowed: tuple[tuple[str, str], ...]
    refused: frozenset[str]
    forced_id: str

    def basis_for(self, item_id: str) -> str:
        """What allows this item, the narrowest first; empty where nothing does."""
        if not {"", item_id} & self.refused:
            found = [grant_id for grant_id, item in self.allowed if item == item_id and item]
            found += [grant_id for grant_id, item in self.allowed if not item]
            if found:
                return f"grant:{','.join(found[:8])}"
        return f"break-glass:{self.forced_id}" if self.forced_id else ""


async def grounds_of(db: AsyncSession, viewer: Viewer, owner_id: str, category: Category) -> Ground:
    """The grounds this viewer has now; says the same as `visible_to`, and which decision it rests on."""
    kinds = set(
        await db.scalars(
            select(col(Relationship.kind)).where(
                col(Relationship.coach_id) == viewer.person_id,
                col(Relationship.mentee_id) == owner_id,
                col(Relationship.status) == "active",
                col(Relationship.kind).in_(kinds_of(viewer)),
            )
        )
    )
    decisions = await db.execute(
        select(col(ConsentGrant.id), col(ConsentGrant.item_id), col(ConsentGrant.is_denial))
        .where(
            col(ConsentGrant.owner_id) == owner_id,
            col(ConsentGrant.category) == category.value,
            or_(
                col(ConsentGrant.viewer_id) == viewer.person_id,
                col(ConsentGrant.audience).in_({*kinds, EVERYONE}),
            ),
            is_live(),
        )
        .order_by(col(ConsentGrant.viewer_id).is_(None), col(ConsentGrant.id))
    )
    found = [(row[0], row[1], row[2]) for row in decisions] if kinds else []
    return Ground(
        allowed=tuple((grant_id, item) for grant_id, item, denied in found if not denied),
        refused=frozenset(item for _grant_id, item, denied in found if denied),
        forced_id=await _forced_id(db, viewer, owner_id, category),
    )


async def _forced_id(db: AsyncSession, viewer: Viewer, owner_id: str, category: Category) -> str:
    if viewer.role is not Role.ADMIN:
        return ""
    found = await db.scalar(
        select(col(BreakGlass.id))
        .where(
            col(BreakGlass.owner_id) == owner_id,
            col(BreakGlass.asker_id) == viewer.person_id,
            col(BreakGlass.categories).like(f"%,{category.value},%"),
            is_forced(),
        )
        .order_by(col(BreakGlass.id))
        .limit(1)
    )
    return found or ""
