"""State of the account page: profile, password, where one is signed in."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.access.sockets import close_sockets
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account import service
from coaching_app.features.account.schemas import Profile
from coaching_app.features.shell.widgets import load_shell, notify
from coaching_app.ui.moments import shown_moment


@dataclass(frozen=True)
class LoginRow:
    """A login as the page lists it."""

    id: str
    device: str
    address: str
    since: str
    last_seen: str
    is_current: bool


class AccountState(rx.State):
    """What the account page shows."""

    name: str = ""
    email: str = ""
    time_zone: str = "UTC"
    role: str = ""
    tenant: str = ""
    logins: list[LoginRow] = []
    has_others: bool = False
    password_error: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Fetch profile and logins."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self._fold(await service.profile(db, actor))
        await self._fetch_logins()

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
    async def save_password(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Change the password."""
        self.password_error = ""
        actor = require_actor()
        try:
            await service.change_password(actor, form.get("current", ""), form.get("fresh", ""))
        except AppError as error:
            self.password_error = error.message
            return None
        await self._fetch_logins()
        return notify(_("Your password is changed. Every other sign-in has ended."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def end_login(self, login_id: str) -> rx.event.EventSpec:
        """End one sign-in."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await service.end_login(db, actor, login_id)
        await close_sockets(login_id)
        await self._fetch_logins()
        return notify(_("That sign-in has ended."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def end_others(self) -> rx.event.EventSpec:
        """End every sign-in but this one."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await service.end_other_logins(db, actor)
        await self._fetch_logins()
        return notify(_("Every other browser is signed out."), kind="good")

    def _fold(self, profile: Profile) -> None:
        self.name, self.email = profile.display_name, profile.email
        self.time_zone, self.role, self.tenant = profile.time_zone, profile.role, profile.tenant_name

    async def _fetch_logins(self) -> None:
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            found = await service.own_sign_ins(db, actor)
        self.logins = [
            LoginRow(
                id=login.id,
                device=login.device,
                address=login.address,
                since=shown_moment(login.created_at, actor.time_zone),
                last_seen=shown_moment(login.last_seen_at, actor.time_zone),
                is_current=login.is_current,
            )
            for login in found
        ]
        self.has_others = len(found) > 1
