"""Calendar files out and in: everything with a day goes out, what can be read comes in, once."""

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.calendar_file import Entry, Problem, read_calendar, write_calendar
from coaching_app.features.calendar.schemas import Imported, LineProblem
from coaching_app.features.planner import service as planner

MOST_PROBLEMS = 200


async def export_calendar(db: AsyncSession, actor: Actor) -> bytes:
    """The person's calendar as a file."""
    entries = await planner.calendar_entries(db, actor)
    return write_calendar(entries, actor.time_zone, _("Planner of {name}").format(name=actor.display_name))


def parse_calendar(actor: Actor, content: bytes) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """What a file holds on the person's clock; slow for a large one, so it is called in a thread."""
    return read_calendar(content, actor.time_zone)


async def import_calendar(
    db: AsyncSession, actor: Actor, entries: tuple[Entry, ...], problems: tuple[Problem, ...]
) -> Imported:
    """Make tasks of what was read; the same file again changes nothing."""
    added, kept = await planner.keep_entries(db, actor, entries)
    told = tuple(LineProblem(one.line, one.reason) for one in problems[:MOST_PROBLEMS])
    return Imported(added, kept, told)
