"""Somebody with one of everything who can begin again after every change."""

import asyncio

from coaching_app.access import logins
from coaching_app.domain.actor import Actor
from coaching_app.features.chat.service import live
from tests.integration.wall.belongings import belongings
from tests.support.databases import Bookmark, PostgresBookmark, bookmark
from tests.support.patience import PATIENCE
from tests.support.people import add_person
from tests.support.rest import Rest

# Of some things a person may have so many, and one of each is made again and again.
_THINGS_OF_ONE = 15


async def end_runs() -> None:
    """Stop the answers that are still being written."""
    for run in live.live_runs():
        run.ask_to_stop()
        if run.task:
            await asyncio.wait({run.task}, timeout=PATIENCE)


class Owners:
    """Somebody with one of everything, as good as new after every change: their headers, and the ids of their things.

    The database goes back to how it was; with an import under way everything is made once more, sometimes for
    somebody new.
    """

    def __init__(self, rest: Rest, actor: Actor, headers: dict[str, str], url: str) -> None:
        self._rest, self._owner, self._url, self._made = rest, (actor, headers), url, 0
        self._kept: tuple[Bookmark | PostgresBookmark, dict[str, str]] | None = None

    async def fresh(self, *, importing: bool) -> tuple[Actor, dict[str, str], dict[str, str]]:
        await end_runs()
        logins.forget()
        if self._kept:
            self._kept[0].go_back()
        if self._kept and not importing:
            return *self._owner, self._kept[1]
        ids = await self._make(importing)
        if not importing:
            self._kept = bookmark(self._url), ids
        return *self._owner, ids

    async def _make(self, importing: bool) -> dict[str, str]:
        self._made += 1
        actor, headers = self._owner
        if self._made % _THINGS_OF_ONE == 0:
            actor = await add_person(actor.tenant_id, f"next_{actor.role.value}", actor.role)
            self._owner = (
                actor,
                await (self._rest.cookie if "Cookie" in headers else self._rest.bearer)(actor),
            )
        return await belongings(actor, importing=importing)
