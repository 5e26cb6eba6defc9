"""Occurrences: by the rule, with exceptions, on the clock of every zone, and after completion."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule as vendor
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching_app.domain.recurrence import (
    Series,
    checked,
    following,
    occurrences,
    read_rule,
    upcoming,
)
from tests.unit.domain.recurrence.wall import wall

ZONES = (
    "Australia/Lord_Howe", "Pacific/Apia", "Europe/Berlin", "America/New_York", "America/Sao_Paulo",
    "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns", "Asia/Tehran",
    "Europe/Dublin", "Pacific/Kiritimati", "Pacific/Kwajalein", "Asia/Gaza", "America/Havana",
    "Africa/Cairo", "Asia/Kolkata", "America/Santiago", "Antarctica/Troll", "UTC",
)  # fmt: skip
RULES = (
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;INTERVAL=5", "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYWEEKNO=13;BYDAY=SU", "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=SA,SU",
    "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=MO,SU", "FREQ=DAILY;BYMONTH=3,10,11", "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=-1,60",
)  # fmt: skip
moments = st.datetimes(wall(1970, 1, 1), wall(2060, 1, 1)).map(
    lambda moment: moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
)


def by_vendor(text: str, start: datetime, after: datetime, count: int) -> list[datetime]:
    """What dateutil says, counted from the very start."""
    rule = vendor.rrulestr(text, dtstart=start)
    return list(rule.xafter(after, count=count, inc=True))


@given(st.sampled_from(RULES), moments, st.timedeltas(timedelta(0), timedelta(days=30_000)))
@settings(max_examples=150, deadline=None)
def test_any_window_agrees_with_the_vendor_counted_from_the_start(
    text: str, start: datetime, ahead: timedelta
) -> None:
    after = start + ahead
    found = [one.starts for one in upcoming(Series(start, read_rule(text)), after, 4)]
    assert found == by_vendor(text, start, after, 4)


@pytest.mark.parametrize("name", ZONES)
@given(text=st.sampled_from(RULES[:8]), start=moments)
@settings(max_examples=25, deadline=None)
def test_on_every_clock_the_time_is_kept_or_moved_by_the_jump(name: str, text: str, start: datetime) -> None:
    zone = ZoneInfo(name)
    found = upcoming(Series(start, read_rule(text), name), start, 400)
    for one in found:
        shown = one.moment.astimezone(zone).replace(tzinfo=None)
        jump = shown - one.starts
        # Only a time that this clock never shows is shown later, by exactly the jump.
        if jump:
            before = one.starts.replace(tzinfo=zone).utcoffset()
            after = one.starts.replace(tzinfo=zone, fold=1).utcoffset()
            assert before is not None
            assert after is not None
            assert jump == after - before > timedelta(0)
        # Where a time comes twice, the first one counts.
        assert one.moment == one.starts.replace(tzinfo=zone, fold=0).astimezone(UTC)
    assert all(earlier.moment < later.moment for earlier, later in pairwise(found))


def moments_of(name: str, text: str, start: datetime, count: int) -> list[str]:
    return [one.moment.isoformat() for one in upcoming(Series(start, read_rule(text), name), start, count)]


def test_half_an_hour_of_lord_howe() -> None:
    # The clock goes from 02:00 to 02:30 on 4 October 2026.
    assert moments_of("Australia/Lord_Howe", "FREQ=DAILY", wall(2026, 10, 3, 2, 15), 3) == [
        "2026-10-02T15:45:00+00:00",
        "2026-10-03T15:45:00+00:00",
        "2026-10-04T15:15:00+00:00",
    ]


def test_the_day_apia_never_had_adds_nothing() -> None:
    # 29 December 2011 was followed by the 31st.
    assert moments_of("Pacific/Apia", "FREQ=DAILY", wall(2011, 12, 29, 9), 3) == [
        "2011-12-29T19:00:00+00:00",
        "2011-12-30T19:00:00+00:00",
        "2011-12-31T19:00:00+00:00",
    ]


def test_a_gap_and_a_fold_in_berlin() -> None:
    assert moments_of("Europe/Berlin", "FREQ=DAILY", wall(2026, 3, 28, 2, 30), 3) == [
        "2026-03-28T01:30:00+00:00",
        "2026-03-29T01:30:00+00:00",
        "2026-03-30T00:30:00+00:00",
    ]
    assert moments_of("Europe/Berlin", "FREQ=DAILY", wall(2026, 10, 24, 2, 30), 3) == [
        "2026-10-24T00:30:00+00:00",
        "2026-10-25T00:30:00+00:00",
        "2026-10-26T01:30:00+00:00",
    ]


def day(number: int, hour: int = 0) -> datetime:
    return wall(2026, 11, number, hour)


def test_exceptions_skip_add_and_move() -> None:
    series = checked(
        Series(
            day(1),
            read_rule("FREQ=DAILY;COUNT=6"),
            skipped=frozenset({day(2)}),
            added=(day(20), day(3), day(9)),
            moved={day(4): day(10), day(5): day(1, 12)},
        )
    )
    assert [(one.original, one.starts) for one in occurrences(series)] == [
        (day(1), day(1)),
        (day(5), day(1, 12)),
        (day(3), day(3)),
        (day(6), day(6)),
        (day(9), day(9)),
        (day(4), day(10)),
        (day(20), day(20)),
    ]
    assert [one.starts for one in upcoming(series, day(7))] == [day(9), day(10), day(20)]


def test_a_single_thing_happens_once() -> None:
    assert [one.starts for one in occurrences(Series(day(7)))] == [day(7)]
    assert occurrences(Series(day(7)), after=day(8)) == []


@pytest.mark.parametrize(
    ("until", "last"),
    [("20261103", day(3, 9)), ("20261103T080000", day(2, 9)), ("20261103T080000Z", day(3, 9))],
)
def test_the_end_is_included_and_read_on_the_series_own_clock(until: str, last: datetime) -> None:
    # 08:00 UTC is 09:00 in Berlin.
    series = Series(day(1, 9), read_rule(f"FREQ=DAILY;UNTIL={until}"), "Europe/Berlin")
    assert occurrences(series)[-1].starts == last


@pytest.mark.parametrize(
    ("text", "done", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=3", date(2026, 11, 21), date(2026, 11, 24)),
        ("FREQ=WEEKLY;BYDAY=FR", date(2026, 11, 20), date(2026, 11, 27)),
        ("FREQ=WEEKLY;BYDAY=FR", date(2026, 11, 21), date(2026, 11, 27)),
        ("FREQ=MONTHLY", date(2026, 1, 31), date(2026, 3, 31)),
        ("FREQ=YEARLY", date(2024, 2, 29), date(2028, 2, 29)),
        ("FREQ=DAILY;UNTIL=20261122", date(2026, 11, 22), None),
        ("FREQ=YEARLY", date(2200, 6, 1), None),
        ("FREQ=DAILY;COUNT=1", date(2026, 11, 21), date(2026, 11, 22)),
    ],
)
def test_counted_from_the_day_it_was_done(text: str, done: date, expected: date | None) -> None:
    assert following(read_rule(text), done) == expected


def test_the_calendar_ends_in_2200() -> None:
    assert [one.starts.day for one in upcoming(Series(wall(2200, 12, 29), read_rule("FREQ=DAILY")), day(1))] == [
        29,
        30,
        31,
    ]  # fmt: skip
