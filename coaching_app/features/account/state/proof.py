"""Asks who it is before something dangerous, then goes on with what was asked for."""

from typing import Any

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, Forbidden
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account import queries, service
from coaching_app.features.account.service import freshness


class ProofState(rx.State):
    """The dialog; `words` says what is asked for, `problem` why it was not enough."""

    is_open: bool = False
    has_second_factor: bool = False
    has_password: bool = False
    has_passkeys: bool = False
    is_mailed: bool = False
    problem: str = ""
    # Grows with every opening, so that the field is empty again.
    round: int = 0
    _again: Any = None

    async def _open(self, again: Any) -> None:
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            known = await service.security(db, actor)
            self.has_passkeys = bool(await queries.own_passkeys(db, actor.user_id))
        self.has_second_factor, self.has_password = known.has_second_factor, known.has_password
        self.is_open, self.is_mailed, self.problem = True, False, ""
        self.round += 1
        self._again = again

    def _go_on(self) -> Any:
        again, self._again, self.is_open = self._again, None, False
        return again

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def close(self) -> None:
        """Let it be."""
        self.is_open, self._again = False, None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def prove(self, form: dict[str, str]) -> Any:
        """Take a password or a code, and go on."""
        try:
            await freshness.confirm(require_actor(), form.get("proof", ""))
        except AppError as error:
            self.problem = error.message
            return None
        return self._go_on()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def mail_code(self) -> None:
        """Send a code by e-mail."""
        actor = require_actor()
        try:
            async with unit_of_work(ALL_TENANTS) as db:
                await freshness.mail_proof(db, actor)
        except AppError as error:
            self.problem = error.message
            return
        self.is_mailed, self.problem = True, ""

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def proved_by_passkey(self) -> Any:
        """Go on, if the passkey was accepted: that is looked up, not believed."""
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            is_fresh = await service.is_fresh(db, actor)
        if not is_fresh:
            self.problem = _("Please confirm that it is you, then try again.")
            return None
        return self._go_on()


async def ask_for_proof(state: rx.State, error: AppError, again: Any) -> None:
    """Open the dialog where an action was refused for want of proof; any other refusal goes on its way."""
    if not (isinstance(error, Forbidden) and error.reason == "reauthenticate"):
        raise error
    proof = await state.get_state(ProofState)
    await proof._open(again)  # noqa: SLF001 a public name would be an event any browser could send
