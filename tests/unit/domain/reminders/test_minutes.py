"""A minute comes once on every day that has it, in twenty zones and over their changes of clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.reminders.minutes import (
    DAY_MINUTES,
    end_of_day,
    is_meant,
    is_quiet,
    moment_on,
    newest_moment,
    next_moment,
)
from tests.unit.domain.habits.test_day import ZONES, moments

minutes = st.integers(0, DAY_MINUTES - 1)


@given(moment=moments, name=st.sampled_from(ZONES), minute=minutes, weekdays=st.integers(0, 127))
def test_the_next_one_follows_the_newest(moment, name, minute, weekdays):
    newest, following = (find(minute, weekdays, name, moment) for find in (newest_moment, next_moment))
    assert newest <= moment < following
    assert next_moment(minute, weekdays, name, newest) == following
    local = following.astimezone(ZoneInfo(name))
    assert is_meant(local.date(), weekdays)
    # A skipped minute comes as soon as the clocks have jumped, any other exactly then.
    assert local.hour * 60 + local.minute >= minute


@given(name=st.sampled_from(ZONES), minute=minutes, start=moments)
def test_every_day_has_each_minute_at_most_once(name, minute, start):
    moment, days = start, []
    for _ in range(12):
        moment = next_moment(minute, 0, name, moment)
        days.append(moment.astimezone(ZoneInfo(name)).date())
    assert len(set(days)) == 12
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("name", "day", "minute", "utc"),
    [
        ("Europe/Berlin", "2026-03-29", 150, "2026-03-29T01:00"), ("Europe/Berlin", "2026-10-25", 150, "2026-10-25T00:30"),
        ("America/New_York", "2026-03-08", 150, "2026-03-08T07:00"), ("Australia/Lord_Howe", "2026-10-04", 135, "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "2026-04-05", 105, "2026-04-04T14:45"), ("Asia/Kathmandu", "2026-01-01", 480, "2026-01-01T02:15"),
        ("Pacific/Apia", "2011-12-29", 480, "2011-12-29T18:00"), ("Pacific/Apia", "2011-12-31", 480, "2011-12-30T18:00"),
    ],
)  # fmt: skip
def test_known_changes(name, day, minute, utc):
    assert moment_on(date.fromisoformat(day), minute, name) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_day_that_never_was_has_no_minute():
    assert moment_on(date(2011, 12, 30), 480, "Pacific/Apia") is None


@pytest.mark.parametrize(
    ("local", "start", "end", "quiet"),
    [
        ("23:00", 1320, 420, True), ("06:59", 1320, 420, True), ("07:00", 1320, 420, False), ("21:59", 1320, 420, False),
        ("13:00", 720, 840, True), ("14:00", 720, 840, False), ("13:00", 60, 60, False),
    ],
)  # fmt: skip
def test_quiet_hours_may_span_midnight(local, start, end, quiet):
    moment = datetime.fromisoformat(f"2026-11-21T{local}").replace(tzinfo=ZoneInfo("Asia/Kolkata"))
    assert is_quiet(moment, start, end, "Asia/Kolkata") is quiet


def test_a_day_ends_where_the_next_begins():
    moment = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert end_of_day(moment, "Europe/Berlin") == datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert end_of_day(moment + timedelta(hours=12), "Europe/Berlin").day == 22
