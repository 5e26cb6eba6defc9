"""Says who may use each handler, route, page, job, export and tool; what has no policy is refused."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar, cast

from coaching_app.access.scopes import Scope
from coaching_app.core.errors import Forbidden, Unauthenticated
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor, Role

_ATTRIBUTE = "__access_policy__"
_LARGEST = "__access_largest__"
_SCOPE = "__access_scope__"
_OWING = "__access_while_owing__"
LARGEST_ARGUMENTS = 64_000
# Why somebody is refused who owes a second step.
OWING = "second_step_owed"
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Policy(Enum):
    """Who may come in at all; services still check the object, its parent and its tenant."""

    PUBLIC = "anyone"
    SIGNED_IN = "any signed-in person"
    COACHES = "pastor or mentor"
    LEADERS = "pastor or admin"
    STAFF = "mentor, pastor or admin"
    ADMIN = "admin of the tenant"
    OPERATOR = "this machine, or the holder of the metrics token"
    WORKER = "the background worker"

    def allows(self, actor: Actor | None) -> bool:
        """Whether this person, or nobody, may come in."""
        if self is Policy.PUBLIC:
            return True
        return actor is not None and actor.role in self.roles

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that may come in."""
        return _ROLES.get(self, frozenset())


# The operator and the worker are no roles: a person never has their policies.
_ROLES: dict[Policy, frozenset[Role]] = {
    Policy.SIGNED_IN: frozenset(Role),
    Policy.COACHES: frozenset({Role.PASTOR, Role.MENTOR}),
    Policy.LEADERS: frozenset({Role.PASTOR, Role.ADMIN}),
    Policy.STAFF: frozenset({Role.MENTOR, Role.PASTOR, Role.ADMIN}),
    Policy.ADMIN: frozenset({Role.ADMIN}),
}


def policy(
    required: Policy,
    *,
    largest: int = LARGEST_ARGUMENTS,
    scope: Scope | None = None,
    while_owing: bool = False,
) -> Callable[[Decorated], Decorated]:
    """Mark a handler, route, page or job function with who may use it; goes directly above `def`.

    `largest` bounds the JSON of a page event's arguments, in characters. `scope` is what a program's token
    needs for this route besides reading or writing. `while_owing` lets in also whoever owes a second step: for
    what it takes to show one, and nothing else.
    """

    def mark(function: Decorated) -> Decorated:
        setattr(function, _ATTRIBUTE, required)
        setattr(function, _LARGEST, largest)
        setattr(function, _SCOPE, scope)
        setattr(function, _OWING, while_owing)
        return function

    return mark


def policy_of(function: object) -> Policy | None:
    """The policy a function was marked with, or None: then nobody may use it."""
    return cast("Policy | None", getattr(function, _ATTRIBUTE, None))


def largest_arguments(function: object) -> int:
    """How many characters of JSON the arguments of a page event may have."""
    return getattr(function, _LARGEST, LARGEST_ARGUMENTS)


def scope_of(function: object) -> Scope | None:
    """The scope a route asks of a program's token besides reading or writing."""
    return getattr(function, _SCOPE, None)


def is_open_while_owing(function: object) -> bool:
    """Whether a function is there also for somebody who owes a second step."""
    return getattr(function, _OWING, False)


def check(required: Policy | None, actor: Actor | None, *, while_owing: bool = False) -> None:
    """Raise Unauthenticated or Forbidden unless the policy lets this person in.

    Whoever owes a second step is let in nowhere but where that is said, and where anybody is.
    """
    if required is not None and required.allows(actor):
        if actor is None or not actor.owes_second_step or while_owing or required is Policy.PUBLIC:
            return
        raise Forbidden(
            _("Here a second step is asked of you at sign-in. Please set it up first."), code=OWING
        )
    if actor is None:
        raise Unauthenticated
    raise Forbidden
