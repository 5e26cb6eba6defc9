"""State of the page of members: search, sort, pages, and what an admin does with one of them."""

from typing import Any, cast

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Role
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import Figure, InvitationRow, MemberRow, Part
from coaching_app.features.people import service as people
from coaching_app.features.people.schemas import Invited, MemberFilter, MemberSort, MemberStatus
from coaching_app.features.shell.widgets import notify

_SORTS = {"name", "email", "role", "joined", "seen"}
_STATES = {"active", "deactivated", "ended"}
_PAGE = 25


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise Invalid(_("Choose a role."), detail={"field": "role"}) from None


class MembersState(rx.State):
    """The table of members and the dialogs over it."""

    is_loaded: bool = False
    rows: tuple[MemberRow, ...] = ()
    part: Part = Part()
    invitations: tuple[InvitationRow, ...] = ()
    q: str = ""
    role: str = ""
    status: str = "active"
    sort: str = "name"
    descending: bool = False
    offset: int = 0

    chosen: MemberRow = MemberRow()
    is_open: bool = False
    is_inviting: bool = False
    holdings: tuple[Figure, ...] = ()
    problem: str = ""
    link: str = ""
    # What became of an invitation by letter.
    told: str = ""

    @rx.event
    @policy(Policy.ADMIN)
    async def load(self) -> None:
        """Show the first page."""
        self.offset = 0
        await self._refresh()
        self.is_loaded = True

    @rx.event
    @policy(Policy.ADMIN)
    async def search(self, q: str) -> None:
        """Narrow by name or address."""
        self.q, self.offset = q[:200], 0
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def narrow(self, role: str) -> None:
        """Narrow by role."""
        self.role, self.offset = role, 0
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def narrow_status(self, status: str) -> None:
        """Narrow by whether they still belong."""
        self.status, self.offset = status, 0
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def order(self, key: str) -> None:
        """Sort by a column, the other way round the second time."""
        self.descending = self.sort == key and not self.descending
        self.sort, self.offset = (key if key in _SORTS else "name"), 0
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def turn(self, pages: int) -> None:
        """Go to the next or the previous page."""
        self.offset = max(0, self.offset + (_PAGE if pages > 0 else -_PAGE))
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def choose(self, member_id: str) -> None:
        """Open what can be done with one member."""
        found = next((row for row in self.rows if row.id == member_id), None)
        self.chosen, self.is_open, self.problem = found or MemberRow(), found is not None, ""
        self.holdings = ()
        if found is not None:
            actor = require_actor()
            async with snapshot(actor.tenant_id) as db:
                self.holdings = await service.read_holdings(db, actor, found.id)

    @rx.event
    @policy(Policy.ADMIN)
    async def close(self) -> None:
        """Close the dialogs."""
        self.is_open, self.is_inviting, self.problem, self.link, self.told = False, False, "", "", ""

    @rx.event
    @policy(Policy.ADMIN)
    async def save_role(self, form: dict[str, str]) -> Any:
        """Give the chosen member another role."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.change_role(db, actor, self.chosen.id, _role(form.get("role", "")))
        except AppError as error:
            self.problem = error.message
            return None
        self.is_open = False
        await self._refresh()
        return notify(_("{name} has another role now.").format(name=self.chosen.name), kind="good")

    @rx.event
    @policy(Policy.ADMIN)
    async def suspend(self, member_id: str) -> Any:
        """Deactivate a member; it can be undone."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.deactivate(db, actor, member_id)
        self.is_open = False
        await self._refresh()
        return notify(
            _("They are deactivated, and signed out everywhere here."),
            kind="good",
            undo=MembersState.give_back(member_id),
        )

    @rx.event
    @policy(Policy.ADMIN)
    async def give_back(self, member_id: str) -> Any:
        """Let a deactivated member in again."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.reactivate(db, actor, member_id)
        self.is_open = False
        await self._refresh()
        return notify(_("They can sign in again."), kind="good")

    @rx.event
    @policy(Policy.ADMIN)
    async def end_sign_ins(self, member_id: str) -> Any:
        """Sign a member out everywhere."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            count = await service.end_sign_ins(db, actor, member_id)
        self.is_open = False
        return notify(_("Sign-ins ended: {count}.").format(count=count), kind="good")

    @rx.event
    @policy(Policy.ADMIN)
    async def reset_second(self, member_id: str) -> Any:
        """Turn the second step of a member's sign-in off."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.reset_second_factor(db, actor, member_id)
        self.is_open = False
        return notify(_("Their second step is off. They are told by letter."), kind="good")

    @rx.event
    @policy(Policy.ADMIN)
    async def begin_inviting(self) -> None:
        """Open the invitation."""
        self.is_inviting, self.problem, self.link, self.told = True, "", "", ""

    @rx.event
    @policy(Policy.ADMIN)
    async def invite(self, form: dict[str, str]) -> Any:
        """Invite somebody by address, or make a link to hand over."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                made = await people.invite(
                    db, actor, role=_role(form.get("role", "mentee")), email=form.get("email", ""),
                    base_url=self._site(),
                )  # fmt: skip
        except AppError as error:
            self.problem = error.message
            return None
        self._show_made(made)
        await self._refresh()
        return None

    @rx.event
    @policy(Policy.ADMIN)
    async def send_again(self, invitation_id: str) -> Any:
        """Send an invitation once more; the link from before ends."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            made = await people.resend(db, actor, invitation_id, base_url=self._site())
        self.is_inviting = True
        self._show_made(made)
        await self._refresh()

    @rx.event
    @policy(Policy.ADMIN)
    async def take_back(self, invitation_id: str) -> Any:
        """Take an invitation back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await people.revoke(db, actor, invitation_id)
        await self._refresh()
        return notify(_("The invitation opens nothing any more."), kind="good")

    def _show_made(self, made: Invited) -> None:
        self.problem, self.link = "", made.link
        self.told = ""
        if made.invitation is not None and made.invitation.email:
            self.told = (
                _("The letter to {email} is on its way.")
                if service.has_server()
                else _("The letter to {email} waits in the outbox: no mail server is set.")
            ).format(email=made.invitation.email)

    def _site(self) -> str:
        return get_settings().public_url or self.router.headers.origin

    async def _refresh(self) -> None:
        actor = require_actor()
        role = Role(self.role) if self.role in {each.value for each in Role} else None
        status = cast("MemberStatus", self.status) if self.status in _STATES else None
        async with snapshot(actor.tenant_id) as db:
            self.rows, self.part = await service.read_members(
                db, actor, MemberFilter(self.q, role, status), sort=cast("MemberSort", self.sort),
                descending=self.descending, offset=self.offset,
            )  # fmt: skip
            self.invitations = await service.read_invitations(db, actor)
