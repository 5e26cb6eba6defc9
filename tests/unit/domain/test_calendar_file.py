"""Calendar files: written and read without loss, broken entries named by their line."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching_app.core.errors import Invalid
from coaching_app.domain.calendar_file import Entry, read_calendar, write_calendar
from tests.support.samples import naughty_strings

BERLIN = "Europe/Berlin"


def calendar(*entries: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *"\n".join(entries).splitlines(), "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def event(*lines: str, kind: str = "VEVENT") -> str:
    return "\n".join((f"BEGIN:{kind}", *lines, f"END:{kind}"))


def only(content: bytes, zone: str = BERLIN) -> Entry:
    (entry,), problems = read_calendar(content, zone)
    assert problems == ()
    return entry


def test_what_is_written_is_read_again() -> None:
    entries = (
        Entry("1", "A whole day, with; signs\\", date(2026, 11, 21), notes="Two\nlines, and; more"),
        Entry("2", "Timed", date(2026, 3, 29), time(2, 45), 45),
        Entry(
            "3",
            "Again",
            date(2026, 11, 20),
            time(9),
            30,
            rule="FREQ=WEEKLY;BYDAY=FR",
            skipped=(date(2026, 11, 27),),
            added=(date(2026, 11, 28),),
        ),
        Entry(
            "4", "Days", date(2026, 11, 20), rule="FREQ=DAILY;UNTIL=20261231", skipped=(date(2026, 12, 24),)
        ),
    )
    found, problems = read_calendar(
        write_calendar(entries, "Australia/Lord_Howe", "Mine"), "Australia/Lord_Howe"
    )
    assert problems == ()
    assert found == (entries[0], entries[1], entries[2], entries[3])


def test_times_are_read_on_the_persons_own_clock() -> None:
    utc = only(calendar(event("UID:1", "SUMMARY:Call", "DTSTART:20261121T083000Z", "DTEND:20261121T091500Z")))
    assert (utc.day, utc.at, utc.minutes) == (date(2026, 11, 21), time(9, 30), 45)
    late = only(calendar(event("UID:1", "SUMMARY:Late", "DTSTART:20261121T233000Z")))
    assert (late.day, late.at) == (date(2026, 11, 22), time(0, 30))
    zoned = only(calendar(event("UID:1", "DTSTART;TZID=America/New_York:20261121T090000", "DURATION:PT1H")))
    assert (zoned.at, zoned.minutes, zoned.title) == (time(15), 60, "Without a title")


def test_tasks_moves_and_cancelled_times() -> None:
    todo = only(
        calendar(
            event("UID:t", "SUMMARY:File it", "DUE;VALUE=DATE:20261201", "STATUS:COMPLETED", kind="VTODO")
        )
    )
    assert (todo.day, todo.is_todo, todo.is_done) == (date(2026, 12, 1), True, True)
    series = only(
        calendar(
            event("UID:s", "SUMMARY:Again", "DTSTART;VALUE=DATE:20261120", "RRULE:FREQ=WEEKLY"),
            event("UID:s", "RECURRENCE-ID;VALUE=DATE:20261127", "DTSTART;VALUE=DATE:20261128"),
            event(
                "UID:s",
                "RECURRENCE-ID;VALUE=DATE:20261204",
                "DTSTART;VALUE=DATE:20261204",
                "STATUS:CANCELLED",
            ),
        )
    )
    assert series.moved == ((date(2026, 11, 27), date(2026, 11, 28)),)
    assert series.skipped == (date(2026, 12, 4),)
    alone = only(
        calendar(
            event("UID:s", "SUMMARY:x", "RECURRENCE-ID;VALUE=DATE:20261127", "DTSTART;VALUE=DATE:20261128")
        )
    )
    assert alone.day == date(2026, 11, 28)


def test_broken_entries_are_named_by_their_line_and_the_rest_arrives() -> None:
    good = event("UID:g", "SUMMARY:Good", "DTSTART;VALUE=DATE:20261120")
    content = calendar(
        event("UID:1", "SUMMARY:No day"),
        good,
        event("UID:2", "DTSTART:yesterday"),
        event("UID:3", "DTSTART;VALUE=DATE:18500101"),
        event("UID:4", "DTSTART;VALUE=DATE:20261120", "RRULE:FREQ=SECONDLY"),
        event("UID:5", "DTSTART;VALUE=DATE:20261120", "RRULE:FREQ=DAILY;COUNT=1000000000"),
        "BEGIN:VEVENT\nUID:6",
    )
    found, problems = read_calendar(content, BERLIN)
    assert [entry.title for entry in found] == ["Good"]
    assert [problem.line for problem in problems] == [3, 12, 16, 20, 25, 30]
    assert all(problem.reason for problem in problems)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00\xff\xfe", b"BEGIN:VCARD\r\nEND:VCARD"])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="no calendar file"):
        read_calendar(content, BERLIN)
    with pytest.raises(Invalid, match="5 MB"):
        read_calendar(b"x" * 5_000_001, BERLIN)


def test_no_more_than_some_thousands_are_read() -> None:
    many = "\n".join(event(f"UID:{number}", "DTSTART;VALUE=DATE:20261120") for number in range(5_001))
    found, problems = read_calendar(calendar(many), BERLIN)
    assert (len(found), len(problems)) == (5_000, 1)


titles = st.text(max_size=80) | st.sampled_from(naughty_strings())


@given(titles, st.text(max_size=200), st.dates(date(1900, 1, 1), date(2200, 12, 31)))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_out_of_its_entry(title: str, notes: str, day: date) -> None:
    written = write_calendar([Entry("1", title or "x", day, notes=notes)], "UTC", "Mine")
    assert written.count(b"BEGIN:VEVENT") == 1
    found, problems = read_calendar(written, "UTC")
    assert len(found) + len(problems) == 1


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_inside_a_calendar_are_survived(junk: bytes) -> None:
    read_calendar(
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + junk + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", BERLIN
    )
