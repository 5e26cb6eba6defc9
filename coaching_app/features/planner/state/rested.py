"""State of the offer after rest: what fell into it, moved or left, with a way back."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.forms import texts, ticked
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import RestedBefore, RestedPage
from coaching_app.features.planner.state.board import PlannerState
from coaching_app.features.planner.state.today import TodayState
from coaching_app.features.shell.widgets import notify


class RestedState(rx.State):
    """What may be moved or left."""

    page: RestedPage = RestedPage()
    problem: str = ""
    # What the last answer changed, until it is undone.
    _before: tuple[RestedBefore, ...] = ()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Fetch it."""
        self.problem = ""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def answer(self, form: dict[str, str | bool | None]) -> Any:
        """Move what is ticked to the chosen day, or leave it where it is."""
        actor, typed = require_actor(), texts(form)
        is_left = typed.get("answer") == "leave"
        chosen = [
            (kind, item_id)
            for name in ticked(form)
            for kind, _dash, item_id in [name.removeprefix("rested-").partition("-")]
            if name.startswith("rested-")
        ]
        try:
            if not chosen:
                self.problem = _("Choose at least one.")
                return None
            day = None if is_left else service.read_day(typed.get("day", ""))
            if day is None and not is_left:
                self.problem = _("Choose a day.")
                return None
            async with unit_of_work(actor.tenant_id) as db:
                self._before = await service.answer_rested(db, actor, chosen, day)
        except AppError as error:
            self.problem = error.message
            return None
        self.problem = ""
        await self._refresh()
        count = len(self._before)
        moved = ngettext("{count} thing has a new day.", "{count} things have a new day.", count)
        left = ngettext("{count} thing stays where it is.", "{count} things stay where they are.", count)
        told = (left if is_left else moved).format(count=count)
        return [
            TodayState.refresh,
            PlannerState.refresh,
            notify(told, kind="good", undo=RestedState.put_back),
        ]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def put_back(self) -> Any:
        """Undo the last answer."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.put_back_rested(db, actor, self._before)
        self._before = ()
        await self._refresh()
        return [TodayState.refresh, PlannerState.refresh]

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.page = await service.read_rested(db, actor)
