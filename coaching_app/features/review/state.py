"""State of the page of the weekly review."""

from datetime import date

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.review import service
from coaching_app.features.review.schemas import ReviewPage, ReviewWords
from coaching_app.features.shell.widgets import notify


class ReviewState(rx.State):
    """One week."""

    is_loaded: bool = False
    page: ReviewPage = ReviewPage()
    problem: str = ""
    # Grows with every load, so that the form is drawn anew with what is saved.
    round: int = 0

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Show the week that the address names, or this one."""
        try:
            day = date.fromisoformat(self.router.url.query_parameters.get("week", ""))
        except ValueError:
            day = None
        await self._show(day)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Save the sentences and make tasks of the three things."""
        actor = require_actor()
        things = tuple(form.get(name, "") for name in ("first", "second", "third"))
        words = ReviewWords(
            form.get("kept", ""),
            form.get("moved", ""),
            form.get("learned", ""),
            form.get("ahead", ""),
            things,
        )
        week = date.fromisoformat(self.page.week)
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.save_review(db, actor, week, words, self.page.version)
        except AppError as error:
            self.problem = error.message
            return None
        await self._show(week)
        return notify(_("Saved. What you picked stands in your planner."), kind="good")

    async def _show(self, day: date | None) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.page = await service.read_page(db, actor, day)
        self.is_loaded, self.problem = True, ""
        self.round += 1
