"""Remembers where the work of this task came from: which entry, from which address, with what."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

Payload = Callable[[], Mapping[str, Any]]


def _nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Origin:
    """`action` names the entry: `POST /api/v1/tasks`, `planner_state.add`, `job knowledge.import`.

    `payload` is asked for only when something is written down, because most work writes nothing.
    """

    action: str
    address: str = ""
    payload: Payload = _nothing


_NOWHERE = Origin("system")
_origin: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


def current_origin() -> Origin:
    """Where the work that runs now came from."""
    return _origin.get()


def set_origin(origin: Origin) -> None:
    """Say it for the rest of this task."""
    _origin.set(origin)


@contextmanager
def coming_from(origin: Origin) -> Generator[None]:
    """Say it for the block."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
