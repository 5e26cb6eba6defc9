"""Holds who is acting during one event or request; set by the wall, read by states and routes."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from coaching_app.core.errors import Unauthenticated
from coaching_app.core.i18n import speaking
from coaching_app.domain.actor import Actor

_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A page event as the browser sent it, so that it can be done again by the sign-in that sent it."""

    name: str
    payload: Mapping[str, Any]
    login_id: str


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


def asked() -> Asked | None:
    """The page event that runs now; None in a request or a job."""
    return _asked.get()


def set_asked(event: Asked) -> None:
    """Set which page event runs for the rest of this task."""
    _asked.set(event)


def current_actor() -> Actor | None:
    """The person acting now, if anybody is signed in."""
    return _actor.get()


def require_actor() -> Actor:
    """The person acting now; raises Unauthenticated when nobody is signed in."""
    actor = _actor.get()
    if actor is None:
        raise Unauthenticated
    return actor


def set_actor(actor: Actor | None) -> None:
    """Set who acts for the rest of this task; an event runs in a task of its own."""
    _actor.set(actor)


@contextmanager
def acting(actor: Actor | None) -> Generator[None]:
    """Act as this person inside the block, in their language."""
    token = _actor.set(actor)
    try:
        with speaking(actor.language if actor else "en"):
            yield
    finally:
        _actor.reset(token)
