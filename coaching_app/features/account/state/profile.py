"""Profile, address and password on the account page."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.access.sockets import close_sockets
from coaching_app.core.errors import AppError, ProofNeeded
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account import service
from coaching_app.features.account.service import address, email_change
from coaching_app.features.account.state.proof import proof_event
from coaching_app.features.shell.widgets import load_shell, notify


class AccountState(rx.State):
    """Who one is here."""

    name: str = ""
    email: str = ""
    waiting_email: str = ""
    is_confirmed: bool = True
    is_code_sent: bool = False
    code_error: str = ""
    time_zone: str = "UTC"
    role: str = ""
    tenant: str = ""
    has_password: bool = True
    password_error: str = ""
    email_error: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Fetch the profile."""
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            profile, security = await service.profile(db, actor), await service.security(db, actor)
        self.name, self.email, self.time_zone = profile.display_name, profile.email, profile.time_zone
        self.role, self.tenant = profile.role, profile.tenant_name
        self.has_password, self.waiting_email = security.has_password, security.waiting_email
        self.is_confirmed, self.is_code_sent = security.is_address_confirmed, False
        self.password_error = self.email_error = self.code_error = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_time_zone(self, value: str) -> None:
        """Choose a time zone, to be saved with the form."""
        self.time_zone = value

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save_profile(self, form: dict[str, str]) -> list[Any]:
        """Save name and time zone."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await service.change_profile(
                db, actor, display_name=form.get("display_name", ""), time_zone=self.time_zone
            )
        return [load_shell(), notify(_("Saved."), kind="good")]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def save_password(self, form: dict[str, str]) -> list[Any]:
        """Change the password."""
        self.password_error = ""
        actor = require_actor()
        try:
            ended = await service.change_password(actor, form.get("current", ""), form.get("fresh", ""))
        except ProofNeeded:
            # The password itself is not kept for later: it is sent again.
            return [proof_event(ProofNeeded())]
        except AppError as error:
            self.password_error = error.message
            return []
        for login_id in ended:
            await close_sockets(login_id)
        self.has_password = True
        told = _("Your password is changed. Every other sign-in has ended.")
        return [_reload(), notify(told, kind="good")]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def ask_email(self, form: dict[str, str]) -> Any:
        """Ask for another address."""
        self.email_error = ""
        actor, wanted = require_actor(), form.get("email", "")
        try:
            async with unit_of_work(ALL_TENANTS) as db:
                await email_change.ask(db, actor, wanted)
        except AppError as error:
            self.email_error = error.message
            return None
        self.waiting_email = wanted.strip().lower()
        return notify(_("We wrote to both addresses. Each has to confirm."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def send_address_code(self) -> Any:
        """Send a code to one's own address, to confirm it."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await address.send_code(db, actor)
        self.is_code_sent, self.code_error = True, ""
        return notify(_("A code is on its way to {email}.").format(email=actor.email), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def confirm_address(self, form: dict[str, str]) -> Any:
        """Take the code."""
        try:
            await address.confirm(require_actor(), form.get("code", ""))
        except AppError as error:
            self.code_error = error.message
            return None
        self.is_confirmed, self.is_code_sent, self.code_error = True, False, ""
        return notify(_("Your address is confirmed."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def keep_email(self) -> Any:
        """Keep the address there is."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await email_change.take_back(db, actor)
        self.waiting_email = ""
        return notify(_("Your address stays as it is."), kind="good")


def _reload() -> Any:
    from coaching_app.features.account.state.programs import ProgramState

    return ProgramState.load()
