"""The JSON of Beaver Habits, theirs and with what we add."""

import json

import pytest

from coaching_app.core.errors import Invalid
from coaching_app.domain.habits.plan import DONE, MISSED, SKIPPED, Aim, Kind, Plan
from coaching_app.domain.habits.transfer.beaver import read_beaver, write_beaver
from coaching_app.domain.habits.transfer.records import TravelDay, TravelHabit, day_of


def test_theirs():
    parcel = read_beaver(json.dumps({"order": [], "habits": [
        {"name": "Walk", "id": "abc", "tags": ["body"], "star": True, "status": "archive",
         "period": {"period_type": "W", "period_count": 2, "target_count": 3},
         "records": [{"day": "2026-01-01", "done": True}, {"day": "2026-01-02", "done": False},
                     {"day": "2026-01-03", "done": False, "text": "Rain"}]},
        {"name": "Read", "records": [], "period": None},
        {"name": "Gone", "status": "soft_delete", "records": []},
    ]}).encode())  # fmt: skip
    walk, read = parcel.habits
    assert (walk.origin, walk.plan, walk.is_archived, walk.tags) == (
        "beaver:abc",
        Plan(times=3, days=14),
        True,
        ("body",),
    )
    assert [(one.mark, one.note) for one in walk.days] == [(DONE, ""), (None, "Rain")]
    assert read.plan == Plan()
    assert [one.line for one in parcel.problems] == [3]


def test_broken_days_are_told():
    parcel = read_beaver(json.dumps({"habits": [
        {"name": "Walk", "records": [{"day": "soon", "done": True}, 7, {"day": "2026-01-01", "done": True, "mark": 5}, {"day": "2026-01-02", "done": True}, {"day": "2026-01-03", "done": "maybe"}]},
        {"name": " "}, "Walk", {"name": "X", "period": {"period_type": "Q"}}, {"name": "Y", "coaching": {"kind": "none"}},
    ]}).encode())  # fmt: skip
    assert [(one.file, one.line) for one in parcel.problems] == [
        ("Walk", 1), ("Walk", 2), ("Walk", 3), ("Walk", 5), ("habits", 2), ("habits", 3), ("habits", 4), ("habits", 5),
    ]  # fmt: skip
    assert len(parcel.habits[0].days) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"habits": 5}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_export_is_refused(content):
    with pytest.raises(Invalid):
        read_beaver(content)


def test_ours_reads_back_without_loss():
    habits = [
        TravelHabit("coaching:1", "Kaffee ☕", Plan(Kind.MEASURED, Aim.AT_MOST, 2500), "Wie viel?", "…", "Tassen", 5, tags=("a", "b"),
                    days=[TravelDay(day_of("2026-01-01"), 0), TravelDay(day_of("2026-01-02"), SKIPPED), TravelDay(day_of("2026-01-03"), 2501, "zu viel")]),
        TravelHabit("loop:2", "Choir", Plan(weekdays=0b0001010), is_archived=True, days=[TravelDay(day_of("2026-01-01"), MISSED), TravelDay(day_of("2026-01-02"), None, "n")]),
    ]  # fmt: skip
    assert read_beaver(write_beaver(habits)).habits == habits
