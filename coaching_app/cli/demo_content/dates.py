"""Copies the sample notes with their dates set relative to today, so that the journal ends yesterday.

In file names and texts `{-12}` stands for the day twelve days ago, and `{mon-8}` for the latest Monday that
is at least eight days ago.
"""

import os
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

NOTES = Path(__file__).with_name("vault")
_PLACE = re.compile(r"\{(mon|tue|wed|thu|fri|sat|sun)?-(\d{1,3})\}")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def dated(text: str, today: date) -> str:
    """The text with real days in it."""
    return _PLACE.sub(lambda found: _day(found[1], int(found[2]), today).isoformat(), text)


def _day(weekday: str | None, ago: int, today: date) -> date:
    day = today - timedelta(days=ago)
    if weekday is None:
        return day
    return day - timedelta(days=(day.weekday() - _WEEKDAYS.index(weekday)) % 7)


def copy_notes(target: Path, today: date) -> None:
    """Write the dated notes under `target`."""
    for source in sorted(path for path in NOTES.rglob("*") if path.is_file()):
        copied = target / dated(source.relative_to(NOTES).as_posix(), today)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_text(dated(source.read_text(encoding="utf-8"), today), encoding="utf-8")
        noon = datetime.combine(today - timedelta(days=1), time(12), UTC).timestamp()
        os.utime(copied, (noon, noon))
