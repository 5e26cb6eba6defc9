"""Reads and writes the zip of CSV files that Loop Habit Tracker exports."""

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from coaching_app.core.errors import TooLarge
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.habits.plan import DONE, MISSED, SKIPPED, WHOLE, Aim, Kind, Plan
from coaching_app.domain.habits.transfer.records import (
    BrokenLine,
    Parcel,
    TravelDay,
    TravelHabit,
    amount_of,
    checked_rhythm,
    day_of,
    mark_of_code,
    unreadable,
)
from coaching_app.domain.spreadsheet import as_written, harmless

_MOST_FILES, _LARGEST_FILE, _LARGEST_ALL = 2000, 16_000_000, 64_000_000
_WORDS = {"YES_MANUAL": 2, "YES_AUTO": 1, "NO": 0, "SKIP": 3, "UNKNOWN": -1}
_PLACE = re.compile(r"(?:.*/)?(\d{1,4})(?: [^/]*)?/Checkmarks\.csv", re.DOTALL)
_HABITS_HEAD = (
    "Position", "Name", "Type", "Question", "Description", "FrequencyNumerator", "FrequencyDenominator",
    "Color", "Unit", "Target Type", "Target Value", "Archived?",
)  # fmt: skip
PALETTE = (
    "#D32F2F", "#E64A19", "#F57C00", "#FF8F00", "#F9A825", "#AFB42B", "#7CB342", "#388E3C", "#00897B", "#00ACC1",
    "#039BE5", "#1976D2", "#303F9F", "#5E35B1", "#8E24AA", "#D81B60", "#5D4037", "#303030", "#757575", "#aaaaaa",
)  # fmt: skip


def read_loop_zip(content: bytes) -> Parcel:
    """The habits of an export; a line that cannot be read is noted and left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = _texts(archive)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise unreadable(_("This zip file is damaged.")) from None
    listing = next((name for name in files if name.rpartition("/")[2] == "Habits.csv"), None)
    if listing is None:
        raise unreadable(_("There is no Habits.csv in this zip file."))
    parcel = Parcel()
    habits = _read_habits(files[listing], listing, parcel)
    for name, text in files.items():
        found = _PLACE.fullmatch(name)
        if found and (habit := habits.get(int(found[1]))):
            _read_days(habit, text, name, parcel)
    parcel.habits = list(habits.values())
    parcel.check_size()
    return parcel


def _texts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The CSV files, as long as they are not larger than they can be."""
    infos = [one for one in archive.infolist() if one.filename.endswith(".csv")]
    if len(infos) > _MOST_FILES or sum(one.file_size for one in infos) > _LARGEST_ALL:
        raise TooLarge(_("This zip file unpacks to more than is accepted."))
    texts: dict[str, str] = {}
    for info in infos:
        with archive.open(info) as file:
            data = file.read(_LARGEST_FILE + 1)
        if len(data) > _LARGEST_FILE:
            raise TooLarge(_("This zip file unpacks to more than is accepted."))
        texts[info.filename] = data.decode("utf-8-sig", errors="replace")
    return texts


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they end on; a broken one ends the file."""
    reader = csv.reader(io.StringIO(text, newline=""))
    for row in reader:
        if row:
            yield reader.line_num, [as_written(cell) for cell in row]


def _read_habits(text: str, file: str, parcel: Parcel) -> dict[int, TravelHabit]:
    found: dict[int, TravelHabit] = {}
    names: Counter[str] = Counter()
    head: list[str] = []
    try:
        for line, row in _rows(text):
            if not head:
                head = row
                continue
            try:
                position, habit = _habit(dict(zip(head, row, strict=False)), names)
            except BrokenLine as problem:
                parcel.skip(file, line, str(problem))
                continue
            found[position] = habit
    except csv.Error:
        parcel.skip(file, 0, _("the file is not CSV"))
    return found


def _habit(row: Mapping[str, str], names: Counter[str]) -> tuple[int, TravelHabit]:
    name = row.get("Name", "").strip()
    if not name:
        raise BrokenLine(_("there is no name"))
    times, days = checked_rhythm(
        _whole(row.get("FrequencyNumerator") or row.get("NumRepetitions") or "1"),
        _whole(row.get("FrequencyDenominator") or row.get("Interval") or "1"),
    )
    kind = Kind.MEASURED if row.get("Type") == "NUMERICAL" else Kind.YES_NO
    aim = Aim.AT_MOST if row.get("Target Type") == "AT_MOST" else Aim.AT_LEAST
    target = amount_of(row.get("Target Value") or "0") if kind is Kind.MEASURED else 0
    names[name] += 1
    key = hashlib.sha256(f"{name}\x1f{kind}\x1f{names[name]}".encode()).hexdigest()[:32]
    color = row.get("Color", "")
    return _whole(row.get("Position") or "0"), TravelHabit(
        origin=f"loop-csv:{key}",
        name=name,
        plan=Plan(kind, aim, target, times, days),
        question=row.get("Question", ""),
        description=row.get("Description", ""),
        unit=row.get("Unit", ""),
        color=PALETTE.index(color) if color in PALETTE else 8,
        is_archived=row.get("Archived?", "").lower() == "true",
    )


def _whole(text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        raise BrokenLine(_("the number cannot be read"))
    return int(digits)


def _read_days(habit: TravelHabit, text: str, file: str, parcel: Parcel) -> None:
    try:
        for line, row in _rows(text):
            if row[0].strip().lower() == "date":
                continue
            try:
                day = _day(row, is_measured=habit.plan.is_measured)
            except BrokenLine as problem:
                parcel.skip(file, line, str(problem))
                continue
            if day.mark is not None or day.note:
                habit.days.append(day)
    except csv.Error:
        parcel.skip(file, 0, _("the file is not CSV"))


def _day(row: list[str], *, is_measured: bool) -> TravelDay:
    if len(row) < 2:
        raise BrokenLine(_("the value is missing"))
    text = row[1].strip()
    code = _WORDS.get(text)
    if code is None:
        if not re.fullmatch(r"-?\d{1,13}", text, re.ASCII):
            raise BrokenLine(_("the value is unknown"))
        code = int(text)
    mark = mark_of_code(code, is_measured=is_measured)
    return TravelDay(day_of(row[0]), mark, row[2].strip() if len(row) > 2 else "")


def write_loop_zip(habits: Iterable[TravelHabit], scores: Mapping[str, list[tuple[date, float]]]) -> bytes:
    """An export as Loop makes it; `scores` by origin."""
    packed = io.BytesIO()
    listed = list(habits)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "Habits.csv", _csv([_HABITS_HEAD, *(_row(n, one) for n, one in enumerate(listed, 1))])
        )
        for number, habit in enumerate(listed, 1):
            plain = re.sub(r"[^ a-zA-Z0-9._-]+", "", habit.name)[:100].strip()
            folder = f"{number:03d} {plain}".strip()
            days = sorted(habit.days, key=lambda one: one.day, reverse=True)
            marks = [(day.day.isoformat(), _written(day.mark, habit.plan), day.note) for day in days]
            archive.writestr(f"{folder}/Checkmarks.csv", _csv([("Date", "Value", "Notes"), *marks]))
            points = [
                (day.isoformat(), f"{score:.4f}") for day, score in reversed(scores.get(habit.origin, []))
            ]
            archive.writestr(f"{folder}/Scores.csv", _csv([("Date", "Score"), *points]))
    return packed.getvalue()


def _row(number: int, habit: TravelHabit) -> tuple[str, ...]:
    plan = habit.plan
    measured = (habit.unit, plan.aim.name, str(plan.target / WHOLE)) if plan.is_measured else ("", "", "")
    kind = "NUMERICAL" if plan.is_measured else "YES_NO"
    # Loop knows no chosen weekdays; as often a week comes closest.
    times, days = (plan.weekdays.bit_count(), 7) if plan.weekdays else (plan.times, plan.days)
    return (
        f"{number:03d}", habit.name, kind, habit.question, habit.description, str(times), str(days),
        PALETTE[habit.color % len(PALETTE)], *measured, str(habit.is_archived).lower(),
    )  # fmt: skip


def _written(mark: int | None, plan: Plan) -> str:
    if mark is None:
        return "UNKNOWN"
    if mark == SKIPPED:
        return "SKIP"
    if plan.is_measured:
        return str(mark) if mark not in {0, 1, 2, 3} else {0: "NO"}.get(mark, str(mark))
    return "YES_MANUAL" if mark == DONE else "NO" if mark == MISSED else "UNKNOWN"


def _csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue()
