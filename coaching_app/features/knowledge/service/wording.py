"""Puts notes, vaults and imports into the words of a person's pages."""

from datetime import datetime
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_decimal

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import zone
from coaching_app.features.knowledge.schemas import ImportCard, ImportView, SourceView, VaultRow

LIST = "/knowledge"


def locale_of(actor: Actor) -> Locale:
    """The person's locale, or English where it is unknown."""
    try:
        return Locale.parse(actor.language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def number(actor: Actor, value: int) -> str:
    """A number as the person writes it."""
    return format_decimal(value, locale=locale_of(actor))


def day(actor: Actor, moment: datetime) -> str:
    """The day of a moment, for the person."""
    local = moment.astimezone(zone(actor.time_zone))
    return format_skeleton("yMMMd", local, locale=locale_of(actor))


def list_href(**asked: str) -> str:
    """The address of the list, narrowed."""
    some = {name: value for name, value in asked.items() if value}
    return f"{LIST}?{urlencode(some)}" if some else LIST


def notes(actor: Actor, count: int) -> str:
    """How many notes, in words."""
    return ngettext("{count} note", "{count} notes", count).format(count=number(actor, count))


def files(actor: Actor, count: int) -> str:
    """How many files, in words."""
    return ngettext("{count} file", "{count} files", count).format(count=number(actor, count))


def vault_row(actor: Actor, source: SourceView) -> VaultRow:
    """A vault on the shelf."""
    facts = [notes(actor, source.notes)]
    if source.files:
        facts.append(files(actor, source.files))
    return VaultRow(source.id, source.name, " · ".join(facts), f"/api/v1/vaults/{source.id}/export")


def import_card(actor: Actor, view: ImportView) -> ImportCard:
    """An import as the page draws it."""
    sentence, tone = _sentence(actor, view)
    seen = _("{seen} of {total} files").format(
        seen=number(actor, view.counts.seen), total=number(actor, view.counts.total)
    )
    return ImportCard(
        id=view.id,
        name=view.name,
        status=view.status,
        percent=view.percent,
        counts=seen if view.counts.total else _("Getting ready"),
        sentence=sentence,
        tone=tone,
        is_active=view.is_active,
        can_cancel=view.status in {"waiting", "reading"},
        problem_count=view.problems,
    )


def _sentence(actor: Actor, view: ImportView) -> tuple[str, str]:
    if view.status == "done":
        return _done(actor, view), "green"
    if view.status == "failed":
        return view.error, "rose"
    words = {
        "waiting": _("Waiting for its turn."),
        "finishing": _("All files are read. Connecting the links."),
        "cancelling": _("Stopping, and taking back what was read."),
        "cancelled": _("The import was cancelled. Nothing of it was kept."),
    }
    return words.get(view.status, _("You can leave this page; the import goes on.")), "sky"


def _done(actor: Actor, view: ImportView) -> str:
    counts = view.counts
    if not counts.added and not counts.changed:
        return _("Nothing has changed since the last import.")
    parts = [
        (counts.added, _("{count} new")),
        (counts.changed, _("{count} changed")),
        (counts.unchanged, _("{count} as before")),
        (counts.failed, _("{count} could not be read")),
    ]
    said = ", ".join(words.format(count=number(actor, count)) for count, words in parts if count)
    return _("Imported: {counts}.").format(counts=said)
