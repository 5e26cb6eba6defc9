"""Runs State handlers the way the wall does: in a real state tree, as a person, with the policy checked.

    state = await open_state(PlannerState)
    events = await run(state, PlannerState.add, as_=cast.mentee)   # what it returned and yielded, in order
    assert state.groups[0].count == 1
    assert "rows" in await changed(state)                          # public vars the browser would get

A background handler runs against a proxy that refuses writes outside of `async with self`.
"""

import copy
import inspect
import types
from typing import Any, Self, TypeVar

import reflex as rx
from reflex.event import EventHandler

from coaching_app.access.identity import acting
from coaching_app.access.policy import check, policy_of
from coaching_app.domain.actor import Actor

StateT = TypeVar("StateT", bound=rx.State)


class WriteOutsideOfLock(AssertionError):
    """A background handler changed its state outside of `async with self`."""


async def open_state(state_class: type[StateT]) -> StateT:
    """An instance of the state inside a new tree, as a freshly opened tab has it."""
    root = rx.State(_reflex_internal_init=True)
    return await root.get_state(state_class)


async def run(
    state: rx.State, handler: Any, /, *args: Any, as_: Actor | None = None, **kwargs: Any
) -> list[Any]:
    """Run a handler (`SomeState.name`) acting as this person; its events, in order."""
    assert isinstance(handler, EventHandler), f"{handler} is not an event handler"
    check(policy_of(handler.fn), as_)
    target = _Background(state) if handler.is_background else state
    with acting(as_):
        outcome = handler.fn(target, *args, **kwargs)
        events = await _collect(outcome)
    return [event for event in events if event is not None]


async def changed(state: rx.State) -> dict[str, Any]:
    """The public vars of this state that the browser would be sent now; then nothing is dirty any more."""
    root = state._get_root_state()
    delta = await root._get_resolved_delta()
    root._clean()
    mine: dict[str, Any] = dict(delta.get(state.get_full_name(), {}))
    return {name.removesuffix("_rx_state_"): value for name, value in mine.items()}


async def _collect(outcome: Any) -> list[Any]:
    if inspect.isasyncgen(outcome):
        return _flat([event async for event in outcome])
    if inspect.isgenerator(outcome):
        return _flat(list(outcome))
    return _flat([await outcome if inspect.isawaitable(outcome) else outcome])


def _flat(events: list[Any]) -> list[Any]:
    flat: list[Any] = []
    for event in events:
        flat.extend(event if isinstance(event, (list, tuple)) else [event])
    return flat


class _Background:
    """Stands for `self` in a background handler."""

    def __init__(self, state: rx.State, lock: dict[str, int] | None = None) -> None:
        object.__setattr__(self, "_state", state)
        object.__setattr__(self, "_lock", lock if lock is not None else {"depth": 0})

    async def __aenter__(self) -> Self:
        assert not self._lock["depth"], "`async with self` inside of `async with self`"
        self._lock["depth"] += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self._lock["depth"] -= 1

    async def get_state(self, state_class: type[rx.State]) -> "_Background":
        if not self._lock["depth"]:
            raise WriteOutsideOfLock("get_state outside of `async with self`")
        return _Background(await self._state.get_state(state_class), self._lock)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._state, name)
        if isinstance(value, types.MethodType):
            # A private method works on the proxy too, or its writes would go unseen.
            return types.MethodType(value.__func__, self)
        if not self._lock["depth"] and isinstance(value, (list, dict, set)):
            # What a handler does to a copy is lost, as with Reflex's own read-only proxy it would raise.
            return copy.copy(value)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if not self._lock["depth"]:
            raise WriteOutsideOfLock(f"{name} was written outside of `async with self`")
        setattr(self._state, name, value)
