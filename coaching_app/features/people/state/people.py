"""State of the page of one's people: relationships, proposals, handovers, invitations."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Role
from coaching_app.features.people import service
from coaching_app.features.people.schemas.rows import PeoplePage
from coaching_app.features.people.service import wording
from coaching_app.features.shell.widgets import notify


class PeopleState(rx.State):
    """What the page shows, and the dialog that is open."""

    is_loaded: bool = False
    page: PeoplePage = PeoplePage()

    is_inviting: bool = False
    invite_problem: str = ""
    invite_words: str = ""
    invite_link: str = ""
    # Grows with every opening, so that the form is drawn anew.
    round: int = 0

    is_asking: bool = False
    ask_problem: str = ""

    passing_id: str = ""
    # Those who could go on: everybody who could be asked but the one who walks with them now.
    heirs: tuple[tuple[str, str], ...] = ()
    pass_problem: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Fetch all of it."""
        await self._refresh()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def accept(self, relationship_id: str) -> rx.event.EventSpec:
        """Say yes to a proposal."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            found = await service.accept(db, actor, relationship_id)
        await self._refresh()
        if found.status == "active":
            return notify(_("You walk together now."), kind="good", undo=PeopleState.end(relationship_id))
        return notify(_("You have said yes. The other one still decides."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def decline(self, relationship_id: str) -> rx.event.EventSpec:
        """Say no to a proposal, or take one's own back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.decline(db, actor, relationship_id)
        await self._refresh()
        return notify(_("Said no."), kind="good", undo=PeopleState.take_back(relationship_id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def end(self, relationship_id: str) -> rx.event.EventSpec:
        """End a relationship at once."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.end(db, actor, relationship_id)
        await self._refresh()
        return notify(
            _("It has ended. Nothing is shared through it any more."),
            kind="good",
            undo=PeopleState.take_back(relationship_id),
        )

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def take_back(self, relationship_id: str) -> rx.event.EventSpec | None:
        """Undo one's own no or end."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            found = await service.take_back(db, actor, relationship_id)
        await self._refresh()
        if found.needs_other:
            return notify(_("Proposed again. They decide whether you walk on together."))
        return None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open_asking(self) -> None:
        """Open the form to ask a coach."""
        self.is_asking, self.ask_problem = True, ""
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_asking(self) -> None:
        """Close it."""
        self.is_asking = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def ask(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Ask the chosen coach to walk with one."""
        actor = require_actor()
        kind = "pastor" if form.get("kind") == "pastor" else "mentor"
        try:
            async with unit_of_work(actor.tenant_id) as db:
                made = await service.propose(db, actor, form.get("coach", ""), side="mentee", kind=kind)
        except AppError as error:
            self.ask_problem = error.message
            return None
        self.is_asking = False
        await self._refresh()
        return notify(_("Asked. They decide."), kind="good", undo=PeopleState.decline(made.id))

    @rx.event
    @policy(Policy.STAFF)
    async def open_inviting(self) -> None:
        """Open the form to invite somebody."""
        self.is_inviting, self.invite_problem, self.invite_words, self.invite_link = True, "", "", ""
        self.round += 1

    @rx.event
    @policy(Policy.STAFF)
    async def close_inviting(self) -> None:
        """Close it; the link is shown this once."""
        self.is_inviting, self.invite_link = False, ""

    @rx.event
    @policy(Policy.STAFF)
    async def invite(self, form: dict[str, str]) -> None:
        """Invite by e-mail or by link, and say what became of it."""
        actor = require_actor()
        role = Role(form["role"]) if form.get("role") in set(Role) else Role.MENTEE
        kind = {"mentor": "mentor", "pastor": "pastor"}.get(form.get("kind", ""))
        try:
            async with unit_of_work(actor.tenant_id) as db:
                invited = await service.invite(
                    db,
                    actor,
                    role=role,
                    email=form.get("email", ""),
                    kind=kind,  # pyright: ignore[reportArgumentType]: one of the two words or None, made above
                    base_url=self._base_url(),
                )
        except AppError as error:
            self.invite_problem = error.message
            return
        self.invite_problem, self.invite_words = "", wording.invited_words(invited)
        by_link = invited.invitation is not None and not invited.invitation.email
        self.invite_link = invited.link if by_link else ""
        await self._refresh()

    @rx.event
    @policy(Policy.STAFF)
    async def resend(self, invitation_id: str) -> rx.event.EventSpec | None:
        """Send an invitation again, or show its new link."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            invited = await service.resend(db, actor, invitation_id, base_url=self._base_url())
        await self._refresh()
        if invited.invitation and invited.invitation.email:
            return notify(_("Sent again. The link from before ends."), kind="good")
        self.is_inviting, self.invite_link = True, invited.link
        self.invite_words = wording.invited_words(invited)
        return None

    @rx.event
    @policy(Policy.STAFF)
    async def revoke(self, invitation_id: str) -> rx.event.EventSpec:
        """Take an invitation back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.revoke(db, actor, invitation_id)
        await self._refresh()
        return notify(_("Revoked. Its link opens nothing any more."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open_passing(self, relationship_id: str) -> None:
        """Open the form that hands a relationship over."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            found = await service.relationship(db, actor, relationship_id)
        self.heirs = tuple(one for one in self.page.coach_options if one[0] != found.coach.id)
        self.passing_id, self.pass_problem = found.id, ""
        self.round += 1

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_passing(self) -> None:
        """Close it."""
        self.passing_id = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def start_handover(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Name the new mentor."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                made = await service.start_handover(db, actor, self.passing_id, form.get("coach", ""))
        except AppError as error:
            self.pass_problem = error.message
            return None
        self.passing_id = ""
        await self._refresh()
        return notify(_("The handover has begun."), kind="good", undo=PeopleState.cancel_handover(made.id))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def accept_handover(self, handover_id: str) -> rx.event.EventSpec:
        """Take it on."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            found = await service.accept_handover(db, actor, handover_id)
        await self._refresh()
        return notify(_("You walk with {name} now.").format(name=found.mentee.name), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def decline_handover(self, handover_id: str) -> rx.event.EventSpec:
        """Say no to it."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.decline_handover(db, actor, handover_id)
        await self._refresh()
        return notify(_("Said no. Nothing has changed for them."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def cancel_handover(self, handover_id: str) -> rx.event.EventSpec:
        """Call it off."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.cancel_handover(db, actor, handover_id)
        await self._refresh()
        return notify(_("Called off. Everything stays as it was."), kind="good")

    def _base_url(self) -> str:
        """Where this page was opened; the wall has compared the Origin with our own address."""
        return get_settings().public_url or self.router.headers.origin

    async def _refresh(self) -> None:
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.page = await wording.read_people(db, actor)
        self.is_loaded = True
