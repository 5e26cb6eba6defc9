"""Lists everything that somebody could call, and who may: the access matrix, made from the registries."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy, policy_of

CALLERS = ("nobody", "mentee", "mentor", "pastor", "admin", "ended")
_EVERYBODY = ("yes",) * len(CALLERS)
# Written down a second time on purpose: the tests call everything and compare with this.
ANSWERS: dict[Policy, tuple[str, ...]] = {
    Policy.PUBLIC: _EVERYBODY,
    Policy.SIGNED_IN: ("401", "yes", "yes", "yes", "yes", "401"),
    Policy.COACHES: ("401", "403", "yes", "yes", "403", "401"),
    Policy.LEADERS: ("401", "403", "403", "yes", "yes", "401"),
    Policy.STAFF: ("401", "403", "yes", "yes", "yes", "401"),
    Policy.ADMIN: ("401", "403", "403", "403", "yes", "401"),
    Policy.OPERATOR: ("404",) * len(CALLERS),
    Policy.WORKER: ("never",) * len(CALLERS),
}
# What a page keeps for itself under such a name lives in its own state, where nobody else's can be named.
OF_THE_PAGE = frozenset({"notice_id"})
_IN_PATH = re.compile(r"{(\w+_id)}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be called; `objects` are the parameters that name a stored object."""

    kind: str
    name: str
    policy: Policy | None
    objects: tuple[str, ...] = ()

    def answer(self, caller: str) -> str:
        """What this caller gets: yes, a status, or never."""
        return ANSWERS[self.policy][CALLERS.index(caller)] if self.policy else "never"


def route_entries(routes: Iterable[Any]) -> tuple[Entry, ...]:
    """One for every method of every REST route."""
    return tuple(
        Entry(
            "route", f"{method} {route.path}", policy_of(route.endpoint), tuple(_IN_PATH.findall(route.path))
        )
        for route in routes
        for method in sorted(route.methods - {"HEAD"})
    )


def short_name(handler: str) -> str:
    """`planner_state.load` for the full name of a handler."""
    state, _dot, name = handler.rpartition(".")
    return f"{state.rpartition('____')[2]}.{name}"


def handler_entries(handlers: Mapping[str, Callable[..., Any]]) -> tuple[Entry, ...]:
    """One for every handler a page could call."""
    return tuple(
        Entry(
            "handler",
            short_name(name),
            policy_of(function),
            tuple(
                parameter
                for parameter in inspect.signature(function).parameters
                if parameter.endswith("_id") and parameter not in OF_THE_PAGE
            ),
        )
        for name, function in sorted(handlers.items())
    )


def page_entries(pages: Iterable[Page]) -> tuple[Entry, ...]:
    """One for every page; its drawing is public, a browser that may not see it is sent to sign-in."""
    return tuple(Entry("page", page.route, page.policy) for page in pages)


def job_entries(jobs: Iterable[Any]) -> tuple[Entry, ...]:
    """One for every kind of background work."""
    return tuple(Entry("job", job.kind, policy_of(job.run)) for job in jobs)


def tool_entries(tools: Iterable[Any]) -> tuple[Entry, ...]:
    """One for every ability of the coach; a person accepts before it is used."""
    return tuple(Entry("tool", tool.name, policy_of(tool.accept)) for tool in tools)


_TITLES = {
    "route": "REST routes",
    "handler": "Page events",
    "page": "Pages",
    "job": "Background jobs",
    "tool": "What the coach may propose",
}
_OPENING = """# Who may do what

Made from the registries by `make generate`; the tests call every entry as every caller and compare.

"Ended" is a login or token that ran out or was revoked, a deactivated person, or one whose membership
has ended. "Object" says what an object of somebody else answers, in the same tenant or in another: the same
as one that does not exist. A page is answered to nobody with a redirect to sign-in instead of 401; a page
event that is refused changes nothing and sends no data. The operator's routes answer on this machine and to
the holder of the metrics token; to others they do not exist.
"""


def render(entries: Iterable[Entry]) -> str:
    """The matrix as a page of the documentation."""
    found = tuple(entries)
    parts = [_OPENING]
    for kind, title in _TITLES.items():
        rows = [entry for entry in found if entry.kind == kind]
        parts += [f"## {title} ({len(rows)})", "", f"| | {' | '.join(CALLERS)} | object |"]
        parts += ["|---" * (len(CALLERS) + 2) + "|", *(_row(entry) for entry in rows), ""]
    return "\n".join(parts)


def _row(entry: Entry) -> str:
    answers = " | ".join(entry.answer(caller) for caller in CALLERS)
    return f"| `{entry.name}` | {answers} | {'404' if entry.objects else ''} |"
