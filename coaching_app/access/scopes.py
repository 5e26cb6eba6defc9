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
    ACCOUNT = "account"


_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# What signing in with address and password gives, as long as a program does not ask for less.
DEVICE_SCOPES = frozenset({Scope.READ.value, Scope.WRITE.value, Scope.AGENT.value, Scope.ACCOUNT.value})
# What a person may give to an agent: never their account.
SERVICE_SCOPES = frozenset({Scope.READ.value, Scope.WRITE.value, Scope.AGENT.value})


def needed(method: str, marked: Scope | None) -> frozenset[str]:
    """The scopes a request takes: reading reads, changing writes, and what the route asks for besides."""
    own = Scope.READ if method in _READING else Scope.WRITE
    return frozenset({own.value} | ({marked.value} if marked else set()))


def check_scopes(actor: Actor | None, method: str, marked: Scope | None) -> None:
    """Raise Forbidden where a program's token reaches less far than the person it acts for."""
    if actor is None or actor.scopes is None:
        return
    missing = needed(method, marked) - actor.scopes
    if missing:
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
