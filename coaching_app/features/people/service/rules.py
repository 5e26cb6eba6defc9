"""What names and texts may be here, and the refusals that several use cases share."""

from datetime import timedelta

from coaching_app.core.errors import Conflict, Forbidden
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor, Role

# How long a step can be taken back by whoever took it.
UNDO = timedelta(minutes=10)
COACHING = frozenset({Role.PASTOR, Role.MENTOR})


def require_coach(actor: Actor) -> None:
    """Only a mentor or pastor can do this."""
    if actor.role not in COACHING:
        raise Forbidden(_("Only a mentor or a pastor can do this."))


def require_leader(actor: Actor) -> None:
    """Only a pastor or admin can do this."""
    if actor.role not in {Role.PASTOR, Role.ADMIN}:
        raise Forbidden(_("Only a pastor or an admin can do this."))


def settled() -> Conflict:
    """What somebody wanted to decide has been decided meanwhile."""
    return Conflict(_("This has been settled already. Look at it again."), code="settled")
