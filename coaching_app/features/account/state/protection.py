"""Second factor, passkeys and connected accounts on the account page."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account import queries, service
from coaching_app.features.account.service import authenticators, linking, passkeys
from coaching_app.features.account.service.providers.registry import provider_name
from coaching_app.features.shell.widgets import notify
from coaching_app.ui.moments import shown_moment


@dataclass(frozen=True)
class KeyRow:
    """A passkey or a connected account as the page lists it."""

    id: str
    name: str
    key: str
    since: str
    last_used: str


class ProtectionState(rx.State):
    """What protects the account; secrets stand here only while they are being shown."""

    is_on: bool = False
    codes_left: int = 0
    secret: str = ""
    qr: str = ""
    qr_size: int = 0
    code_problem: str = ""
    codes: list[str] = []  # noqa: RUF012 Reflex copies a state's defaults for every page
    passkeys: list[KeyRow] = []  # noqa: RUF012 the same
    accounts: list[KeyRow] = []  # noqa: RUF012 the same
    connected: list[str] = []  # noqa: RUF012 the same
    offers_others: bool = False
    is_adding_passkey: bool = False
    is_connecting: bool = False
    renamed_id: str = ""
    renamed_name: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def load(self) -> None:
        """Fetch everything, and show no secret from before."""
        self.secret = self.qr = self.code_problem = self.renamed_id = ""
        self.codes, self.is_adding_passkey, self.is_connecting = [], False, False
        await self._fetch()

    async def _fetch(self) -> None:
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            known = await service.security(db, actor)
            keys = await queries.own_passkeys(db, actor.user_id)
            linked = await queries.own_linked(db, actor.user_id)
        self.is_on, self.codes_left = known.has_second_factor, known.codes_left
        self.passkeys = [_row(one.id, one.name, "", one, actor) for one in keys]
        self.accounts = [
            _row(one.id, f"{provider_name(one.provider)} · {one.label}", one.provider, one, actor)
            for one in linked
        ]
        self.connected = [one.provider for one in linked]
        self.offers_others = bool(linking.offered())

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def begin_app(self) -> None:
        """Show a secret for an app."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await service.require_fresh(db, actor)
            begun = await authenticators.begin(db, actor)
        self.secret, self.qr, self.qr_size = begun.secret, begun.qr, begun.size
        self.code_problem = ""

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def leave_app(self) -> None:
        """Not now."""
        self.secret = self.qr = self.code_problem = ""

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def confirm_app(self, form: dict[str, str]) -> Any:
        """Turn the second step on with a first code."""
        actor = require_actor()
        try:
            async with unit_of_work(ALL_TENANTS) as db:
                codes = await authenticators.confirm(db, actor, form.get("code", ""))
        except AppError as error:
            self.code_problem = error.message
            return None
        self.secret = self.qr = self.code_problem = ""
        self.codes = list(codes)
        await self._fetch()
        return notify(_("The second step is on."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def turn_off_app(self) -> Any:
        """Go back to one step."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await service.require_fresh(db, actor)
            await authenticators.turn_off(db, actor.user_id)
        self.codes = []
        await self._fetch()
        return notify(_("The second step is off."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def new_codes(self) -> None:
        """Make ten new recovery codes."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await service.require_fresh(db, actor)
            self.codes = list(await authenticators.new_recovery_codes(db, actor))
        await self._fetch()

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def hide_codes(self) -> None:
        """They are written down."""
        self.codes = []

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def add_passkey(self) -> None:
        """Open the way to a new passkey."""
        await _require_proof()
        self.is_adding_passkey = True

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close_passkey(self) -> None:
        """Not now."""
        self.is_adding_passkey = False

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def passkey_added(self) -> Any:
        """Show the one the device has just made."""
        self.is_adding_passkey = False
        await self._fetch()
        return notify(_("You can sign in with this passkey from now on."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def start_renaming(self, passkey_id: str, name: str) -> None:
        """Open the field for another name."""
        self.renamed_id, self.renamed_name = passkey_id, name

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def stop_renaming(self) -> None:
        """Leave the name."""
        self.renamed_id = ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def rename_passkey(self, form: dict[str, str]) -> None:
        """Call it something else."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await passkeys.rename(db, actor, self.renamed_id, form.get("name", ""))
        self.renamed_id = ""
        await self._fetch()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def remove_passkey(self, passkey_id: str) -> Any:
        """Forget a passkey."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await passkeys.remove(db, actor, passkey_id)
        await self._fetch()
        return notify(_("This passkey opens nothing any more."), kind="good")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def start_connecting(self) -> None:
        """Show where an account can be connected."""
        await _require_proof()
        self.is_connecting = True

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def disconnect(self, linked_id: str) -> Any:
        """Take a connected account away."""
        actor = require_actor()
        async with unit_of_work(ALL_TENANTS) as db:
            await service.disconnect(db, actor, linked_id)
        await self._fetch()
        return notify(_("That account opens nothing here any more."), kind="good")


async def _require_proof() -> None:
    async with snapshot(ALL_TENANTS) as db:
        await service.require_fresh(db, require_actor())


def _row(id: str, name: str, key: str, one: Any, actor: Actor) -> KeyRow:  # noqa: A002 as the row calls it
    return KeyRow(
        id=id,
        name=name,
        key=key,
        since=shown_moment(one.created_at, actor.time_zone),
        last_used=shown_moment(one.last_used_at, actor.time_zone) if one.last_used_at else "",
    )
