"""State of the dialog in which a mentee chooses what passes on at a handover."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.people import service
from coaching_app.features.people.schemas.rows import PackageForm
from coaching_app.features.people.service import packages
from coaching_app.features.people.state.people import PeopleState
from coaching_app.features.shell.widgets import notify


class PackageState(rx.State):
    """What may pass on, and what is chosen of it: whole kinds and single things, by their keys."""

    is_open: bool = False
    form: PackageForm = PackageForm()
    chosen: tuple[str, ...] = ()
    words: dict[str, str] = {}  # noqa: RUF012 Reflex copies a state's defaults for every page
    # The kinds of which anything passes on.
    touched: tuple[str, ...] = ()
    sum_words: str = ""
    problem: str = ""
    # Grows with every opening, so that what was folded out is folded again.
    round: int = 0

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open(self, handover_id: str) -> None:
        """Show what can pass on."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.form = await packages.read_package(db, actor, handover_id)
        self.is_open, self.problem = True, ""
        self.round += 1
        self._choose(self.form.chosen)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close(self) -> None:
        """Close it without saving."""
        self.is_open = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def choose(self, key: str, is_chosen: bool) -> None:
        """Put a kind or a single thing into the package, or take it out."""
        offered = {kind.key for kind in self.form.kinds}
        offered |= {thing.key for kind in self.form.kinds for thing in kind.things if not thing.is_never}
        rest = tuple(one for one in self.chosen if one != key)
        self._choose((*rest, key) if is_chosen and key in offered else rest)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save(self) -> list[Any]:
        """Keep what was chosen and hand it over."""
        actor, handover_id = require_actor(), self.form.handover_id
        try:
            async with unit_of_work(actor.tenant_id) as db:
                found = await service.pick(db, actor, handover_id, packages.picked_of(self.chosen))
                if found.status == "choosing":
                    await service.offer_handover(db, actor, found.id)
        except AppError as error:
            self.problem = error.message
            return []
        self.is_open = False
        told = notify(
            _("Handed over. Until it is accepted, nothing has changed."),
            kind="good",
            undo=PeopleState.cancel_handover(found.id),
            undo_label=_("Call it off"),
        )
        return [PeopleState.load(), told]

    def _choose(self, keys: tuple[str, ...]) -> None:
        self.chosen = keys
        self.touched = tuple(sorted({key.partition("/")[0] for key in keys}))
        self.words = packages.kind_words(self.form, keys)
        self.sum_words = packages.sum_words(self.form, keys)
