"""Reads and writes iCalendar files: what is broken is named by its line, the rest arrives."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, cast

from icalendar import Calendar, Event

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.local_day import zone
from coaching_app.domain.recurrence import EARLIEST, LATEST, read_rule

LARGEST_FILE: Final = 5_000_000
MOST_ENTRIES: Final = 5_000
LONGEST_MINUTES: Final = 10_080
_KINDS = ("VEVENT", "VTODO")
_PRODUCT = "-//Coaching//Planner//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a calendar, on the person's own clock; a day alone when `at` is missing.

    `exceptions` are days as text, as a task keeps them.
    """

    uid: str
    title: str
    day: date
    at: time | None = None
    minutes: int | None = None
    notes: str = ""
    rule: str = ""
    skipped: tuple[date, ...] = ()
    added: tuple[date, ...] = ()
    moved: tuple[tuple[date, date], ...] = ()
    is_done: bool = False
    is_todo: bool = False
    category: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that could not be read: the line where it begins, and why."""

    line: int
    reason: str


def write_calendar(entries: Iterable[Entry], time_zone: str, name: str) -> bytes:
    """A calendar file of these entries; times are given in the zone they are meant in."""
    calendar: Any = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, time_zone))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry: Entry, time_zone: str) -> Any:
    event: Any = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", datetime(2026, 1, 1, tzinfo=UTC))
    event.add("summary", f"✓ {entry.title}" if entry.is_done else entry.title)
    event.add("dtstart", _moment(entry.day, entry.at, time_zone))
    if entry.at is not None:
        event.add("duration", timedelta(minutes=entry.minutes or 30))
    if entry.notes:
        event.add("description", entry.notes)
    if entry.category:
        event.add("categories", [entry.category])
    if entry.rule:
        event.add("rrule", _rrule(entry.rule, time_zone, is_timed=entry.at is not None))
    for day in entry.skipped:
        event.add("exdate", _moment(day, entry.at, time_zone))
    for day in entry.added:
        event.add("rdate", _moment(day, entry.at, time_zone))
    # A whole day and what is done leave the person free.
    event.add("transp", "OPAQUE" if entry.at and not entry.is_done else "TRANSPARENT")
    return event


def _moment(day: date, at: time | None, time_zone: str) -> date | datetime:
    return day if at is None else datetime.combine(day, at, tzinfo=zone(time_zone))


def _rrule(text: str, time_zone: str, *, is_timed: bool) -> Any:
    """The rule for a file: beside a time, its end is a moment in UTC."""
    from icalendar import vRecur

    rule = read_rule(text)
    if rule.until is not None and is_timed and not isinstance(rule.until, datetime):
        end = datetime.combine(rule.until, time(23, 59, 59), tzinfo=zone(time_zone)).astimezone(UTC)
        rule = replace(rule, until=end)
    return vRecur.from_ical(str(rule))


def read_calendar(content: bytes, time_zone: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The entries of a file on the clock of this zone, and those that could not be read."""
    if len(content) > LARGEST_FILE:
        raise Invalid(_("A calendar file holds at most 5 MB."), code="too_large")
    text = content.decode("utf-8-sig", "replace")
    if "BEGIN:VCALENDAR" not in text.upper():
        raise Invalid(_("This is no calendar file."), code="not_a_calendar")
    masters: dict[str, Entry] = {}
    changes: list[tuple[str, date, Entry | None]] = []
    problems: list[Problem] = []
    zones, blocks = _blocks(text)
    for line, block in blocks:
        if len(masters) + len(changes) >= MOST_ENTRIES:
            problems.append(
                Problem(line, _("Only the first {count} entries are read.").format(count=MOST_ENTRIES))
            )
            break
        try:
            component = _parsed(zones, block)
            entry = _entry(component, time_zone)
        except Invalid as error:
            problems.append(Problem(line, error.message))
        except Exception:  # noqa: BLE001 - whatever a strange file makes the library raise concerns this entry only
            problems.append(Problem(line, _("This entry is damaged.")))
        else:
            _sort_in(component, entry, time_zone, masters, changes)
    return tuple(_with_changes(masters, changes)), tuple(problems)


def _blocks(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The time zones of a file, and each entry as text with the number of its first line."""
    zones: list[str] = []
    blocks: list[tuple[int, str]] = []
    lines: list[str] = []
    start, kind = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        word = line.strip().upper()
        if word in {"BEGIN:VEVENT", "BEGIN:VTODO", "BEGIN:VTIMEZONE"}:
            if kind in _KINDS:
                # The one before never ended.
                blocks.append((start, ""))
            start, kind, lines = number, word.removeprefix("BEGIN:"), []
        if kind:
            lines.append(line)
        if kind and word == f"END:{kind}":
            whole = "\r\n".join(lines)
            if kind in _KINDS:
                blocks.append((start, whole))
            else:
                zones.append(whole)
            kind = ""
    if kind in _KINDS:
        blocks.append((start, ""))
    return "\r\n".join(zones), blocks


def _parsed(zones: str, block: str) -> Any:
    if not block:
        raise Invalid(_("This entry has no end."))
    around = "\r\n".join(filter(None, ("BEGIN:VCALENDAR", "VERSION:2.0", zones, block, "END:VCALENDAR", "")))
    calendar: Any = Calendar.from_ical(around)
    return next(part for part in calendar.subcomponents if part.name in _KINDS)


def _entry(part: Any, time_zone: str) -> Entry:
    errors = cast("list[Any]", getattr(part, "errors", []))
    if errors:
        raise Invalid(_("{field} cannot be read.").format(field=str(errors[0][0])[:40]))
    title = str(part.get("summary", "")).strip()
    is_todo = part.name == "VTODO"
    start = part.get("dtstart") or (part.get("due") if is_todo else None)
    if start is None:
        raise Invalid(_("It has no day."))
    day, at = _on_the_wall(start.dt, time_zone)
    if not EARLIEST <= day <= LATEST:
        raise Invalid(_("Choose a day between 1900 and 2200."))
    rule = part.get("rrule")
    return Entry(
        uid=str(part.get("uid", "")) or hashlib.sha256(part.to_ical()).hexdigest(),
        title=" ".join(title.split())[:500] or _("Without a title"),
        day=day,
        at=at,
        minutes=_minutes(part, start.dt),
        notes=str(part.get("description", ""))[:20_000],
        rule=str(read_rule(_rule_text(rule))) if rule is not None else "",
        skipped=tuple(_days(part.get("exdate"), time_zone)),
        added=tuple(_days(part.get("rdate"), time_zone)),
        is_done=part.get("completed") is not None or str(part.get("status", "")).upper() == "COMPLETED",
        is_todo=is_todo,
    )


def _rule_text(rule: Any) -> str:
    if isinstance(rule, list):
        raise Invalid(_("It repeats by several rules at once."))
    return rule.to_ical().decode()


def _on_the_wall(moment: date | datetime, time_zone: str) -> tuple[date, time | None]:
    if not isinstance(moment, datetime):
        return moment, None
    local = moment.astimezone(zone(time_zone)) if moment.tzinfo else moment
    return local.date(), local.time().replace(second=0, microsecond=0, tzinfo=None)


def _minutes(part: Any, start: date | datetime) -> int | None:
    length: timedelta | None = None
    if part.get("duration") is not None:
        length = part.get("duration").dt
    elif part.get("dtend") is not None and isinstance(start, datetime):
        end = part.get("dtend").dt
        length = end - start if isinstance(end, datetime) else None
    if length is None or not isinstance(start, datetime):
        return None
    minutes = int(length.total_seconds() // 60)
    return min(minutes, LONGEST_MINUTES) if minutes > 0 else None


def _days(found: Any, time_zone: str) -> Iterator[date]:
    groups = cast("list[Any]", found) if isinstance(found, list) else [found] if found is not None else []
    for group in groups:
        for one in group.dts:
            if isinstance(one.dt, date):
                yield _on_the_wall(one.dt, time_zone)[0]


def _sort_in(
    part: Any,
    entry: Entry,
    time_zone: str,
    masters: dict[str, Entry],
    changes: list[tuple[str, date, Entry | None]],
) -> None:
    cancelled = str(part.get("status", "")).upper() == "CANCELLED"
    meant = part.get("recurrence-id")
    if meant is not None:
        changes.append((entry.uid, _on_the_wall(meant.dt, time_zone)[0], None if cancelled else entry))
    elif not cancelled:
        masters[entry.uid] = entry


def _with_changes(
    masters: dict[str, Entry], changes: list[tuple[str, date, Entry | None]]
) -> Iterator[Entry]:
    for uid, meant, entry in changes:
        master = masters.get(uid)
        if master is None:
            if entry is not None:
                masters[f"{uid}/{meant}"] = replace(entry, uid=f"{uid}/{meant}", rule="")
        elif entry is None:
            masters[uid] = replace(master, skipped=(*master.skipped, meant))
        else:
            masters[uid] = replace(master, moved=(*master.moved, (meant, entry.day)))
    yield from masters.values()
