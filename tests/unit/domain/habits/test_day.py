"""The day of a tick, for a day that begins in the night, in twenty zones and over their changes of clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.habits.day import LATEST_START, habit_day, habit_day_start

ZONES = (
    "UTC", "Europe/Berlin", "Europe/London", "Atlantic/Azores", "America/New_York", "America/St_Johns",
    "America/Havana", "America/Sao_Paulo", "America/Asuncion", "America/Caracas", "Africa/Cairo", "Asia/Beirut",
    "Asia/Gaza", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham",
    "Pacific/Apia", "Antarctica/Troll",
)  # fmt: skip
_SINCE = datetime(2005, 1, 1, tzinfo=UTC)
moments = st.integers(0, 25 * 365 * 86_400).map(lambda seconds: _SINCE + timedelta(seconds=seconds))


@given(moment=moments, name=st.sampled_from(ZONES), hour=st.integers(0, LATEST_START))
def test_every_moment_lies_in_its_day(moment, name, hour):
    day = habit_day(moment, name, hour)
    assert habit_day_start(day, name, hour) <= moment < habit_day_start(day + timedelta(days=1), name, hour)


@given(moment=moments, name=st.sampled_from(ZONES), step=st.timedeltas(timedelta(), timedelta(hours=30)))
def test_days_never_go_back(moment, name, step):
    assert habit_day(moment, name, 3) <= habit_day(moment + step, name, 3)


@pytest.mark.parametrize("name", ZONES)
def test_every_weekend_of_a_change_of_clock_has_its_days(name):
    """Quarter hours from two days before to two days after each change since 2005 fall on days in order."""
    zone = ZoneInfo(name)
    moment, last = _SINCE, _SINCE.astimezone(zone).utcoffset()
    while moment.year < 2027:
        moment += timedelta(hours=6)
        offset = moment.astimezone(zone).utcoffset()
        if offset == last:
            continue
        last = offset
        days = [habit_day(moment + timedelta(minutes=15 * n), name, 3) for n in range(-192, 193)]
        assert days == sorted(days)
        walls = [(moment + timedelta(minutes=15 * n)).astimezone(zone) for n in range(-192, 193)]
        # In daylight nobody doubts which day it is.
        assert all(day == wall.date() for day, wall in zip(days, walls, strict=True) if 6 <= wall.hour < 24)


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ("2026-03-29T01:59", 28), ("2026-03-29T03:00", 29), ("2026-10-25T02:30", 24), ("2026-10-25T02:59", 24),
        ("2026-10-25T03:00", 25), ("2026-11-21T02:59", 20), ("2026-11-21T03:00", 21),
    ],
)  # fmt: skip
def test_berlin_with_three_o_clock(local, day):
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert habit_day(moment, "Europe/Berlin", 3).day == day
    # The second half past two of that night belongs to the same day as the first.
    assert habit_day(moment.replace(fold=1), "Europe/Berlin", 3).day == day


def test_lord_howe_moves_by_half_an_hour():
    before = datetime(2026, 4, 5, 1, 45, tzinfo=ZoneInfo("Australia/Lord_Howe"))
    assert habit_day(before, "Australia/Lord_Howe", 2) == date(2026, 4, 4)
    assert habit_day(before.replace(fold=1), "Australia/Lord_Howe", 2) == date(2026, 4, 4)


def test_apia_lost_a_day():
    zone = ZoneInfo("Pacific/Apia")
    late, next_morning = (
        datetime(2011, 12, 29, 23, 59, tzinfo=zone),
        datetime(2011, 12, 31, 0, 30, tzinfo=zone),
    )
    assert (
        habit_day(late, "Pacific/Apia", 3) == habit_day(next_morning, "Pacific/Apia", 3) == date(2011, 12, 29)
    )
    assert habit_day(datetime(2011, 12, 31, 3, tzinfo=zone), "Pacific/Apia", 3) == date(2011, 12, 31)


def test_an_unknown_zone_is_utc():
    assert habit_day(datetime(2026, 1, 1, 2, tzinfo=UTC), "Nowhere/At_All", 3) == date(2025, 12, 31)
