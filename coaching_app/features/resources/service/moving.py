"""Lists come in from other programs and go out as a table; taking the same in again changes nothing."""

import asyncio
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.reading_lists import Broken, Found, UnknownList, decoded, read_list
from coaching_app.domain.spreadsheet import harmless
from coaching_app.features.resources import queries
from coaching_app.features.resources.schemas import MOST_RESOURCES, ImportNotice, ImportReport, LeftOut
from coaching_app.features.resources.service.queue import key_of
from coaching_app.models import Resource

LARGEST = 20_000_000
_LISTED = 100
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a list holds, each address once, and what of it cannot be used."""

    found: tuple[Found, ...]
    doubled: int
    broken: tuple[Broken, ...]


async def unpack(content: bytes) -> Parcel:
    """Read a file."""
    if len(content) > LARGEST:
        raise Invalid(_("This list is larger than 20 MB."), code="not_a_list")
    try:
        found, broken = await asyncio.to_thread(lambda: read_list(decoded(content)))
    except UnknownList:
        raise Invalid(
            _("Send bookmarks as HTML, or the CSV or JSON of Pocket, Readwise or Karakeep."),
            code="not_a_list",
        ) from None
    new: dict[str, Found] = {}
    for one in found:
        new.setdefault(key_of(one.url), one)
    return Parcel(tuple(new.values()), len(found) - len(new), tuple(broken))


def first_report(parcel: Parcel) -> ImportReport:
    """What is known before anything was taken in."""
    rows = tuple(LeftOut(one.line, _why(one)) for one in parcel.broken[:_LISTED])
    return ImportReport(0, parcel.doubled, len(parcel.broken), rows)


async def take_in(
    db: AsyncSession, actor: Actor, parcel: Parcel, start: int, report: ImportReport
) -> ImportReport:
    """Add what is new of one part of a list; what is known stays as it is."""
    if start == 0:
        waiting, finished = await queries.counts(db, actor)
        if waiting + finished + len(parcel.found) > MOST_RESOURCES:
            raise Invalid(_("A queue holds at most {limit} things.").format(limit=f"{MOST_RESOURCES:,}"))
    part = {key_of(one.url): one for one in parcel.found[start : start + AT_ONCE]}
    known = await queries.known_keys(db, actor, list(part)) if part else set[str]()
    added = [_made(actor, one, key) for key, one in part.items() if key not in known]
    db.add_all(added)
    await db.flush()
    return replace(report, added=report.added + len(added), known=report.known + len(part) - len(added))


def _made(actor: Actor, found: Found, key: str) -> Resource:
    is_read = found.progress >= 100
    return Resource(
        owner_id=actor.user_id,
        title=found.title,
        url=found.url,
        url_key=key,
        tags=list(found.tags),
        minutes=found.minutes,
        progress=found.progress,
        finished_at=now() if is_read else None,
        origin="import",
    )


def _why(broken: Broken) -> str:
    words = {
        "no_url": _("there is no address"),
        "not_web": _("the address is none of the web (http or https)"),
        "too_many": _("the list is longer than what is read at once"),
    }
    return words.get(broken.why, _("the row cannot be read"))


async def export_csv(db: AsyncSession, actor: Actor) -> str:
    """The whole queue as a table that can be taken in again."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(
        ("title", "url", "tags", "minutes", "reading progress", "goal", "due", "finished", "notes")
    )
    for resource, goal, _status in await queries.resources(db, actor, limit=MOST_RESOURCES):
        writer.writerow(_line(resource, goal))
    return buffer.getvalue()


def _line(resource: Resource, goal: str) -> Sequence[str]:
    return (
        harmless(resource.title),
        resource.url,
        harmless(",".join(str(tag) for tag in resource.tags)),
        str(resource.minutes or ""),
        str(resource.progress / 100),
        harmless(goal),
        resource.due_on.isoformat() if resource.due_on else "",
        resource.finished_at.isoformat() if resource.finished_at else "",
        harmless(resource.notes),
    )


def import_notice(report: Mapping[str, Any]) -> ImportNotice:
    """What an import brought, in words; the report comes back from the browser, so nothing in it is trusted."""

    def count(name: str) -> int:
        value = report.get(name)
        return value if isinstance(value, int) else 0

    words = ngettext("{count} added", "{count} added", count("added")).format(count=count("added"))
    if count("known"):
        words += ", " + _("{count} known already").format(count=count("known"))
    if count("left_out"):
        words += ", " + _("{count} left out").format(count=count("left_out"))
    given = report.get("rows")
    found = cast("list[Any]", given) if isinstance(given, list) else []
    kept = [cast("dict[str, Any]", row) for row in found[:_LISTED] if isinstance(row, dict)]
    rows = tuple(
        LeftOut(row["line"], str(row.get("reason", ""))[:200])
        for row in kept
        if isinstance(row.get("line"), int)
    )
    return ImportNotice(f"{words}.", "", rows, bool(rows))
