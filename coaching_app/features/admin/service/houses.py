"""The tenants of the installation, for its owner."""

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.features.account import service as account
from coaching_app.features.admin.schemas import HouseRow
from coaching_app.features.admin.service.wording import number, shown, size
from coaching_app.features.people import service as people
from coaching_app.features.people.schemas import TenantView
from coaching_app.features.people.service import Quotas

_MEGABYTE = 1_000_000


def _row(actor: Actor, view: TenantView) -> HouseRow:
    people_words = number(actor, view.people)
    if view.people_quota is not None:
        people_words = _("{used} of {most}").format(used=people_words, most=number(actor, view.people_quota))
    storage = size(actor, view.storage)
    if view.storage_quota is not None:
        storage = _("{used} of {most}").format(used=storage, most=size(actor, view.storage_quota))
    return HouseRow(
        id=view.id, name=view.name, people=people_words, storage=storage, since=shown(actor, view.created_at),
        people_quota="" if view.people_quota is None else str(view.people_quota),
        storage_quota="" if view.storage_quota is None else str(view.storage_quota // _MEGABYTE),
    )  # fmt: skip


async def read_houses(db: AsyncSession, actor: Actor) -> tuple[HouseRow, ...]:
    """Every tenant with how much it holds; needs a session over all tenants."""
    return tuple(_row(actor, view) for view in await people.list_tenants(db, actor))


def _bound(text: str, field: str) -> int | None:
    cleaned = text.strip()
    if not cleaned:
        return None
    if not (cleaned.isascii() and cleaned.isdecimal() and len(cleaned) <= 9):
        raise Invalid(_("Write a whole number, or nothing for no bound."), detail={"field": field})
    return int(cleaned)


def quotas_of(form: dict[str, str]) -> Quotas:
    """The bounds somebody typed, storage in MB; raises Invalid."""
    storage = _bound(form.get("storage", ""), "storage")
    return Quotas(
        people_quota=_bound(form.get("people", ""), "people"),
        storage_quota=None if storage is None else storage * _MEGABYTE,
    )


async def add_house(db: AsyncSession, actor: Actor, form: dict[str, str]) -> None:
    """A new tenant with the owner as its first admin."""
    await account.require_fresh(db, actor)
    await people.create_tenant(
        db,
        actor,
        form.get("name", ""),
        time_zone=actor.time_zone,
        language=actor.language,
        quotas=quotas_of(form),
    )


async def bound_house(db: AsyncSession, actor: Actor, house_id: str, form: dict[str, str]) -> None:
    """Set what a tenant may hold."""
    await people.set_quotas(db, actor, house_id, quotas_of(form))
