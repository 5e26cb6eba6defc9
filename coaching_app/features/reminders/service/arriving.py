"""Tells the open pages of a person that something arrived, so that it is seen without a reload."""

from collections.abc import Awaitable, Callable, Collection

from sqlalchemy import select
from sqlmodel import col

from coaching_app.access.sockets import tokens_of
from coaching_app.core.logging import get_logger
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot
from coaching_app.models import Login

_log = get_logger(__name__)
Poke = Callable[[str], Awaitable[None]]
_poke: list[Poke] = []


def use_poke(poke: Poke) -> None:
    """Have an open page, named by its token, look again; the composition root knows the line to it."""
    _poke[:] = [poke]


async def poke_pages(tenant_id: str, person_ids: Collection[str]) -> None:
    """Have every open page of these people look again. Whoever has none open finds it there later."""
    if not _poke or not person_ids:
        return
    query = select(col(Login.id)).where(
        col(Login.user_id).in_(person_ids), col(Login.tenant_id) == tenant_id, col(Login.ended_at).is_(None)
    )
    async with snapshot(ALL_TENANTS) as db:
        logins = list(await db.scalars(query))
    for login_id in logins:
        for token in tokens_of(login_id):
            try:
                await _poke[0](token)
            except Exception as error:  # noqa: BLE001 a line that has just broken must not keep others from being told
                _log.info("page_not_told", error=type(error).__name__)
