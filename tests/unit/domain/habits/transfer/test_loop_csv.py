"""Loop's CSV zip: read as it is, broken lines told, written so that it reads back."""

import io
import zipfile

import pytest

from coaching_app.core.errors import AppError, Invalid
from coaching_app.domain.habits.plan import DONE, MISSED, SKIPPED, Aim, Kind, Plan
from coaching_app.domain.habits.transfer.loop_csv import read_loop_zip, write_loop_zip
from coaching_app.domain.habits.transfer.records import TravelDay, TravelHabit, day_of

HEAD = "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,Target Value,Archived?"


def packed(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_a_new_export():
    parcel = read_loop_zip(packed(**{
        "Habits.csv": f'{HEAD}\n001,Walk,YES_NO,Did you?,,2,3,#FF8F00,,,,false\n002,"Read, slowly",NUMERICAL,,,1,1,#00897B,pages,AT_LEAST,20.5,true\n',
        "001 Walk/Checkmarks.csv": "Date,Value,Notes\n2026-01-04,YES_MANUAL,Cold\n2026-01-03,YES_AUTO,\n2026-01-02,NO,\n2026-01-01,SKIP,\n2025-12-31,UNKNOWN,Only a note\n",
        "002 Read slowly/Checkmarks.csv": "Date,Value,Notes\n2026-01-04,12500,\n2026-01-03,NO,\n2026-01-02,SKIP,\n",
        "Checkmarks.csv": "Date,Walk,\n2026-01-04,YES_MANUAL,\n",
    }))  # fmt: skip
    walk, read = parcel.habits
    assert (walk.plan, walk.question, walk.color) == (Plan(times=2, days=3), "Did you?", 3)
    assert [(day.day.day, day.mark, day.note) for day in walk.days] == [
        (4, DONE, "Cold"), (2, MISSED, ""), (1, SKIPPED, ""), (31, None, "Only a note"),
    ]  # fmt: skip
    assert (read.plan, read.unit, read.is_archived) == (
        Plan(Kind.MEASURED, Aim.AT_LEAST, 20_500),
        "pages",
        True,
    )
    assert [day.mark for day in read.days] == [12_500, 0, SKIPPED]
    assert parcel.problems == []


def test_an_old_export():
    parcel = read_loop_zip(packed(**{
        "Habits.csv": "Position,Name,Question,Description,NumRepetitions,Interval,Color\n001,Walk,,,1,7,#FF8F00\n",
        "001 Walk/Checkmarks.csv": "2015-01-25,2\n2015-01-24,0\n2015-01-23,1\n",
    }))  # fmt: skip
    [walk] = parcel.habits
    assert walk.plan == Plan(times=1, days=7)
    assert [day.mark for day in walk.days] == [DONE, MISSED]


def test_broken_lines_are_told_and_the_rest_arrives():
    parcel = read_loop_zip(packed(**{
        "Habits.csv": f"{HEAD}\n001,Walk,YES_NO,,,1,1,,,,,false\n002,,YES_NO,,,1,1,,,,,false\n003,Bad,YES_NO,,,9,7,,,,,false\n004,Worse,YES_NO,,,one,7,,,,,\n",
        "001 Walk/Checkmarks.csv": "Date,Value,Notes\n2026-01-04,YES_MANUAL,\n2026-13-04,NO,\n2026-01-02\n1812-01-01,NO,\n2026-01-01,MAYBE,\n2025-12-31,YES_MANUAL,\n",
    }))  # fmt: skip
    assert [(one.file, one.line) for one in parcel.problems] == [
        ("Habits.csv", 3), ("Habits.csv", 4), ("Habits.csv", 5),
        ("001 Walk/Checkmarks.csv", 3), ("001 Walk/Checkmarks.csv", 4), ("001 Walk/Checkmarks.csv", 5),
        ("001 Walk/Checkmarks.csv", 6),
    ]  # fmt: skip
    assert [len(one.days) for one in parcel.habits] == [2]


@pytest.mark.parametrize("content", [b"PK", b"PK\x03\x04nonsense", packed(other="x")])
def test_what_is_no_export_is_refused(content):
    with pytest.raises(Invalid):
        read_loop_zip(content)


def test_an_empty_list_holds_nothing():
    assert read_loop_zip(packed(**{"Habits.csv": ""})).habits == []


def test_a_zip_bomb_is_refused():
    with pytest.raises(AppError):
        read_loop_zip(packed(**{"Habits.csv": HEAD, "001 A/Checkmarks.csv": "0" * 17_000_000}))


def test_what_is_written_reads_back():
    habits = [
        TravelHabit("a", "=cmd|' /C calc'!A1", Plan(times=3, days=7), "Why?", "Two\nlines", color=3,
                    days=[TravelDay(day_of("2026-01-01"), DONE, 'note, with "quotes"\nand lines'), TravelDay(day_of("2026-01-02"), SKIPPED)]),
        TravelHabit("b", "Coffee", Plan(Kind.MEASURED, Aim.AT_MOST, 2500), unit="cups", is_archived=True,
                    days=[TravelDay(day_of("2026-01-01"), 0), TravelDay(day_of("2026-01-02"), 1500, "-5")]),
    ]  # fmt: skip
    written = write_loop_zip(habits, {"a": [(day_of("2026-01-01"), 0.05)]})
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert "'=cmd" in archive.read("Habits.csv").decode()
        assert archive.read("001 cmd C calcA1/Scores.csv").decode() == "Date,Score\n2026-01-01,0.0500\n"
    again = read_loop_zip(written)
    for before, after in zip(habits, again.habits, strict=True):
        assert sorted(after.days, key=lambda one: one.day) == before.days
        for name in ("name", "plan", "question", "description", "unit", "color", "is_archived"):
            assert getattr(after, name) == getattr(before, name)
    assert again.problems == []
