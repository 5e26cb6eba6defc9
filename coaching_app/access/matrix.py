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
_ROLES = ("mentee", "mentor", "pastor", "admin")
# Four roles here and in another tenant, nobody, and four whose access has ended, not begun or shrunk.
ACTORS = (
    "anonymous",
    *_ROLES,
    *(f"foreign {role}" for role in _ROLES),
    "deactivated",
    "invited",
    "expired",
    "downgraded",
)
RELATIONS = ("own", "shared", "unshared", "other tenant")
# As whom each of them is let in; a foreign role is that role at home, a former admin what they are now.
_AS = {
    "anonymous": "nobody", "deactivated": "ended", "invited": "ended", "expired": "ended", "downgraded": "mentee",
    **{role: role for role in _ROLES}, **{f"foreign {role}": role for role in _ROLES},
}  # fmt: skip
# Objects that belong to the tenant rather than to one person: who of the same tenant may reach them.
_LED = ("pastor", "admin")
OF_TENANT: dict[str, tuple[str, ...]] = {
    "GET /api/v1/members/{person_id}": ("admin",),
    "PATCH /api/v1/members/{person_id}": ("admin",),
    "DELETE /api/v1/members/{person_id}": ("admin",),
    "POST /api/v1/members/{person_id}/deactivate": ("admin",),
    "POST /api/v1/members/{person_id}/reactivate": ("admin",),
    "GET /api/v1/pathways/{pathway_id}": ("mentor", *_LED),
    "PUT /api/v1/pathways/{pathway_id}": _LED,
    "DELETE /api/v1/pathways/{pathway_id}": _LED,
    "POST /api/v1/pathways/{pathway_id}/restore": _LED,
    # A second person decides about a view into what is a third one's.
    "POST /api/v1/break-glass/{view_id}/approve": _LED,
    "POST /api/v1/break-glass/{view_id}/decline": _LED,
    "POST /api/v1/break-glass/{view_id}/end": _LED,
}
# Routes by which somebody is shown what another lets them see.
OF_SHARED = frozenset(
    {
        "GET /api/v1/walks/{walk_id}",
        "POST /api/v1/walks/{walk_id}/leave",
        "POST /api/v1/evidence/{evidence_id}/review",
    }
)
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


def answer(policy: Policy | None, actor: str) -> str:
    """What one of the thirteen gets for things of their own."""
    return ANSWERS[policy][CALLERS.index(_AS[actor])] if policy else "never"


def object_answer(entry: Entry, relation: str, role: str) -> str:
    """What a role that is let in gets for an object in this relation to it."""
    if relation == "own":
        return "yes"
    if relation == "other tenant":
        return "404"
    if role in OF_TENANT.get(entry.name, ()) or (relation == "shared" and entry.name in OF_SHARED):
        return "yes"
    return "404"


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

Thirteen actors knock: nobody, the four roles, the four roles of another tenant, and a deactivated, an invited,
an expired and a downgraded person. The foreign roles get what their role gets for what is theirs. "Ended" is a
deactivated person, one whose invitation is not accepted or whose membership has ended, and whoever's login or
token ran out or was revoked. A downgraded person gets what their role of this moment gets.

The last three columns say what somebody who is let in gets for an object that is not theirs: one whose owner
walks with them and shares everything, one of the same tenant that is not shared, one of another tenant. 404 is
the same answer, word for word, as for an object that does not exist; where roles stand, those reach it, because
it belongs to the tenant. A page is answered to nobody with a redirect to sign-in instead of 401; a page event
that is refused changes nothing and sends no data. The operator's routes answer on this machine and to the holder
of the metrics token; to others they do not exist.
"""
_OBJECTS = ("shared", "same tenant", "other tenant")


def render(entries: Iterable[Entry]) -> str:
    """The matrix as a page of the documentation."""
    found = tuple(entries)
    parts = [_OPENING]
    for kind, title in _TITLES.items():
        rows = [entry for entry in found if entry.kind == kind]
        parts += [f"## {title} ({len(rows)})", "", f"| | {' | '.join((*CALLERS, *_OBJECTS))} |"]
        parts += ["|---" * (len(CALLERS) + len(_OBJECTS) + 1) + "|", *(_row(entry) for entry in rows), ""]
    return "\n".join(parts)


def _objects(entry: Entry) -> tuple[str, ...]:
    """What an object in another relation than "own" gets, in words."""
    if not entry.objects:
        return ("",) * len(_OBJECTS)
    roles = ", ".join(OF_TENANT.get(entry.name, ())) or "404"
    return ("yes" if entry.name in OF_SHARED else roles, roles, "404")


def _row(entry: Entry) -> str:
    answers = " | ".join((*(entry.answer(caller) for caller in CALLERS), *_objects(entry)))
    return f"| `{entry.name}` | {answers} |"
