"""State of the page of the audit trail."""

from datetime import date, timedelta
from typing import Any, cast
from urllib.parse import urlencode

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.local_day import day_start
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import Chain, TrailFilter, TrailRow
from coaching_app.features.shell.widgets import notify


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class TrailState(rx.State):
    """Entries of the trail, filtered, and the one that is open."""

    is_loaded: bool = False
    rows: tuple[TrailRow, ...] = ()
    q: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""
    chain: str = "tenant"
    oldest_first: bool = False
    has_next: bool = False
    has_previous: bool = False
    chosen: TrailRow = TrailRow()
    is_open: bool = False
    export_href: str = "/api/v1/audit/export"
    _cursors: tuple[str, ...] = ("",)
    _next: str = ""

    @rx.event
    @policy(Policy.ADMIN)
    async def load(self) -> None:
        """Show the newest entries; the address may ask for a subject."""
        self.subject = self.router.url.query_parameters.get("subject", "")[:80]
        await self._first()
        self.is_loaded = True

    @rx.event
    @policy(Policy.ADMIN)
    async def search(self, q: str) -> None:
        """Look for words of the action, the address or the correlation id."""
        self.q = q[:120]
        await self._first()

    @rx.event
    @policy(Policy.ADMIN)
    async def filter(self, form: dict[str, str]) -> None:
        """Narrow by what it is about and by days."""
        self.subject = form.get("subject", "").strip()[:80]
        self.since, self.until = form.get("since", "")[:10], form.get("until", "")[:10]
        await self._first()

    @rx.event
    @policy(Policy.ADMIN)
    async def choose_chain(self, chain: str) -> None:
        """Change between the tenant's chain and that of the installation."""
        self.chain = "instance" if chain == "instance" else "tenant"
        await self._first()

    @rx.event
    @policy(Policy.ADMIN)
    async def order(self, key: str) -> None:  # noqa: ARG002 the table says which column; there is one
        """Turn the order round."""
        self.oldest_first = not self.oldest_first
        await self._first()

    @rx.event
    @policy(Policy.ADMIN)
    async def turn(self, pages: int) -> None:
        """Go on, or back."""
        if pages > 0 and self._next:
            self._cursors = (*self._cursors, self._next)
        elif len(self._cursors) > 1:
            self._cursors = self._cursors[:-1]
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def open(self, seq: str) -> None:
        """Show one entry whole."""
        self.chosen = next((row for row in self.rows if row.seq == seq), TrailRow())
        self.is_open = bool(self.chosen.seq)

    @rx.event
    @policy(Policy.ADMIN)
    async def close(self) -> None:
        """Close the entry."""
        self.is_open = False

    @rx.event
    @policy(Policy.ADMIN)
    async def verify(self) -> Any:
        """Walk the chain and say whether it holds."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            holds, words = await service.verify_chain(db, actor)
        return notify(words if holds else _("Tampered with. ") + words, kind="good" if holds else "problem")

    async def _first(self) -> None:
        self._cursors = ("",)
        await self._refresh()

    def _wanted(self) -> TrailFilter:
        zone = require_actor().time_zone
        since, until = _day(self.since), _day(self.until)
        return TrailFilter(
            subject=self.subject,
            search=self.q.strip(),
            since=day_start(since, zone) if since else None,
            until=day_start(until + timedelta(days=1), zone) if until else None,
        )

    async def _refresh(self) -> None:
        actor, wanted = require_actor(), self._wanted()
        async with snapshot(actor.tenant_id) as db:
            self.rows, self._next = await service.read_trail(
                db, actor, wanted, chain=cast("Chain", self.chain), oldest_first=self.oldest_first,
                cursor=self._cursors[-1] or None,
            )  # fmt: skip
        self.has_next, self.has_previous = bool(self._next), len(self._cursors) > 1
        asked = {
            "subject": wanted.subject, "search": wanted.search, "chain": self.chain,
            "since": wanted.since.isoformat() if wanted.since else "",
            "until": wanted.until.isoformat() if wanted.until else "",
        }  # fmt: skip
        query = urlencode({name: value for name, value in asked.items() if value})
        self.export_href = f"/api/v1/audit/export?{query}"
