"""How one question moved, its year, and what goes with what: fetches, hands over, shows."""

from collections.abc import AsyncGenerator

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import ChartPoint, InsightRow
from coaching_app.ui.components.band_chart import BandPaths, band_paths

_SPANS = {"quarter": 90, "year": 365, "all": 3 * 365}


class TrendsState(rx.State):
    """How one question moved, its year, and what goes with what."""

    is_loaded: bool = False
    options: tuple[tuple[str, str], ...] = ()
    field_id: str = ""
    label: str = ""
    span: str = "quarter"
    paths: BandPaths = BandPaths()
    rows: tuple[ChartPoint, ...] = ()
    summary: str = ""
    first: str = ""
    year: int = 0
    levels: tuple[int, ...] = ()
    year_summary: str = ""
    insights: tuple[InsightRow, ...] = ()
    hidden: tuple[InsightRow, ...] = ()
    method: str = ""
    is_found: bool = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> AsyncGenerator[None]:
        """Show the question that the address names, or the first; what goes with what comes after it."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.options = await service.numeric_fields(db, actor)
            self.year = (await service.today(db, actor)).year
        wanted = self.router.url.query_parameters.get("field", "")
        ids = [field_id for field_id, _name in self.options]
        self.field_id = wanted if wanted in ids else (ids[0] if ids else "")
        await self._draw()
        self.is_loaded = True
        # Comparing everything takes longer than drawing one thing, and nobody waits for it with an empty page.
        yield
        await self._find()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose(self, field_id: str) -> None:
        """Show another question."""
        self.field_id = field_id
        await self._draw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose_span(self, span: str) -> None:
        """Show more or less of the curve."""
        self.span = span if span in _SPANS else "quarter"
        await self._draw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose_year(self, by: int) -> None:
        """Show the year before or after."""
        self.year = min(2200, max(1900, self.year + (1 if by > 0 else -1)))
        await self._draw()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def judge(self, done: str, measured: str, verdict: str) -> None:
        """Hide an insight, call it wrong, or show it again."""
        actor = require_actor()
        if verdict not in {"hidden", "wrong", "shown"}:
            raise Invalid(_("This is not known."))
        async with unit_of_work(actor.tenant_id) as db:
            await service.judge_insight(db, actor, done, measured, verdict=verdict)  # type: ignore[arg-type]  # checked above
        await self._find()

    async def _draw(self) -> None:
        if not self.field_id:
            return
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            today = await service.today(db, actor)
            drawn = await service.draw(
                db, actor, self.field_id, today=today, days=_SPANS[self.span], year=self.year
            )
        self.paths = band_paths(drawn.points, last=_SPANS[self.span] - 1, low=drawn.low, high=drawn.high)
        self.label, self.rows, self.summary = drawn.label, drawn.rows, drawn.summary
        self.first, self.levels, self.year_summary = drawn.first, drawn.levels, drawn.year_summary

    async def _find(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            found = await service.read_insights(db, actor)
        self.insights = service.insight_rows(found.items)
        self.hidden = service.insight_rows(found.hidden)
        self.method, self.is_found = found.method, True
