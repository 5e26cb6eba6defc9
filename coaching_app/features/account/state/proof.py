"""Asks who it is before something dangerous, on whatever page, then goes on with what was asked for."""

from typing import Any

import reflex as rx
from reflex_base.event import Event

from coaching_app.access.identity import Asked, require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, ProofNeeded
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account import queries, service
from coaching_app.features.account.service import freshness

# What is to be done after the proof, on its way from the failed event to the state that keeps it.
_pending: dict[str, Asked] = {}
_MOST_PENDING = 1000


class ProofState(rx.State):
    """The dialog; `problem` says why no code could be mailed. The proof itself goes over REST, for its new cookie."""

    is_open: bool = False
    has_second_factor: bool = False
    has_password: bool = False
    has_passkeys: bool = False
    is_mailed: bool = False
    problem: str = ""
    # Grows with every opening, so that the field is empty again.
    round: int = 0
    _again: Asked | None = None

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def ask(self, key: str) -> None:
        """Open the dialog; what is done afterwards waits on the server under its key."""
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            known = await service.security(db, actor)
            self.has_passkeys = bool(await queries.own_passkeys(db, actor.user_id))
        self.has_second_factor, self.has_password = known.has_second_factor, known.has_password
        self.is_open, self.is_mailed, self.problem = True, False, ""
        self.round += 1
        self._again = _take(key, actor.login_id)

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def close(self) -> None:
        """Let it be."""
        self.is_open, self._again = False, None

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
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
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def proved(self) -> Any:
        """Go on, if the proof was accepted: that is looked up, not believed."""
        actor = require_actor()
        async with snapshot(ALL_TENANTS) as db:
            is_fresh = await service.is_fresh(db, actor)
        if not is_fresh:
            self.problem = _("Please confirm that it is you, then try again.")
            return None
        again, self._again, self.is_open = self._again, None, False
        return Event(name=again.name, payload=dict(again.payload)) if again else None


def _take(key: str, login_id: str) -> Asked | None:
    """What waits under this key, for the sign-in that asked for it; another one neither gets nor takes it."""
    found = _pending.get(key)
    return _pending.pop(key) if found is not None and found.login_id == login_id else None


def proof_event(error: ProofNeeded) -> Any:
    """The event that opens the dialog for an action that was refused for want of proof."""
    key = new_id()
    if isinstance(error.again, Asked):
        _pending[key] = error.again
        while len(_pending) > _MOST_PENDING:
            del _pending[next(iter(_pending))]
    return ProofState.ask(key)  # pyright: ignore[reportCallIssue]: Reflex types handlers as methods
