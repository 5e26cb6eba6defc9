"""What a feature says of each of its pages, its policy included."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from coaching_app.access.policy import Policy


@dataclass(frozen=True, slots=True)
class Page:
    """A page; `build` draws it, `on_load` lists the handlers that fetch what it shows.

    The drawing is public, as every built page is: what only some may see comes from state.
    """

    route: str
    build: Callable[[], Any]
    title: str
    policy: Policy
    on_load: tuple[Any, ...] = field(default=())
    description: str = ""
