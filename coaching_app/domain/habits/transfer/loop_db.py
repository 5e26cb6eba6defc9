"""Reads the SQLite backup of Loop Habit Tracker without trusting the file."""

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.habits.plan import WHOLE, Aim, Kind, Plan
from coaching_app.domain.habits.transfer.records import (
    MOST_DAYS_IN_ALL,
    MOST_HABITS,
    BrokenLine,
    Parcel,
    TravelDay,
    TravelHabit,
    checked_rhythm,
    day_of_milliseconds,
    mark_of_code,
    unreadable,
)

MAGIC = b"SQLite format 3\x00"
_SECONDS = 20.0
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
# The columns of every version since 9; older ones lack some.
_HABIT = (
    "id", "name", "archived", "color", "freq_num", "freq_den", "description", "question", "type", "target_type",
    "target_value", "unit", "uuid", "position",
)  # fmt: skip
_DAY = ("habit", "timestamp", "value", "notes")


def read_loop_database(content: bytes) -> Parcel:
    """The habits of a backup. Call it in a thread: it reads a file."""
    if not content.startswith(MAGIC):
        raise unreadable(_("This is not a backup of Loop Habit Tracker."))
    with tempfile.TemporaryDirectory(prefix="habits-") as folder:
        path = Path(folder) / "backup.db"
        path.write_bytes(content)
        try:
            return _read(path)
        except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError):
            raise unreadable(_("This backup is damaged.")) from None


def _read(path: Path) -> Parcel:
    uri = f"{path.as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as database:
        _fence(database)
        habits = _columns(database, "Habits", _HABIT)
        days = _columns(database, "Repetitions", _DAY)
        database.set_authorizer(_only_reading)
        parcel = Parcel()
        known = _read_habits(database, habits, parcel)
        _read_days(database, days, known, parcel)
    parcel.habits = list(known.values())
    parcel.check_size()
    return parcel


def _fence(database: sqlite3.Connection) -> None:
    """Nothing of what the file says may run, and nothing may take for ever."""
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    database.text_factory = _text
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000)
    limit = time.monotonic() + _SECONDS
    database.set_progress_handler(lambda: int(time.monotonic() > limit), 20_000)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _only_reading(action: int, *_about: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _columns(database: sqlite3.Connection, table: str, wanted: Sequence[str]) -> str:
    """What to select from a table; a missing column is NULL."""
    kind = database.execute(
        "SELECT type, sql FROM sqlite_master WHERE lower(name) = lower(?)", (table,)
    ).fetchone()
    if kind is None or kind[0] != "table" or "VIRTUAL" in str(kind[1]).upper().split("(")[0]:
        raise unreadable(_("This is not a backup of Loop Habit Tracker."))
    # Names of our own only: none of the file's words becomes part of a statement.
    there = {str(row[1]).lower() for row in database.execute(f"PRAGMA table_xinfo({table})")}
    chosen = [f'"{name}"' if name in there else f"NULL AS {name}" for name in wanted]
    return f"SELECT {', '.join(chosen)} FROM {table}"  # noqa: S608 - table and columns are names of ours


def _rows(database: sqlite3.Connection, query: str, most: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    yield from enumerate(database.execute(f"{query} LIMIT {most + 1}"), 1)


def _read_habits(database: sqlite3.Connection, query: str, parcel: Parcel) -> dict[int, TravelHabit]:
    rows = sorted(_rows(database, query, MOST_HABITS), key=lambda one: (_int(one[1][13], 0), one[0]))
    known: dict[int, TravelHabit] = {}
    for line, row in rows:
        try:
            known[_int(row[0], -line)] = _habit(row)
        except BrokenLine as problem:
            parcel.skip("Habits", line, str(problem))
    return known


def _int(value: object, missing: int) -> int:
    return value if isinstance(value, int) else missing


def _habit(row: tuple[Any, ...]) -> TravelHabit:
    named = dict(zip(_HABIT, row, strict=True))
    name = str(named["name"] or "").strip()
    if not name:
        raise BrokenLine(_("there is no name"))
    times, days = checked_rhythm(_int(named["freq_num"], 1), _int(named["freq_den"], 1))
    kind = Kind.MEASURED if named["type"] == 1 else Kind.YES_NO
    target = named["target_value"] if isinstance(named["target_value"], int | float) else 0
    if not 0 <= target <= 10**9:
        raise BrokenLine(_("the number is out of range"))
    aim = Aim.AT_MOST if named["target_type"] == 1 else Aim.AT_LEAST
    # Before version 23 the question stood in the description.
    question, description = named["question"], named["description"]
    if question is None:
        question, description = description, ""
    key = str(named["uuid"] or f"{named['id']}-{name}")[:80]
    return TravelHabit(
        origin=f"loop:{key}",
        name=name,
        plan=Plan(kind, aim, round(target * WHOLE) if kind is Kind.MEASURED else 0, times, days),
        question=str(question or ""),
        description=str(description or ""),
        unit=str(named["unit"] or ""),
        color=_int(named["color"], 8) % 20,
        is_archived=bool(named["archived"]),
    )


def _read_days(
    database: sqlite3.Connection, query: str, known: dict[int, TravelHabit], parcel: Parcel
) -> None:
    for line, (habit_id, moment, value, notes) in _rows(database, query, MOST_DAYS_IN_ALL):
        habit = known.get(_int(habit_id, 0))
        if habit is None:
            parcel.skip("Repetitions", line, _("its habit is not there"))
            continue
        try:
            day = day_of_milliseconds(moment)
            mark = mark_of_code(2 if value is None else _number(value), is_measured=habit.plan.is_measured)
        except BrokenLine as problem:
            parcel.skip("Repetitions", line, str(problem))
            continue
        note = str(notes or "").strip()
        if mark is not None or note:
            habit.days.append(TravelDay(day, mark, note))


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise BrokenLine(_("the number cannot be read"))
    return value
