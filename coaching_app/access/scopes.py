"""What a program's token may do: scopes, and which of them a route asks for."""

from enum import StrEnum

from coaching_app.core.errors import Forbidden
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor


class Scope(StrEnum):
    """A kind of thing a token may do; our own pages may do all of them."""

    READ = "read"
    WRITE = "write"
    AGENT = "agent"
    # Who may see what: giving access to what is private takes more than changing things.
    SHARING = "sharing"
    ACCOUNT = "account"


_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# What signing in with address and password gives, as long as a program does not ask for less.
DEVICE_SCOPES = frozenset(scope.value for scope in Scope)
# What a person may give to an agent: never their account.
SERVICE_SCOPES = DEVICE_SCOPES - {Scope.ACCOUNT.value}


def needed(method: str, marked: Scope | None) -> frozenset[str]:
    """The scopes a request takes: reading reads, changing writes, and what the route asks for besides."""
    own = Scope.READ if method in _READING else Scope.WRITE
    return frozenset({own.value} | ({marked.value} if marked else set()))


def check_scopes(actor: Actor | None, method: str, marked: Scope | None) -> None:
    """Raise Forbidden where a program's token reaches less far than the person it acts for."""
    require_scopes(actor, needed(method, marked))


def require_scopes(actor: Actor | None, scopes: frozenset[str]) -> None:
    """Raise Forbidden unless these are among what the token may do; a browser may do all of it."""
    if actor is not None and actor.scopes is not None and (missing := scopes - actor.scopes):
        raise Forbidden(
            _("This token may not do that. It would need: {scopes}.").format(
                scopes=", ".join(sorted(missing))
            ),
            code="insufficient_scope",
        )


def spelled(scopes: frozenset[str]) -> str:
    """The scopes as they are stored."""
    return " ".join(sorted(scopes))


def read(text: str) -> frozenset[str]:
    """The scopes that are stored; unknown words are nothing."""
    return frozenset(text.split()) & DEVICE_SCOPES
