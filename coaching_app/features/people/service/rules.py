"""What names and texts may be here, and the refusals that several use cases share."""

import unicodedata
from datetime import timedelta

from coaching_app.core.errors import Conflict, Forbidden, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor, Role

# How long a step can be taken back by whoever took it.
UNDO = timedelta(minutes=10)
COACHING = frozenset({Role.PASTOR, Role.MENTOR})
_UNSHOWABLE = frozenset({"Cc", "Cs"})


def refuse(field: str, message: str) -> Invalid:
    """The error that belongs beside one field."""
    return Invalid(message, detail={"field": field})


def clean_text(text: str, field: str, longest: int) -> str:
    """A text of several lines, without what no screen shows."""
    shown = "".join(
        char for char in text if char in "\t\n\r" or unicodedata.category(char) not in _UNSHOWABLE
    ).strip()
    if len(shown) > longest:
        raise refuse(field, _("This holds at most {limit} characters.").format(limit=f"{longest:,}"))
    return shown


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
