"""The calendar: days with their layers, what overlaps, files in and out, and secret addresses."""

from dataclasses import replace
from datetime import date, time
from urllib.parse import parse_qs, urlsplit

import pytest

from coaching_app.core.clock import freeze
from coaching_app.core.errors import Invalid, NotFound
from coaching_app.features.calendar import service
from coaching_app.features.calendar.schemas import CalendarItem
from coaching_app.features.calendar.state import CalendarState
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import TaskFilter
from tests.support.people import Cast
from tests.support.rest import Rest
from tests.support.states import open_state, run
from tests.unit.features.planner.doing import do, see, task, utc

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 1)
NOW = utc("2026-11-21T12:00")
FILE = "\r\n".join(  # noqa: FLY002 - one entry a line
    (
        "BEGIN:VCALENDAR", "VERSION:2.0",
        "BEGIN:VEVENT", "UID:1", "SUMMARY:Dentist", "DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "END:VEVENT",
        "BEGIN:VEVENT", "UID:2", "SUMMARY:Long ago", "DTSTART;VALUE=DATE:20200101", "END:VEVENT",
        "BEGIN:VEVENT", "UID:3", "SUMMARY:Choir", "DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=WEEKLY;BYDAY=TH",
        "EXDATE;VALUE=DATE:20261126", "END:VEVENT",
        "BEGIN:VEVENT", "UID:4", "SUMMARY:Bomb", "DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=SECONDLY", "END:VEVENT",
        "BEGIN:VTODO", "UID:5", "SUMMARY:Old to-do", "DUE;VALUE=DATE:20261101", "END:VTODO",
        "END:VCALENDAR", "",
    )
).encode()  # fmt: skip


async def imported(cast: Cast, content: bytes = FILE):
    entries, problems = service.parse_calendar(cast.mentee, content)
    return await do(service.import_calendar, cast.mentee, entries, problems)


async def test_a_span_shows_tasks_and_later_times_of_what_comes_back(cast: Cast) -> None:
    plain = await task(cast.mentee, "Plain", due_on=date(2026, 11, 10))
    timed = await task(cast.mentee, "Timed", due_on=date(2026, 11, 10), due_time=time(9), estimate_minutes=90)
    again = await task(cast.mentee, "Again", due_on=date(2026, 11, 20), repeats="FREQ=DAILY;INTERVAL=4")
    await task(cast.mentee, "Part", due_on=date(2026, 11, 10), parent_id=plain.id)
    await task(cast.other_mentee, "Not mine", due_on=date(2026, 11, 10))
    await do(planner.complete_task, cast.mentee, plain.id)
    span = await see(service.read_span, cast.mentee, FIRST, LAST)
    found = {(one.id, one.start, one.end, one.is_movable, one.is_done, one.is_later) for one in span.things}
    assert found == {
        (plain.id, "2026-11-10", "", False, True, False),
        (timed.id, "2026-11-10T09:00:00", "2026-11-10T10:30:00", True, False, False),
        (again.id, "2026-11-20", "", True, False, False),
        (again.id, "2026-11-24", "", False, False, True),
        (again.id, "2026-11-28", "", False, False, True),
    }
    assert (await see(service.read_span, cast.mentee, FIRST, LAST, ("habit",))).things == ()


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-01-01", "2026-01-01"), ("2026-01-01", "2028-01-01"), ("1899-01-01", "1899-02-01")],
)
async def test_spans_have_bounds(cast: Cast, first: str, last: str) -> None:
    with pytest.raises(Invalid):
        await see(service.read_span, cast.mentee, date.fromisoformat(first), date.fromisoformat(last))


def test_overlaps_are_named() -> None:
    def at(name: str, start: str, end: str, *, done: bool = False) -> CalendarItem:
        return CalendarItem(
            name, "task", name, f"2026-11-10T{start}", f"2026-11-10T{end}", False, is_done=done
        )

    span = service.with_conflicts(
        [at("a", "09:00", "10:00"), at("b", "09:30", "09:45"), at("c", "10:00", "11:00"),
         at("d", "09:00", "11:00", done=True), CalendarItem("e", "task", "e", "2026-11-10")]
    )  # fmt: skip
    assert [one.id for one in span.things if one.is_conflict] == ["a", "b"]
    assert span.conflicts == ("a and b overlap on Tue, Nov 10.",)


async def test_a_file_comes_in_once_with_what_is_broken_named(cast: Cast) -> None:
    with freeze(NOW):
        first = await imported(cast)
        assert (first.added, first.kept) == (4, 0)
        assert [(one.line, bool(one.reason)) for one in first.problems] == [(21, True)]
        again = await imported(cast)
        assert (again.added, again.kept) == (0, 4)
        found = {one.title: one for one in (await see(planner.list_tasks, cast.mentee, limit=100)).items}
        dentist, choir, past, todo = (found[one] for one in ("Dentist", "Choir", "Long ago", "Old to-do"))
        assert (dentist.due_on, dentist.due_time, dentist.estimate_minutes) == (
            date(2026, 12, 1),
            time(9),
            60,
        )
        # The last Thursday of November is left out.
        assert (choir.due_on, choir.repeats) == (date(2026, 12, 3), "FREQ=WEEKLY;BYDAY=TH")
        assert past.completed_at is not None
        assert todo.completed_at is None


async def test_what_goes_out_comes_in_again_without_doubling(cast: Cast) -> None:
    await task(cast.mentee, "=HYPERLINK(1)", due_on=date(2026, 11, 25), notes="two\nlines")
    await task(
        cast.mentee, "Again", due_on=date(2026, 11, 20), repeats="FREQ=WEEKLY;COUNT=5", due_time=time(7)
    )
    with freeze(NOW):
        content = await see(service.export_calendar, cast.mentee)
        assert (await imported(cast, content)).added == 0
        # Into another's calendar everything arrives.
        entries, problems = service.parse_calendar(cast.other_mentee, content)
        other = await do(service.import_calendar, cast.other_mentee, entries, problems)
        assert (other.added, other.problems) == (2, ())
    mine = await see(planner.list_tasks, cast.mentee, TaskFilter("open"))
    theirs = await see(planner.list_tasks, cast.other_mentee, TaskFilter("open"))
    assert {one.title for one in theirs.items} <= {one.title for one in mine.items}


async def test_a_feed_address_is_secret_replaceable_and_ends(cast: Cast, rest: Rest) -> None:
    await task(cast.mentee, "Seen from afar", due_on=date(2026, 11, 25))
    first = await do(service.new_feed, cast.mentee)
    token = parse_qs(urlsplit(first.address).query)["token"][0]

    async def read(secret: str):
        return await rest.client.get("/api/v1/calendar.ics", params={"token": secret})

    answer = await read(token)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "Seen from afar" in answer.text
    for wrong in ("", "x", token[:-1], token + "x", "x" * 99):
        assert (await read(wrong)).status_code == 404
    second = await do(service.new_feed, cast.mentee)
    assert (await read(token)).status_code == 404
    token = parse_qs(urlsplit(second.address).query)["token"][0]
    assert (await read(token)).status_code == 200
    with pytest.raises(NotFound):
        await do(service.revoke_feed, cast.other_mentee, second.id)
    await do(service.revoke_feed, cast.mentee, second.id)
    assert (await read(token)).status_code == 404
    assert await see(service.list_feeds, cast.mentee) == ()


@pytest.mark.parametrize(
    ("view", "language", "first", "last", "weekday"),
    [
        ("month", "en-US", "2026-11-01", "2026-12-13", 0),
        ("month", "de", "2026-10-26", "2026-12-07", 1),
        ("week", "de", "2026-11-16", "2026-11-23", 1),
        ("list", "de", "2026-11-01", "2026-12-01", 1),
    ],
)
def test_days_of_a_view(view: str, language: str, first: str, last: str, weekday: int) -> None:
    shown = service.shown_days(date(2026, 11, 21), view, language)
    assert (str(shown.first), str(shown.last), shown.first_weekday) == (first, last, weekday)


def test_going_on_stays_within_the_years_we_know() -> None:
    today = date(2026, 11, 21)
    assert service.stepped(today, "month", 2, today) == date(2027, 1, 1)
    assert service.stepped(today, "week", -1, today) == date(2026, 11, 14)
    assert service.stepped(date(2000, 1, 1), "month", 0, today) == today
    assert service.stepped(date(1900, 1, 1), "month", -5, today) >= date(1900, 1, 1)
    assert service.stepped(date(2199, 12, 1), "month", 99, today).year == 2200
    assert service.day_or_today("9999-99-99", today) == service.day_or_today("2200-12-31", today) == today


async def test_dragging_and_its_undo(cast: Cast) -> None:
    with freeze(NOW):
        made = await task(cast.mentee, due_on=date(2026, 11, 20), due_time=time(9), estimate_minutes=30)
        state = await open_state(CalendarState)
        await run(state, CalendarState.load, as_=cast.mentee)
        assert [one.id for one in state.span.things] == [made.id]
        await run(state, CalendarState.move, made.id, "2026-11-25T14:15", 60, False, as_=cast.mentee)
        moved = await see(planner.get_task, cast.mentee, made.id)
        assert (moved.due_on, moved.due_time, moved.estimate_minutes) == (
            date(2026, 11, 25),
            time(14, 15),
            60,
        )
        await run(state, CalendarState.put_back, made.id, "2026-11-20", "09:00", 30, as_=cast.mentee)
        back = await see(planner.get_task, cast.mentee, made.id)
        assert replace(back, version=made.version, updated_at=made.updated_at) == made
        await run(state, CalendarState.move, made.id, "2026-11-26", 0, True, as_=cast.mentee)
        whole = await see(planner.get_task, cast.mentee, made.id)
        assert (whole.due_on, whole.due_time) == (date(2026, 11, 26), None)
        # By keyboard: opened and moved by a button.
        await run(state, CalendarState.open_task, made.id, as_=cast.mentee)
        await run(state, CalendarState.move_by, 7, as_=cast.mentee)
        assert (await see(planner.get_task, cast.mentee, made.id)).due_on == date(2026, 12, 3)
        with pytest.raises(NotFound):
            await run(state, CalendarState.move, made.id, "2026-11-26", 0, True, as_=cast.other_mentee)
        with pytest.raises(Invalid):
            await run(state, CalendarState.move, made.id, "soon", 0, True, as_=cast.mentee)


async def test_the_page_walks_through_views_layers_and_days(cast: Cast) -> None:
    with freeze(NOW):
        state = await open_state(CalendarState)
        await run(state, CalendarState.load, as_=cast.mentee)
        assert (state.view, state.label) == ("month", "November 2026")
        await run(state, CalendarState.be_narrow, as_=cast.mentee)
        assert state.view == "list"
        await run(state, CalendarState.choose_view, "week", as_=cast.mentee)
        await run(state, CalendarState.go, 1, as_=cast.mentee)
        assert state.day == "2026-11-28"
        await run(state, CalendarState.go, 0, as_=cast.mentee)
        await run(state, CalendarState.set_layer, "habit", False, as_=cast.mentee)
        assert state.layers == ["task", "checkin"]
        await run(state, CalendarState.new_feed, as_=cast.mentee)
        assert "token=" in state.feed_address
        await run(state, CalendarState.end_feed, as_=cast.mentee)
        assert (state.feed_address, state.has_feed) == ("", False)
        answer = {"added": 2, "kept": 1, "problems": [{"line": 3, "reason": "x"}]}
        await run(state, CalendarState.show_import, answer, as_=cast.mentee)
        assert state.imported == "2 new tasks, 1 was here already, 1 could not be read."
