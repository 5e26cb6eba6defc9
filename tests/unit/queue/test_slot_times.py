"""The newest moment of a schedule is found from any distance, and is the same for every process."""

from datetime import UTC, datetime, timedelta

import pytest

from coaching_app.queue.slots import newest_slot
from coaching_app.queue.timers import trigger


def _at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "moment", "slot"),
    [
        ("0 3 * * *", "2026-11-21T03:00:00", "2026-11-21T03:00:00"),
        ("0 3 * * *", "2026-11-21T02:59:59", "2026-11-20T03:00:00"),
        ("0 3 * * mon", "2026-11-21T12:00:00", "2026-11-16T03:00:00"),
        ("0 0 1 1 *", "2026-11-21T12:00:00", "2026-01-01T00:00:00"),
        ("*/5 * * * *", "2026-11-21T12:04:59.999", "2026-11-21T12:00:00"),
        (timedelta(minutes=15), "2026-11-21T12:14:00", "2026-11-21T12:00:00"),
        (timedelta(seconds=7), "1970-01-01T00:00:20", "1970-01-01T00:00:14"),
        (timedelta(days=7), "2026-11-21T12:00:00", "2026-11-19T00:00:00"),
    ],
)
def test_newest_slot(when, moment, slot):
    assert newest_slot(trigger(when), _at(moment)) == _at(slot)


def test_a_leap_day_schedule_may_have_no_slot_in_reach():
    assert newest_slot(trigger("0 0 29 2 *"), _at("2027-11-21T00:00:00")) is None
