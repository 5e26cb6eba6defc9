"""Days begin when the person's clocks say so, also where midnight moves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coaching_app.domain.local_day import day_start, local_day, local_hour


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-03-01T10:59", "Pacific/Apia", "2026-03-01"),
        ("2026-03-01T11:00", "Pacific/Apia", "2026-03-02"),
        ("2011-12-30T09:59", "Pacific/Apia", "2011-12-29"),
        ("2011-12-30T10:00", "Pacific/Apia", "2011-12-31"),
        ("2026-07-01T13:29", "Australia/Lord_Howe", "2026-07-01"),
        ("2026-07-01T13:30", "Australia/Lord_Howe", "2026-07-02"),
        ("2026-01-01T12:59", "Australia/Lord_Howe", "2026-01-01"),
        ("2026-01-01T13:00", "Australia/Lord_Howe", "2026-01-02"),
        ("2026-03-29T22:30", "Europe/Berlin", "2026-03-30"),
        ("2026-03-28T22:30", "Europe/Berlin", "2026-03-28"),
        ("2026-06-01T23:30", "Nowhere/Land", "2026-06-01"),
        ("2026-06-01T23:30", "../../etc/passwd", "2026-06-01"),
        ("2026-06-01T23:30", "", "2026-06-01"),
    ],
)
def test_the_day_is_the_persons(moment: str, zone: str, day: str) -> None:
    assert local_day(utc(moment), zone) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "zone", "start"),
    [
        ("2026-03-29", "Europe/Berlin", "2026-03-28T23:00"),
        ("2026-03-30", "Europe/Berlin", "2026-03-29T22:00"),
        # Midnight is skipped: the day starts at one o'clock, when the old offset would have said midnight.
        ("2026-03-29", "Asia/Beirut", "2026-03-28T22:00"),
        # Midnight comes twice: the first of them counts.
        ("2026-11-01", "America/Havana", "2026-11-01T04:00"),
        # A day Apia never had.
        ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00"),
        ("2011-12-31", "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_a_day_starts_at_its_first_moment(day: str, zone: str, start: str) -> None:
    assert day_start(date.fromisoformat(day), zone) == utc(start)


@pytest.mark.parametrize(
    "zone",
    ["Pacific/Apia", "Australia/Lord_Howe", "Asia/Beirut", "America/Havana", "Europe/Berlin", "Asia/Kolkata"],
)
def test_days_follow_each_other_without_gap_or_overlap(zone: str) -> None:
    day = date(2026, 1, 1)
    for _ in range(366):
        start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
        assert timedelta(hours=22) < end - start < timedelta(hours=26)
        assert local_day(start, zone) == day
        assert local_day(start - timedelta(seconds=1), zone) == day - timedelta(days=1)
        assert local_day(end - timedelta(seconds=1), zone) == day
        day += timedelta(days=1)


def test_the_hour_is_the_persons() -> None:
    assert local_hour(utc("2026-07-01T13:45"), "Australia/Lord_Howe") == 0
