"""State of the frame: the person, the notices and what can be undone."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import reflex as rx
from asgi_correlation_id import correlation_id

from coaching_app.access.gate import SECOND_STEP
from coaching_app.access.identity import current_actor, require_actor
from coaching_app.access.policy import OWING, Policy, policy
from coaching_app.core.errors import AppError, Forbidden, ProofNeeded, Unauthenticated
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.core.logging import get_logger
from coaching_app.core.metrics import ERRORS, REFUSALS
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.shell import service
from coaching_app.features.shell.schemas import Notice, Person

_log = get_logger(__name__)
_MOST_NOTICES = 4
# Our words for how good the news is, in the words of the design system.
_LOOK = {"good": "done", "problem": "error"}


class ShellState(rx.State):
    """What every page's frame shows."""

    is_known: bool = False
    person: Person = Person()
    # How much waits in the inbox; empty for nothing.
    waiting: str = ""
    notices: list[Notice] = []
    _undo: dict[str, Any] = {}
    # The page the notices were shown on.
    _place: str = ""

    @rx.event
    @policy(Policy.SIGNED_IN, while_owing=True)
    async def load(self) -> None:
        """Say who is signed in."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            self.person = await service.person(db, actor)
            self.waiting = str(await service.waiting(db, actor) or "")
        self.is_known = True
        self._arrive(self.router.url.path)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def dismiss(self, notice_id: str) -> None:
        """Take a notice away."""
        self.notices = [notice for notice in self.notices if notice.id != notice_id]
        self._undo.pop(notice_id, None)

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def undo(self, notice_id: str) -> Any:
        """Run what the notice offers to undo."""
        event = self._undo.pop(notice_id, None)
        self.notices = [notice for notice in self.notices if notice.id != notice_id]
        return event

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def capture(self, text: str) -> None:
        """Keep a thought from anywhere."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            told = await service.capture(db, actor, text)
        self._show(Notice(new_id(), "done", told))

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def ask(self, text: str) -> Any:
        """Take a question to the coach."""
        return rx.redirect(f"/coach?ask={quote(text[:2000], safe='')}")

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def show(self, kind: str, text: str, undo_key: str, undo_label: str, correlation: str) -> None:
        """Show a notice; what undoes it waits on the server under its key."""
        self._show(
            Notice(new_id(), _LOOK.get(kind, "info"), text, undo_label, correlation),
            _pending.pop(undo_key, None),
        )

    def _arrive(self, place: str) -> None:
        """What went wrong on one page is no news on the next; what can be undone still can be."""
        if place != self._place:
            self._place = place
            self.notices = [one for one in self.notices if one.kind != "error" or one.undo_label]

    def _show(self, notice: Notice, undo: Any = None) -> None:
        # The same trouble twice is said once.
        others = [
            one
            for one in self.notices
            if one.kind != "error" or one.undo_label or (one.kind, one.text) != (notice.kind, notice.text)
        ]
        self.notices = [*others, notice][-_MOST_NOTICES:]
        if undo is not None:
            self._undo[notice.id] = undo


# What undoes a notice on its way from the handler that offers it to the state that keeps it.
_pending: dict[str, Any] = {}
_MOST_PENDING = 1000


def notice_event(text: str, kind: str, *, undo: Any = None, undo_label: str = "") -> Any:
    """The event that shows a notice."""
    key = ""
    if undo is not None:
        key = new_id()
        _pending[key] = undo
        while len(_pending) > _MOST_PENDING:
            del _pending[next(iter(_pending))]
    label = (undo_label or _("Undo")) if undo is not None else ""
    correlation = (correlation_id.get() or "") if kind == "problem" else ""
    return ShellState.show(kind, text, key, label, correlation)  # pyright: ignore[reportCallIssue]: Reflex types calls with up to four arguments


def refused(error: AppError) -> list[Any]:
    """What the page does when an event was refused: sign in again, or read why.

    Who may no longer do something may have another role now: the frame is drawn for that one.
    """
    if error.reason == OWING:
        return [rx.redirect(SECOND_STEP)]
    if isinstance(error, Forbidden) and current_actor() is not None:
        return [ShellState.load(), _refusal(error)]
    return [_refusal(error)]


def _refusal(error: AppError) -> Any:
    if current_actor() is None:
        return rx.redirect("/sign-in")
    return notice_event(error.message, "problem")


Proof = Callable[[ProofNeeded], Any]
_proof: list[Proof] = []


def use_proof(proof: Proof) -> None:
    """Ask here, on any page, who it is; the composition root says who asks."""
    _proof[:] = [proof]


def failed(error: Exception) -> Any:
    """What the page does when a handler raised."""
    if isinstance(error, ProofNeeded):
        REFUSALS.labels(error.reason).inc()
        return _proof[0](error) if _proof else notice_event(error.message, "problem")
    if isinstance(error, Unauthenticated):
        return rx.redirect("/sign-in")
    if isinstance(error, AppError):
        # This runs in a task that knows of nobody; but whoever came as far as a handler is signed in.
        return notice_event(error.message, "problem")
    ERRORS.labels("page").inc()
    _log.error("event_failed", exc_info=error)
    return notice_event(_("Something went wrong on our side. Nothing you wrote was lost."), "problem")
