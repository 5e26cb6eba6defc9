"""Where one is signed in, and what acts for one: browsers, devices, agents."""

from dataclasses import dataclass

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.access.scopes import SERVICE_SCOPES
from coaching_app.access.sockets import close_sockets
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account import service
from coaching_app.features.account.schemas import LoginView
from coaching_app.features.account.service.providers.registry import provider_name
from coaching_app.features.shell.widgets import notify
from coaching_app.ui.moments import shown_moment


@dataclass(frozen=True)
class LoginRow:
    """A sign-in as the page lists it."""

    id: str
    device: str
    address: str
    method: str
    since: str
    last_seen: str
    until: str
    scopes: str
    is_current: bool


class ProgramState(rx.State):
    """Everything that is signed in; `secret` is the one of a token just made, shown once."""

    logins: list[LoginRow] = []  # noqa: RUF012 Reflex copies a state's defaults for every page
    programs: list[LoginRow] = []  # noqa: RUF012 the same
    has_others: bool = False
    is_making: bool = False
    token_problem: str = ""
    secret: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> None:
        """Fetch everything, and show no secret from before."""
        self.secret, self.is_making, self.token_problem = "", False, ""
        await self._fetch()

    async def _fetch(self) -> None:
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            found = await service.own_sign_ins(db, actor)
        self.logins = [_row(one, actor) for one in found if one.kind == "browser"]
        self.programs = [_row(one, actor) for one in found if one.kind != "browser"]
        self.has_others = any(one.kind != "service" and not one.is_current for one in found)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def end_login(self, login_id: str) -> rx.event.EventSpec:
        """End one sign-in, or revoke one token."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await service.end_login(db, actor, login_id)
        await close_sockets(login_id)
        await self._fetch()
        return notify(_("That sign-in has ended."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def end_others(self) -> rx.event.EventSpec:
        """End every sign-in of browsers and devices but this one."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            ended = await service.end_everything(db, actor.user_id, "ended by its owner", keep=actor.login_id)
        for login_id in ended:
            await close_sockets(login_id)
        await self._fetch()
        return notify(_("Everywhere else you are signed out."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def open_token(self) -> None:
        """Open the form for a new token."""
        self.is_making, self.token_problem, self.secret = True, "", ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_token(self) -> None:
        """Close it, and forget the secret that stood there."""
        self.is_making, self.secret = False, ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def make_token(self, form: dict[str, str | bool]) -> None:
        """Make a token for an agent."""
        actor = require_actor()
        scopes = frozenset(name for name in SERVICE_SCOPES if form.get(name))
        days = str(form.get("days", ""))
        try:
            async with unit_of_work(ALL_TENANTS) as db:
                made = await service.make_token(
                    db,
                    actor,
                    name=str(form.get("name", "")),
                    scopes=scopes,
                    days=int(days) if days.isdecimal() and len(days) < 5 else 0,
                )
        except AppError as error:
            self.token_problem = error.message
            return
        self.secret, self.token_problem = made.secret, ""
        await self._fetch()


def _way(method: str) -> str:
    """How somebody signed in, in words; nothing where it goes without saying."""
    first, _and, second = method.partition(" and ")
    words = {
        "password": _("with a password"),
        "code by e-mail": _("with a code by e-mail"),
        "passkey": _("with a passkey"),
        "setup": _("at the first setup"),
    }
    told = words.get(first) or (_("through {name}").format(name=provider_name(first)) if first else "")
    return _("{first}, and a code").format(first=told) if second and told else told


def _row(one: LoginView, actor: Actor) -> LoginRow:
    words = {
        "read": _("reads"),
        "write": _("changes"),
        "agent": _("talks to the coach"),
        "sharing": _("decides who sees what"),
    }
    return LoginRow(
        id=one.id,
        device=one.device,
        address=one.address,
        method=_way(one.method),
        since=shown_moment(one.created_at, actor.time_zone),
        last_seen=shown_moment(one.last_seen_at, actor.time_zone),
        until=shown_moment(one.expires_at, actor.time_zone) if one.expires_at else "",
        scopes=", ".join(filter(None, (words.get(scope, "") for scope in one.scopes))),
        is_current=one.is_current,
    )
