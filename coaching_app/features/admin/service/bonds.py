"""Who walks with whom in a tenant, for its admins: names, kind and time, nothing of what is between them."""

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.features.admin.queries import like_pattern
from coaching_app.features.admin.schemas import BondRow, Part
from coaching_app.features.admin.service.trail import require_admin
from coaching_app.features.admin.service.wording import kind_label, part, shown
from coaching_app.features.people import service as people
from coaching_app.features.people.schemas import MemberFilter
from coaching_app.models import Relationship, User

PAGE = 25
_TONES = {"active": "green", "proposed": "amber", "ended": "outline", "declined": "outline"}
_Coach, _Mentee = aliased(User), aliased(User)
_SORTS = {
    "coach": col(_Coach.display_name), "mentee": col(_Mentee.display_name), "kind": col(Relationship.kind),
    "status": col(Relationship.status), "since": col(Relationship.created_at),
}  # fmt: skip


async def read_pairing(
    db: AsyncSession, actor: Actor
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Whom an admin may bring together: the mentors and pastors, and everybody who belongs here."""
    require_admin(actor)
    coaches = await people.list_coaches(db, actor)
    members = await people.list_members(db, actor, MemberFilter(status="active"), limit=200)
    return (
        tuple((one.person.id, one.person.name) for one in coaches),
        tuple((one.person_id, f"{one.name} · {one.email}") for one in members.items),
    )


async def introduce(db: AsyncSession, actor: Actor, form: dict[str, str]) -> None:
    """Bring two together; it is active once both have said yes."""
    require_admin(actor)
    await people.introduce(
        db,
        actor,
        coach_id=form.get("coach", ""),
        mentee_id=form.get("mentee", ""),
        kind="pastor" if form.get("kind") == "pastor" else "mentor",
    )


def _status(status: str) -> str:
    words = {
        "active": _("active"), "proposed": _("proposed"), "ended": _("ended"), "declined": _("declined"),
    }  # fmt: skip
    return words.get(status, status)


async def read_bonds(
    db: AsyncSession, actor: Actor, *, search: str, status: str, sort: str, descending: bool, offset: int
) -> tuple[tuple[BondRow, ...], Part]:
    """A page of the relationships of the tenant."""
    require_admin(actor)
    query = (
        select(Relationship, col(_Coach.display_name), col(_Mentee.display_name))
        .join(_Coach, col(_Coach.id) == col(Relationship.coach_id))
        .join(_Mentee, col(_Mentee.id) == col(Relationship.mentee_id))
        .where(col(Relationship.tenant_id) == actor.tenant_id)
    )
    if search.strip():
        pattern = like_pattern(search.strip())
        query = query.where(
            or_(
                col(_Coach.display_name).ilike(pattern, escape="\\"),
                col(_Mentee.display_name).ilike(pattern, escape="\\"),
            )
        )
    if status:
        query = query.where(col(Relationship.status) == status)
    total = await db.scalar(select(func.count()).select_from(query.subquery())) or 0
    key = _SORTS.get(sort, _SORTS["since"])
    ordered = query.order_by(key.desc() if descending else key, col(Relationship.id))
    found = (await db.execute(ordered.limit(PAGE).offset(offset))).all()
    rows = tuple(
        BondRow(
            id=row.id, coach=coach, mentee=mentee, kind=kind_label(row.kind), status_label=_status(row.status),
            tone=_TONES.get(row.status, ""), since=shown(actor, row.started_at or row.created_at),
            until=shown(actor, row.ended_at),
        )
        for row, coach, mentee in found
    )  # fmt: skip
    return rows, part(actor, offset, len(rows), total, filtered=bool(search.strip() or status))
