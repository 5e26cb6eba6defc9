"""State of the page of receipts."""

from urllib.parse import urlencode

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.consent import Category
from coaching_app.features.consent import service
from coaching_app.features.consent.schemas import ForcedRow, ReceiptFilter, ReceiptRow

_CSV = "/api/v1/sharing/receipts.csv"
# More rows than a page should hold; the table leads on to them.
_PART = 50


class ReceiptsState(rx.State):
    """The receipts that the filters leave."""

    is_loaded: bool = False
    rows: tuple[ReceiptRow, ...] = ()
    # What two people opened without being asked: it stands above everything else that was read.
    forced: tuple[ForcedRow, ...] = ()
    readers: tuple[tuple[str, str], ...] = ()
    categories: tuple[tuple[str, str], ...] = ()
    csv: str = _CSV
    has_more: bool = False
    _wanted: ReceiptFilter = ReceiptFilter()
    _cursor: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the latest; the address may name a reader."""
        actor = require_actor()
        asked = self.router.url.query_parameters
        self._wanted = ReceiptFilter(reader_id=asked.get("reader", "")[:26])
        self.categories = tuple(
            (category.value, service.category_label(category.value)) for category in Category
        )
        async with snapshot(actor.tenant_id) as db:
            self.readers = await service.readers_of(db, actor)
            self.forced = await service.forced_rows(db, actor)
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def narrow(self, form: dict[str, str]) -> None:
        """Show what the form asks for."""
        category = form.get("category", "")
        self._wanted = ReceiptFilter(
            reader_id=form.get("reader", "")[:26],
            category=Category(category) if category in set(Category) else None,
            first=service.day_of(form.get("first", "")),
            last=service.day_of(form.get("last", "")),
        )
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def more(self) -> None:
        """Show earlier ones too."""
        await self._fetch(self._cursor)

    async def _refresh(self) -> None:
        self.rows, wanted = (), self._wanted
        facts = {
            "reader_id": wanted.reader_id,
            "category": wanted.category.value if wanted.category else "",
            "first": wanted.first.isoformat() if wanted.first else "",
            "last": wanted.last.isoformat() if wanted.last else "",
        }
        asked = urlencode({name: value for name, value in facts.items() if value})
        self.csv = f"{_CSV}?{asked}" if asked else _CSV
        await self._fetch(None)
        self.is_loaded = True

    async def _fetch(self, cursor: str | None) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            found = await service.list_receipts(db, actor, self._wanted, limit=_PART, cursor=cursor)
        self.rows = (*self.rows, *(service.receipt_row(view, actor) for view in found.items))
        self._cursor, self.has_more = found.cursor or "", found.cursor is not None
