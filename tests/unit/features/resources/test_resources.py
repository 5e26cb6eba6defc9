"""The queue: own things only, picked by rule, coming back for a goal, moved in and out without harm."""

import csv
import io
from datetime import date, timedelta

import pytest

from coaching_app.core.clock import freeze
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.domain.actor import Actor
from coaching_app.domain.resurfacing import Answer
from coaching_app.features.planner import service as planner
from coaching_app.features.resources import service
from coaching_app.features.resources.schemas import ImportReport, ResourceDraft
from coaching_app.features.resources.service import moving
from coaching_app.features.resources.state import ResourcesState
from tests.support.people import Cast
from tests.support.states import open_state, run
from tests.unit.features.planner.doing import do, goal, see, utc

NOW = utc("2026-11-21T12:00")


async def add(actor, url="https://example.org/a", **fields):
    return await do(service.add_resource, actor, ResourceDraft(url=url, **fields))


async def test_an_address_is_there_once_and_comes_back_after_it_was_taken_out(cast: Cast) -> None:
    one = await add(cast.mentee, "https://www.example.org/a/#part")
    assert (one.url, one.title) == ("https://www.example.org/a/", "https://www.example.org/a/#part")
    with pytest.raises(Conflict):
        await add(cast.mentee, "http://example.org/a")
    await add(cast.other_mentee, "http://example.org/a")
    await do(service.delete_resource, cast.mentee, one.id)
    again = await add(cast.mentee, "http://example.org/a")
    with pytest.raises(Conflict):
        await do(service.restore_resource, cast.mentee, one.id)
    await do(service.delete_resource, cast.mentee, again.id)
    assert (await do(service.restore_resource, cast.mentee, one.id)).id == one.id


async def test_what_belongs_to_somebody_else_is_not_there(cast: Cast) -> None:
    one = await add(cast.mentee)
    theirs = await goal(cast.other_mentee)
    for other in (cast.mentor, cast.foreign_mentee, cast.admin):
        with pytest.raises(NotFound):
            await see(service.get_resource, other, one.id)
        with pytest.raises(NotFound):
            await do(service.set_progress, other, one.id, 50)
    with pytest.raises(NotFound):
        await add(cast.mentee, "https://example.org/b", goal_id=theirs.id)
    with pytest.raises(NotFound):
        await do(service.add_resource, cast.mentee, ResourceDraft(kind="note", target_id="0" * 26))


async def test_bad_input_is_refused_beside_its_field(cast: Cast) -> None:
    for fields in (
        {"url": "javascript:alert(1)"}, {"url": ""}, {"title": "x" * 501}, {"minutes": 0},
        {"minutes": 1441}, {"due_on": date(1899, 1, 1)}, {"notes": "x" * 5001}, {"tags": ("x" * 41,)},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            await do(
                service.add_resource, cast.mentee, ResourceDraft(**({"url": "https://e.example"} | fields))
            )


async def test_what_is_finished_comes_back_for_its_goal_until_it_is_enough(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    with freeze(NOW):
        one = await add(cast.mentee, goal_id=aim.id, minutes=10)
        alone = await add(cast.mentee, "https://example.org/b", minutes=10)
        done = await do(service.set_progress, cast.mentee, one.id, 100)
        assert done.resurface_on == date(2026, 11, 24)
        assert (await do(service.set_progress, cast.mentee, alone.id, 100)).resurface_on is None
        assert await see(service.pick_now, cast.mentee, 60) == ()
    with freeze(NOW + timedelta(days=3)):
        (back,) = await see(service.pick_now, cast.mentee, 60)
        assert (back.why, back.words) == ("back", "10 min · comes back for “Understand forgiveness”")
        again = await do(service.answer_back, cast.mentee, one.id, Answer.USEFUL)
        assert again.resurface_on == date(2026, 12, 4)
    with freeze(NOW + timedelta(days=20)):
        assert len((await see(service.list_resources, cast.mentee, shelf="back")).items) == 1
        closed = await see(planner.get_goal, cast.mentee, aim.id)
        await do(planner.change_goal_status, cast.mentee, aim.id, "done")
        assert closed.status == "active"
        assert (await see(service.list_resources, cast.mentee, shelf="back")).items == ()
        assert (await do(service.answer_back, cast.mentee, one.id, Answer.ENOUGH)).resurface_on is None


async def test_twenty_five_minutes(cast: Cast) -> None:
    with freeze(NOW):
        await add(cast.mentee, "https://example.org/old", title="Old", minutes=5)
        await add(cast.mentee, "https://example.org/due", title="Due", minutes=15, due_on=date(2026, 11, 22))
        await add(cast.mentee, "https://example.org/long", title="Long", minutes=200)
        picks = await see(service.pick_now, cast.mentee, 35)
    assert [(one.resource.title, one.minutes, one.is_part) for one in picks] == [
        ("Due", 15, False), ("Old", 5, False), ("Long", 15, True),
    ]  # fmt: skip
    assert picks[0].words == "15 min · due 22 Nov"


async def taken_in(actor: Actor, content: bytes) -> ImportReport:
    parcel = await service.unpack(content)
    report = service.first_report(parcel)
    for start in range(0, max(1, len(parcel.found)), service.AT_ONCE):
        report = await do(service.take_in, actor, parcel, start, report)
    return report


async def test_a_list_comes_in_once_and_goes_out_harmless(cast: Cast) -> None:
    content = b"title,url\n=1+1,https://a.example/1\nTwo,nonsense\nThree,https://a.example/3\nAgain,https://a.example/1\n"
    report = await taken_in(cast.mentee, content)
    assert (report.added, report.known, report.left_out) == (2, 1, 1)
    assert [(row.line, row.reason) for row in report.rows] == [
        (3, "the address is none of the web (http or https)")
    ]
    second = await taken_in(cast.mentee, content)
    assert (second.added, second.known) == (0, 3)
    table = await see(service.export_csv, cast.mentee)
    rows = list(csv.DictReader(io.StringIO(table)))
    assert sorted(row["title"] for row in rows) == ["'=1+1", "Three"]
    assert (await taken_in(cast.other_mentee, table.encode())).added == 2
    with pytest.raises(Invalid):
        await taken_in(cast.mentee, b"nothing\n")


async def test_a_long_list_comes_in_part_by_part(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    monkeypatch.setattr(moving, "AT_ONCE", 2)
    content = b"title,url\n" + b"".join(b"T%d,https://a.example/%d\n" % (one, one % 5) for one in range(7))
    report = await taken_in(cast.mentee, content)
    assert (report.added, report.known, report.left_out) == (5, 2, 0)
    monkeypatch.setattr(moving, "MOST_RESOURCES", 8)
    with pytest.raises(Invalid):
        await taken_in(cast.mentee, content)


async def test_the_page_adds_finishes_and_takes_back(cast: Cast) -> None:
    state = await open_state(ResourcesState)
    await run(state, ResourcesState.new, as_=cast.mentee)
    await run(state, ResourcesState.save, {"url": "nothing"}, as_=cast.mentee)
    assert state.problem
    await run(state, ResourcesState.save, {"url": "https://example.org/x", "minutes": "20"}, as_=cast.mentee)
    assert (state.is_open, len(state.page.rows)) == (False, 1)
    await run(state, ResourcesState.have, {"minutes": "25"}, as_=cast.mentee)
    assert len(state.page.picks) == 1
    row = state.page.rows[0]
    await run(state, ResourcesState.set_progress, row.id, 100, as_=cast.mentee)
    assert (state.page.waiting, state.page.finished) == (0, 1)
    await run(state, ResourcesState.set_progress, row.id, 0, as_=cast.mentee)
    await run(state, ResourcesState.delete, row.id, as_=cast.mentee)
    assert not state.page.has_any
    await run(state, ResourcesState.restore, row.id, as_=cast.mentee)
    assert state.page.waiting == 1
    report = {"added": 1, "rows": [{"line": 3, "reason": "no"}, "x"]}
    await run(state, ResourcesState.taken_in, report, as_=cast.mentee)
    assert (state.report.words, state.report.rows[0].line) == ("1 added.", 3)


async def test_the_form_changes_what_stands_there(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    one = await add(cast.mentee, title="Grace", minutes=20, goal_id=aim.id, tags=("prayer",), notes="Why")
    await add(cast.mentee, "https://example.org/b")
    state = await open_state(ResourcesState)
    await run(state, ResourcesState.edit, one.id, as_=cast.mentee)
    assert (state.form.title, state.form.minutes, state.form.goal_id) == ("Grace", "20", aim.id)
    assert state.form.goals == ((aim.id, aim.title),)
    typed = {"url": "https://example.org/b", "title": "Grace", "tags": "prayer, rest"}
    await run(state, ResourcesState.save, typed, as_=cast.mentee)
    assert (state.is_open, state.problem) == (True, "This address is in your queue already.")
    typed |= {
        "url": "https://example.org/c",
        "title": " Grace again ",
        "minutes": "45",
        "due_on": "2026-12-01",
    }
    await run(state, ResourcesState.save, typed, as_=cast.mentee)
    assert not state.is_open
    now_is = await see(service.get_resource, cast.mentee, one.id)
    assert (now_is.url, now_is.title, now_is.minutes, now_is.due_on, now_is.tags, now_is.goal_id, now_is.notes) == (
        "https://example.org/c", "Grace again", 45, date(2026, 12, 1), ("prayer", "rest"), None, "",
    )  # fmt: skip
    # Somebody else, and an older look at it.
    with pytest.raises(NotFound):
        await see(service.read_form, cast.other_mentee, one.id)
    with pytest.raises(Conflict):
        await do(service.edit_resource, cast.mentee, one.id, one.version, {"title": "Late"})
    with pytest.raises(Invalid):
        await do(service.edit_resource, cast.mentee, one.id, now_is.version, {"url": " "})


async def test_a_goal_that_was_reached_stays_with_what_serves_it(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    one = await add(cast.mentee, goal_id=aim.id)
    await do(planner.edit_goal, cast.mentee, aim.id, aim.version, {"status": "done"})
    form = await see(service.read_form, cast.mentee, one.id)
    assert (form.goal_id, form.goals) == (aim.id, ((aim.id, aim.title),))
    assert (await see(service.new_form, cast.mentee)).goals == ()


@pytest.mark.parametrize(
    ("shared", "url", "title"),
    [
        ({"url": "https://a.example/x", "title": "A page"}, "https://a.example/x", "A page"),
        ({"text": "Read this: https://a.example/x?y=1"}, "https://a.example/x?y=1", ""),
        ({"title": "A page https://a.example/x"}, "https://a.example/x", "A page"),
        ({"url": "javascript:alert(1)", "text": "nothing", "title": "A page"}, None, None),
        ({}, None, None),
        ({"url": "https://a.example/" + "x" * 5000}, None, None),
    ],
)
async def test_what_another_app_shares_is_shown_and_not_saved(cast: Cast, shared, url, title) -> None:
    form = await see(service.shared_form, cast.mentee, shared)
    assert (form and form.url, form and form.title) == (url, title)
    assert (await see(service.list_resources, cast.mentee)).items == ()
