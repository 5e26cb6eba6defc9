"""State of circles on the page of one's people."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.people import service
from coaching_app.features.people.schemas.rows import CirclePersonRow
from coaching_app.features.people.service import wording
from coaching_app.features.people.state.people import PeopleState
from coaching_app.features.shell.widgets import notify


class CirclesState(rx.State):
    """The circle that is open, or being made."""

    is_open: bool = False
    open_id: str = ""
    name: str = ""
    purpose: str = ""
    problem: str = ""
    people: tuple[CirclePersonRow, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    has_people: bool = False
    has_others: bool = False
    round: int = 0

    @rx.event
    @policy(Policy.COACHES)
    async def new_circle(self) -> None:
        """Open an empty circle."""
        self.is_open, self.open_id, self.name, self.purpose, self.problem = True, "", "", "", ""
        self._show((), ())
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def open_circle(self, circle_id: str) -> None:
        """Open a circle one leads."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self._show(*await wording.read_circle_people(db, actor, circle_id))
            found = await service.circle(db, actor, circle_id)
        self.is_open, self.open_id, self.problem = True, found.id, ""
        self.name, self.purpose = found.name, found.purpose
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def close_dialog(self) -> None:
        """Close it without saving."""
        self.is_open = False

    @rx.event
    @policy(Policy.COACHES)
    async def save(self, form: dict[str, str]) -> Any:
        """Save the name and the purpose; a new circle is there now."""
        actor = require_actor()
        name, purpose = form.get("name", ""), form.get("purpose", "")
        try:
            async with unit_of_work(actor.tenant_id) as db:
                if self.open_id:
                    await service.edit_circle(db, actor, self.open_id, name=name, purpose=purpose)
                else:
                    await service.add_circle(db, actor, name, purpose)
        except AppError as error:
            self.problem = error.message
            return None
        self.is_open = False
        return PeopleState.load()

    @rx.event
    @policy(Policy.COACHES)
    async def ask_in(self, form: dict[str, str]) -> list[Any]:
        """Ask somebody into the open circle."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.ask_into_circle(db, actor, self.open_id, form.get("person", ""))
            self._show(*await wording.read_circle_people(db, actor, self.open_id))
        self.round += 1
        return [PeopleState.load(), notify(_("Asked. They are in it once they accept."), kind="good")]

    @rx.event
    @policy(Policy.COACHES)
    async def take_out(self, circle_id: str, person_id: str) -> Any:
        """Take somebody out of a circle."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.remove_from_circle(db, actor, circle_id, person_id)
            self._show(*await wording.read_circle_people(db, actor, circle_id))
        return PeopleState.load()

    @rx.event
    @policy(Policy.COACHES)
    async def close_circle(self, circle_id: str) -> list[Any]:
        """Close a circle."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.close_circle(db, actor, circle_id)
        self.is_open = False
        undo = CirclesState.restore_circle(circle_id)
        return [PeopleState.load(), notify(_("The circle is closed."), kind="good", undo=undo)]

    @rx.event
    @policy(Policy.COACHES)
    async def restore_circle(self, circle_id: str) -> Any:
        """Bring it back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.restore_circle(db, actor, circle_id)
        return PeopleState.load()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def join(self, circle_id: str) -> list[Any]:
        """Say yes to a circle."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            found = await service.accept_circle(db, actor, circle_id)
        told = _("You are in {circle} now.").format(circle=found.name)
        return [PeopleState.load(), notify(told, kind="good", undo=CirclesState.leave(circle_id))]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def leave(self, circle_id: str) -> list[Any]:
        """Say no to a circle, or leave it."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.leave_circle(db, actor, circle_id)
        undo = CirclesState.come_back(circle_id)
        return [PeopleState.load(), notify(_("You are not in the circle."), kind="good", undo=undo)]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def come_back(self, circle_id: str) -> Any:
        """Undo that."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.return_to_circle(db, actor, circle_id)
        return PeopleState.load()

    def _show(self, people: tuple[CirclePersonRow, ...], others: tuple[tuple[str, str], ...]) -> None:
        self.people, self.others = people, others
        self.has_people, self.has_others = bool(people), bool(others)
