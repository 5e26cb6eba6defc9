"""Stands before every page event: identity, policy and arguments are checked before a handler runs."""

import asyncio
import random
import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import reflex as rx
from asgi_correlation_id import correlation_id
from prometheus_client import Histogram
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegisteredEventHandler, RegistrationContext
from reflex_base.utils.form import form_data_as_dict

from coaching_app.access.arguments import arguments_model, check_arguments
from coaching_app.access.cookies import read_secret
from coaching_app.access.identity import Asked, set_actor, set_asked
from coaching_app.access.matrix import short_name
from coaching_app.access.policy import Policy, check, is_open_while_owing, policy_of
from coaching_app.access.renewal import find_on_line
from coaching_app.core.errors import AppError, Invalid, Unauthenticated
from coaching_app.core.i18n import gettext as _
from coaching_app.core.logging import get_logger
from coaching_app.core.metrics import EVENT_SECONDS, REFUSALS
from coaching_app.core.origin import Origin, set_origin
from coaching_app.domain.actor import Actor

_log = get_logger(__name__)
_FRAMEWORK = "reflex___"
# What Reflex's own browser code calls to show a page; each is safe for the owner of the state tree.
_FRAMEWORK_HANDLERS = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "set_is_hydrated",
        "on_load_internal",
        "update_vars_internal",
        "handle_frontend_exception",
    }
)
Refusal = Callable[[AppError], Iterable[Any]]


class MissingPolicy(Exception):
    """A handler that a browser could call says nothing about who may; the product must not start."""


class TreeOwner(rx.State):
    """Remembers which login a tab's state belongs to."""

    # Not sent to the browser: the underscore keeps it on the server.
    _login_id: str = ""


def _is_framework(name: str) -> bool:
    state, _, handler = name.rpartition(".")
    last = state.rpartition(".")[2]
    return last.startswith(_FRAMEWORK) and handler in _FRAMEWORK_HANDLERS


def _registered() -> dict[str, RegisteredEventHandler]:
    return RegistrationContext.get().event_handlers


def product_handlers() -> dict[str, Callable[..., Any]]:
    """Every handler of ours by its full name, as a browser could call it."""
    return {
        name: entry.handler.fn
        for name, entry in _registered().items()
        if "coaching_app" in entry.handler.fn.__module__
    }


def verify_handlers() -> None:
    """Refuse to start while a handler has no policy, or an argument that cannot be checked."""
    missing = [name for name, function in product_handlers().items() if policy_of(function) is None]
    if missing:
        raise MissingPolicy(", ".join(sorted(missing)))
    for function in product_handlers().values():
        arguments_model(function)


class EventGuard(Middleware):
    """The first middleware; `refused` turns an error into events for the page."""

    def __init__(self, refused: Refusal) -> None:
        self.refused = refused

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 Reflex passes it
        """None lets the event through; anything else ends it here."""
        _start_measuring(event.name)
        root = state._get_root_state()  # pyright: ignore[reportPrivateUsage]: the one way to the tree; a test watches it
        actor = await _identify(root)
        set_actor(actor)
        set_asked(Asked(event.name, event.payload, actor.login_id if actor else ""))
        set_origin(_origin_of(root, event))
        try:
            await _examine(root, actor, event)
        except AppError as error:
            REFUSALS.labels(error.reason).inc()
            _log.warning("event_refused", event_name=event.name[-120:], reason=error.reason)
            events: Any = list(self.refused(error))
            return StateUpdate(events=Event.from_event_type(events))  # pyright: ignore[reportUnknownMemberType]: typed loosely in Reflex
        return None


async def _identify(root: BaseState) -> Actor | None:
    # The cookie of the handshake: the login it names is looked up anew for every event.
    # Not through `router`, which puts five parts together at each look: a tenth of a small event.
    secret = read_secret(root.rx_router_headers.cookie)
    return await find_on_line(secret, root.rx_router_session.client_token) if secret else None


def _origin_of(root: BaseState, event: Event) -> Origin:
    """What the audit trail says of where a change came from."""
    payload = event.payload
    return Origin(short_name(event.name), root.rx_router_session.client_ip, lambda: payload)


async def _examine(root: BaseState, actor: Actor | None, event: Event) -> None:
    """Raise the AppError that says why this event may not run."""
    await _hand_over(root, actor.login_id if actor else "")
    if actor is None:
        raise Unauthenticated
    entry = _registered().get(event.name)
    function = entry.handler.fn if entry else None
    if function is not None and _is_framework(event.name) and policy_of(function) is None:
        return
    check(policy_of(function), actor, while_owing=is_open_while_owing(function))
    if function is not None:
        check_arguments(function, _unwrapped(event.payload))


def _unwrapped(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as the handler will get them: a submitted form travels as a list of its entries."""
    try:
        return {name: form_data_as_dict(value) for name, value in payload.items()}
    except (AttributeError, TypeError, ValueError):
        raise Invalid(_("This could not be understood.")) from None


async def _hand_over(root: BaseState, login_id: str) -> None:
    """Empty the tree before it serves another login than the one it was filled for."""
    owner = await root.get_state(TreeOwner)
    before = owner._login_id  # pyright: ignore[reportPrivateUsage]: a public name would reach the browser
    if before == login_id:
        return
    if before:
        root.reset()
        owner = await root.get_state(TreeOwner)
    owner._login_id = login_id  # pyright: ignore[reportPrivateUsage]: the same


@lru_cache(maxsize=1000)
def _timer(label: str) -> Histogram:
    return EVENT_SECONDS.labels(label)


def _start_measuring(name: str) -> None:
    correlation_id.set(f"{random.getrandbits(128):032x}")
    started = time.perf_counter()
    label = name.rpartition("____")[2][-80:] if name in _registered() else "unknown"
    task = asyncio.current_task()
    if task is not None:
        task.add_done_callback(lambda _task: _timer(label).observe(time.perf_counter() - started))


__all__ = ["EventGuard", "MissingPolicy", "Policy", "TreeOwner", "product_handlers", "verify_handlers"]
