"""Says in words what administration shows: roles, states, moments, what an entry of the trail did."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_decimal

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import zone
from coaching_app.features.admin.schemas import Part


def role_label(role: str) -> str:
    """A role as people say it."""
    words = {"admin": _("Admin"), "pastor": _("Pastor"), "mentor": _("Mentor"), "mentee": _("Mentee")}
    return words.get(role, role)


def kind_label(kind: str) -> str:
    """A kind of relationship."""
    return {"mentor": _("Mentor"), "pastor": _("Pastor")}.get(kind, kind)


def shown(actor: Actor, moment: datetime | None, *, missing: str = "") -> str:
    """A moment in the admin's own zone and language."""
    if moment is None:
        return missing
    here = zone(actor.time_zone)
    local = moment.astimezone(here)
    # The year only where it is another: a column of moments is read at a glance.
    pattern = "d MMM, HH:mm" if local.year == now().astimezone(here).year else "d MMM y"
    return format_datetime(local, pattern, locale=actor.language.replace("-", "_"))


def number(actor: Actor, value: int) -> str:
    """A number in the admin's own language."""
    return format_decimal(value, locale=actor.language.replace("-", "_"))


def size(actor: Actor, value: int) -> str:
    """Bytes as people say them."""
    return _("{size} MB").format(size=number(actor, round(value / 1_000_000)))


def part(actor: Actor, offset: int, shown_now: int, total: int, *, filtered: bool = False) -> Part:
    """What part of a list stands there."""
    if not total:
        return Part(_("Nothing found") if filtered else "")
    words = _("{first} to {last} of {total}").format(
        first=number(actor, offset + 1), last=number(actor, offset + shown_now), total=number(actor, total)
    )
    return Part(words, offset > 0, offset + shown_now < total)


def nobody(action: str) -> str:
    """Who it was when nobody was signed in."""
    if action.startswith("job "):
        return _("background work")
    return _("the terminal") if action.startswith("command ") else _("nobody signed in")


_VERBS = {"insert": "+", "update": "~", "delete": "−"}


def entry_words(changes: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]) -> str:
    """What an entry did, in one line: events by name, tables with how many rows and which columns."""
    parts = [str(event.get("name", "")) for event in events]
    for change in changes:
        count = change.get("count")
        counted = f" {count}" if count not in {None, 1} else ""
        columns = change.get("columns") or ()
        listed = f" ({', '.join(columns)})" if columns else ""
        parts.append(f"{_VERBS.get(change['verb'], '')}{change['table']}{counted}{listed}")
    return " · ".join(parts)
