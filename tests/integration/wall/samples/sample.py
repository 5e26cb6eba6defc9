"""What a sample request is, and the gathering of every feature's samples."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from coaching_app.domain.actor import Actor

Belongings = Callable[[Actor], Awaitable[dict[str, str]]]


@dataclass(frozen=True)
class Sample:
    """A request that its route accepts; names of objects stand in the body as `{task_id}`."""

    ok: int = 200
    body: Any = None
    query: str = ""
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


def canary(actor: Actor) -> str:
    """Words that only this person may ever be sent."""
    return f"CANARY-{actor.user_id}"


def _features() -> list[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return [
        importlib.import_module(f"tests.integration.wall.samples.{name}")
        for name in names
        if name != "sample"
    ]


def gathered(kind: str) -> dict[str, Sample]:
    """The samples of this kind (PUBLIC, SIGNED_IN, COACHES, ADMIN, OPERATOR) of all features."""
    found: dict[str, Sample] = {}
    for feature in _features():
        found |= getattr(feature, kind, {})
    return found


def named(kind: str) -> frozenset[str]:
    """The handlers that features list under this name (AMONG_WHAT_IS_SHOWN, OF_THE_TENANT)."""
    found: frozenset[str] = frozenset()
    for feature in _features():
        found |= getattr(feature, kind, frozenset())
    return found


async def belongings_of_features(actor: Actor) -> dict[str, str]:
    """The ids of one object of every kind that the features' samples make."""
    found: dict[str, str] = {}
    for feature in _features():
        make: Belongings | None = getattr(feature, "belongings", None)
        if make is not None:
            found |= await make(actor)
    return found
