"""Recurrence rules: read, written, said in words, and refused when they would run away."""

import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.core.errors import Invalid
from coaching_app.domain.recurrence import Series, checked, occurrences, read_rule, rule_words
from tests.support.samples import naughty_strings
from tests.unit.domain.recurrence.wall import wall


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYDAY=FR",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=SU",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;COUNT=12;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "FREQ=YEARLY;UNTIL=20301231",
        "FREQ=WEEKLY;UNTIL=20301231T235959Z",
        "FREQ=YEARLY;BYYEARDAY=100,-1",
    ],
)
def test_a_rule_is_written_as_it_was_read(text: str) -> None:
    assert str(read_rule(text)) == text
    assert read_rule(f"RRULE:{text.lower()}") == read_rule(text)
    assert rule_words(read_rule(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FREQ=SECONDLY", "once a day"),
        ("FREQ=MINUTELY;INTERVAL=1", "once a day"),
        ("FREQ=HOURLY", "once a day"),
        ("FREQ=DAILY;BYHOUR=1,2,3", "once a day"),
        ("FREQ=DAILY;COUNT=1000000000", "10,000"),
        ("FREQ=DAILY;COUNT=0", "from 1"),
        ("FREQ=DAILY;INTERVAL=0", "from 1"),
        ("FREQ=DAILY;INTERVAL=-1", "from 1"),
        ("FREQ=DAILY;INTERVAL=99999999999", "from 1"),
        ("FREQ=DAILY;COUNT=" + "9" * 450, "from 1"),
        ("FREQ=DAILY;COUNT=٣", "from 1"),
        ("FREQ=WEEKLY;BYDAY=XX", "no weekday"),
        ("FREQ=WEEKLY;BYDAY=2FR", "monthly"),
        ("FREQ=MONTHLY;BYDAY=99FR", "no weekday"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "never 0"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "-31 to 31"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "weekdays"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "yearly"),
        ("FREQ=MONTHLY;BYYEARDAY=3", "yearly"),
        ("FREQ=DAILY;UNTIL=18991231", "1900"),
        ("FREQ=DAILY;UNTIL=22010101", "2200"),
        ("FREQ=DAILY;UNTIL=tomorrow", "cannot be read"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20300101", "not both"),
        ("FREQ=DAILY;FREQ=DAILY", "cannot be read"),
        ("FREQ=DAILY;BYEASTER=0", "cannot be read"),
        ("FREQ=DAILY;X", "cannot be read"),
        ("BYDAY=FR", "daily, weekly"),
        ("", "daily, weekly"),
        ("FREQ=DAILY;" + "BYMONTH=1;" * 100, "too long"),
    ],
)
def test_what_would_run_away_or_says_nothing_is_refused(text: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rule(text)
    assert words in refused.value.message
    assert refused.value.detail == {"field": "repeats"}


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=DAILY;UNTIL=20200101",
    ],
)
def test_a_rule_that_never_happens_is_refused_quickly(text: str) -> None:
    began = time.process_time()
    with pytest.raises(Invalid, match="never happen"):
        # A Tuesday; the search of the vendor alone would take seconds.
        checked(Series(wall(2026, 11, 24), read_rule(text)))
    assert time.process_time() - began < 2


def test_an_endless_expansion_ends_with_a_clear_error() -> None:
    series = checked(Series(wall(1900, 1, 1), read_rule("FREQ=DAILY")))
    with pytest.raises(Invalid, match="more than 10,000 times"):
        occurrences(series)
    assert len(occurrences(series, before=wall(1910, 1, 1))) == 3652


@pytest.mark.parametrize("day", [wall(1899, 12, 31), wall(2201, 1, 1)])
def test_days_outside_of_our_calendar_are_refused(day: datetime) -> None:
    for series in (
        Series(day),
        Series(wall(2026, 1, 1), added=(day,)),
        Series(wall(2026, 1, 1), moved={wall(2026, 1, 1): day}),
    ):
        with pytest.raises(Invalid, match="between 1900 and 2200"):
            checked(series)


def test_too_many_exceptions_are_refused() -> None:
    with pytest.raises(Invalid, match="2,000 exceptions"):
        checked(Series(wall(2026, 1, 1), added=(wall(2026, 1, 2),) * 2001))


@given(st.text(max_size=80) | st.sampled_from(naughty_strings()))
def test_nothing_but_a_clear_refusal_comes_of_nonsense(text: str) -> None:
    for attempt in (text, f"FREQ=DAILY;{text}", f"FREQ=WEEKLY;BYDAY={text}", f"FREQ=YEARLY;UNTIL={text}"):
        try:
            rule = read_rule(attempt)
        except Invalid:
            continue
        assert read_rule(str(rule)) == rule


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;BYDAY=FR", "every Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every workday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "every 2 weeks on Monday and Friday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15,-1", "every month on day 1, 15 and the last"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on day 24 in December"),
        ("FREQ=DAILY;COUNT=3", "every day 3 times"),
        ("FREQ=DAILY;UNTIL=20261231", "every day until Dec 31, 2026"),
    ],
)
def test_a_rule_in_words(text: str, words: str) -> None:
    assert rule_words(read_rule(text)) == words


def test_words_of_a_rule_that_counts_from_completion() -> None:
    assert rule_words(read_rule("FREQ=DAILY;INTERVAL=3"), after_completion=True) == "3 days after it is done"
    assert "counted from the day" in rule_words(read_rule("FREQ=WEEKLY;BYDAY=FR"), after_completion=True)
    assert rule_words(read_rule("FREQ=WEEKLY;BYDAY=FR"), "de") == "every Freitag"
    assert read_rule("FREQ=DAILY;UNTIL=20261231").until == date(2026, 12, 31)
