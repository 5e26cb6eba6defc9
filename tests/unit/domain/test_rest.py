"""Rest as spans of time: weekly rests on twenty clocks, unions, cuts, and the days they touch."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coaching_app.domain.local_day import day_start, local_day, zone
from coaching_app.domain.rest import Span, WeeklyRest, around, days_touched, union, wall_clock, weekly_spans

ZONES = (
    "UTC", "Europe/Berlin", "Europe/Dublin", "Europe/Lisbon", "Africa/Casablanca", "Africa/Cairo",
    "America/New_York", "America/St_Johns", "America/Santiago", "America/Sao_Paulo", "America/Los_Angeles",
    "Asia/Kathmandu", "Asia/Tehran", "Asia/Gaza", "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Sydney",
    "Pacific/Chatham", "Pacific/Apia", "Antarctica/Troll",
)  # fmt: skip
DAY = timedelta(days=1)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2025, 2, 1), datetime(2027, 11, 30)).map(  # noqa: DTZ001 - made aware at once
    lambda moment: moment.replace(tzinfo=UTC)
)


def is_plain(day: date, at: time, time_zone: str) -> bool:
    """Whether clocks show this time exactly once on that day."""
    local = datetime.combine(day, at, tzinfo=zone(time_zone))
    return local.utcoffset() == local.replace(fold=1).utcoffset()


@settings(max_examples=400, deadline=None)
@given(
    time_zone=st.sampled_from(ZONES),
    moment=moments,
    from_weekday=st.integers(0, 6),
    until_weekday=st.integers(0, 6),
    from_time=times,
    until_time=times,
)
def test_a_weekly_rest_is_what_the_clock_on_the_wall_says(
    time_zone, moment, from_weekday, until_weekday, from_time, until_time
):
    rest = WeeklyRest(from_weekday, from_time, until_weekday, until_time, date(2024, 12, 1))
    local = moment.astimezone(zone(time_zone))
    for back in range(-8, 9):
        day = local.date() + back * DAY
        assume(is_plain(day, from_time, time_zone))
        assume(is_plain(day, until_time, time_zone))
    minutes = local.weekday() * 1440 + local.hour * 60 + local.minute
    start = from_weekday * 1440 + from_time.hour * 60 + from_time.minute
    length = (until_weekday * 1440 + until_time.hour * 60 + until_time.minute - start) % 10080 or 10080
    # Inside a doubled hour the wall shows the same twice; then only the order of moments can tell.
    assume(is_plain(local.date(), local.time().replace(second=0, microsecond=0), time_zone))
    spans = list(weekly_spans(rest, time_zone, moment - 9 * DAY, moment + 9 * DAY))
    assert any(span.holds(moment) for span in spans) == ((minutes - start) % 10080 < length)


def test_friday_to_saturday_keeps_its_hours_when_the_clocks_change():
    rest = WeeklyRest(4, time(18), 6, time(18), date(2026, 3, 1))
    (span,) = weekly_spans(
        rest, "Europe/Berlin", datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC)
    )
    assert span == Span(datetime(2026, 3, 27, 17, tzinfo=UTC), datetime(2026, 3, 29, 16, tzinfo=UTC))


def test_a_skipped_time_moves_behind_the_jump_and_never_makes_an_empty_rest():
    assert wall_clock(date(2026, 3, 29), time(2, 30), "Europe/Berlin") == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    rest = WeeklyRest(6, time(2, 30), 6, time(3, 15), date(2026, 3, 1))
    window = (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC))
    assert list(weekly_spans(rest, "Europe/Berlin", *window)) == []


def test_the_same_moment_twice_is_a_whole_week():
    rest = WeeklyRest(0, time(), 0, time(), date(2026, 1, 1))
    found = union(
        weekly_spans(rest, "Asia/Tokyo", datetime(2026, 2, 2, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))
    )
    assert len(found) == 1


def test_first_and_last_day_bound_what_can_begin():
    rest = WeeklyRest(4, time(18), 5, time(18), date(2026, 5, 8), date(2026, 5, 15))
    spans = list(
        weekly_spans(rest, "UTC", datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    )
    assert [span.start.date() for span in spans] == [date(2026, 5, 8), date(2026, 5, 15)]


hours = st.integers(0, 400).map(lambda hour: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour))
spans_of_time = st.builds(
    lambda start, length: Span(start, None if length is None else start + timedelta(hours=length)),
    hours,
    st.one_of(st.none(), st.integers(0, 60)),
)


@given(st.lists(spans_of_time, max_size=8), hours)
def test_a_union_holds_exactly_what_any_of_its_spans_holds(spans, moment):
    found = union(spans)
    assert any(span.holds(moment) for span in found) == any(span.holds(moment) for span in spans)
    for before, after in pairwise(found):
        assert before.end is not None
        assert before.end < after.start
    stretch = around(spans, moment)
    assert (stretch is not None) == any(span.holds(moment) for span in spans)


@given(st.lists(spans_of_time, max_size=4), hours, st.integers(1, 40), hours)
def test_a_cut_takes_out_exactly_itself(spans, start, length, moment):
    from coaching_app.domain.rest import _without

    cut = Span(start, start + timedelta(hours=length))
    for span in spans:
        left = list(_without(span, [cut]))
        assert any(one.holds(moment) for one in left) == (span.holds(moment) and not cut.holds(moment))


@settings(deadline=None)
@given(time_zone=st.sampled_from(ZONES), spans=st.lists(spans_of_time, max_size=4), first=st.integers(0, 10))
def test_days_touched_are_the_days_that_share_any_moment_with_a_rest(time_zone, spans, first):
    first_day = date(2026, 1, 1) + first * DAY
    last_day = first_day + 6 * DAY
    found = days_touched(spans, time_zone, first_day, last_day)
    for number in range(7):
        day = first_day + number * DAY
        begins, ends = day_start(day, time_zone), day_start(day + DAY, time_zone)
        touched = any(
            span.start < ends and (span.end is None or span.end > begins) and span.end != span.start
            for span in spans
        )
        assert (day in found) == touched


def test_a_rest_that_ends_at_midnight_leaves_the_next_day_alone():
    span = Span(day_start(date(2026, 5, 1), "Asia/Kathmandu"), day_start(date(2026, 5, 2), "Asia/Kathmandu"))
    assert days_touched([span], "Asia/Kathmandu", date(2026, 4, 1), date(2026, 6, 1)) == {date(2026, 5, 1)}


@pytest.mark.parametrize("time_zone", ZONES)
def test_every_day_of_a_year_of_open_rest_is_a_day_of_rest(time_zone):
    span = Span(day_start(date(2026, 1, 1), time_zone), None)
    found = days_touched([span], time_zone, date(2026, 1, 1), date(2026, 12, 31))
    assert len(found) == 365
    assert all(local_day(day_start(day, time_zone), time_zone) == day for day in found)
