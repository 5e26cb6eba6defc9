"""Loop's SQLite backup: every version since the first, and files that mean harm."""

import sqlite3
from contextlib import closing

import pytest

from coaching_app.core.errors import Invalid
from coaching_app.domain.habits.plan import DONE, SKIPPED, Aim, Kind, Plan
from coaching_app.domain.habits.transfer.loop_db import read_loop_database

DAY = 86_400_000
NEW = """
CREATE TABLE Habits (id integer primary key, archived integer, color integer, description text, freq_den integer,
  freq_num integer, highlight integer, name text, position integer, reminder_hour integer, reminder_min integer,
  reminder_days integer, type integer, target_type integer, target_value real, unit text, question text, uuid text);
CREATE TABLE Repetitions (id integer primary key, habit integer, timestamp integer, value integer, notes text);
INSERT INTO Habits VALUES (1,0,3,'Why',7,3,0,'Walk',1,null,null,127,0,0,0,'','Did you?','aaaa');
INSERT INTO Habits VALUES (2,1,8,'',1,1,0,'Coffee',0,null,null,127,1,1,2.5,'cups','','bbbb');
INSERT INTO Repetitions VALUES (1,1,%d,2,'Cold'),(2,1,%d,3,null),(3,2,%d,1500,null),(4,2,%d,3,'off'),(5,1,%d,1,null);
"""


def made(folder, script):
    path = folder / "made.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)
    return path.read_bytes()


@pytest.fixture
def new(tmp_path):
    return made(tmp_path, NEW % (DAY * 20_000, DAY * 20_001, DAY * 20_000, DAY * 20_001, DAY * 20_002))


def test_a_new_backup(new):
    coffee, walk = read_loop_database(new).habits
    assert (walk.origin, walk.plan, walk.question, walk.description) == (
        "loop:aaaa",
        Plan(times=3, days=7),
        "Did you?",
        "Why",
    )
    assert [(one.day.isoformat(), one.mark, one.note) for one in walk.days] == [
        ("2024-10-04", DONE, "Cold"), ("2024-10-05", SKIPPED, ""),
    ]  # fmt: skip
    assert (coffee.plan, coffee.is_archived) == (Plan(Kind.MEASURED, Aim.AT_MOST, 2500), True)
    assert [(one.mark, one.note) for one in coffee.days] == [(1500, ""), (SKIPPED, "off")]


def test_a_backup_of_the_first_versions(tmp_path):
    old = made(tmp_path, f"""
    CREATE TABLE Habits (Id INTEGER PRIMARY KEY, archived INTEGER, color INTEGER, description TEXT, freq_den INTEGER,
      freq_num INTEGER, highlight INTEGER, name TEXT, position INTEGER);
    CREATE TABLE Repetitions (Id INTEGER PRIMARY KEY, habit INTEGER, timestamp INTEGER);
    INSERT INTO Habits VALUES (7,0,-2937041,'Did you walk?',1,1,0,'Walk',0);
    INSERT INTO Repetitions VALUES (1,7,{DAY * 16_000}),(2,7,'soon'),(3,9,{DAY}),(4,7,{-DAY * 99_999_999});
    """)  # fmt: skip
    parcel = read_loop_database(old)
    [walk] = parcel.habits
    assert (walk.question, walk.description, walk.days[0].mark) == ("Did you walk?", "", DONE)
    assert [(one.file, one.line) for one in parcel.problems] == [
        ("Repetitions", 2),
        ("Repetitions", 3),
        ("Repetitions", 4),
    ]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE Habits (id integer)",
        "CREATE VIEW Habits AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i AS id FROM n; CREATE TABLE Repetitions (habit integer)",
        "CREATE TABLE Repetitions (habit integer); CREATE VIRTUAL TABLE Habits USING fts5(name)",
    ],
)
def test_other_databases_are_refused(tmp_path, script):
    with pytest.raises(Invalid):
        read_loop_database(made(tmp_path, script))


@pytest.mark.parametrize("size", [16, 100, 3000])
def test_a_damaged_backup_is_refused_or_read_in_part(new, size):
    for content in (new[:size], new[:size] + b"\xff" * (len(new) - size)):
        with pytest.raises(Invalid):
            read_loop_database(content)


def test_a_generated_column_runs_nothing(tmp_path):
    content = made(tmp_path, """
    CREATE TABLE Habits (id integer primary key, name text GENERATED ALWAYS AS (hex(zeroblob(600000))) VIRTUAL, archived integer);
    CREATE TABLE Repetitions (habit integer, timestamp integer);
    INSERT INTO Habits(archived) VALUES (0);
    """)  # fmt: skip
    with pytest.raises(Invalid):
        read_loop_database(content)


def test_text_that_is_no_text_and_numbers_that_are_none(tmp_path):
    content = made(tmp_path, f"""
    CREATE TABLE Habits (id integer primary key, name text, freq_num, freq_den, type, target_value);
    CREATE TABLE Repetitions (habit integer, timestamp integer, value);
    INSERT INTO Habits VALUES (1, CAST(x'ff41' AS TEXT), 1, 1, 0, 0), (2, 'B', 'x', 9e99, 1, 'much'), (3, 'C', 0, 0, 0, 0), (4, '', 1, 1, 0, 0);
    INSERT INTO Repetitions VALUES (1, {DAY * 20_000}, 'yes'), (2, {DAY * 20_000}, 99999999999999);
    """)  # fmt: skip
    parcel = read_loop_database(content)
    assert [one.name for one in parcel.habits] == ["\ufffdA", "B"]
    assert len(parcel.problems) == 4
