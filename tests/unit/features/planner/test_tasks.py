"""Tasks: made, edited, done, deleted, brought back and listed, each person's own."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coaching_app.core.clock import freeze
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.core.ids import new_id
from coaching_app.domain.written_text import is_visible
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import TaskDraft, TaskFilter
from tests.support.people import Cast
from tests.unit.features.planner.doing import do, goal, see, task, utc

NAUGHTY = Path(__file__).resolve().parents[5] / "shared/fixtures/naughty-strings.json"


async def test_a_task_keeps_what_it_was_given(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    made = await task(
        cast.mentee,
        "  Draft the letter ",
        notes="two\nlines",
        due_on=date(2026, 11, 21),
        estimate_minutes=40,
        goal_id=aim.id,
    )
    assert (made.title, made.notes, made.due_on, made.estimate_minutes) == (
        "Draft the letter",
        "two\nlines",
        date(2026, 11, 21),
        40,
    )
    assert (made.goal_id, made.goal_title, made.version, made.completed_at) == (aim.id, aim.title, 1, None)
    assert await see(service.get_task, cast.mentee, made.id) == made


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "   "}, "title"),
        ({"title": "\x00\x1b"}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"title": "x" * 100_000}, "title"),
        ({"notes": "x" * 20_001}, "notes"),
        ({"due_on": date(1899, 12, 31)}, "due_on"),
        ({"due_on": date(2201, 1, 1)}, "due_on"),
        ({"estimate_minutes": 0}, "estimate_minutes"),
        ({"estimate_minutes": -5}, "estimate_minutes"),
        ({"estimate_minutes": 10_081}, "estimate_minutes"),
        ({"estimate_minutes": 2**70}, "estimate_minutes"),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field(cast: Cast, fields: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await task(cast.mentee, **fields)
    assert refused.value.detail == {"field": field}


@pytest.mark.parametrize(
    "fields", [{"title": "x" * 500}, {"due_on": date(1900, 1, 1)}, {"due_on": date(2200, 12, 31)}]
)
async def test_the_limits_themselves_are_fine(cast: Cast, fields: dict) -> None:
    assert await task(cast.mentee, **fields)


@pytest.fixture
def naughty() -> list[str]:
    if not NAUGHTY.exists():
        pytest.skip("the shared fixtures are not on this machine")
    return json.loads(NAUGHTY.read_text())


def visible(text: str, keep: str = "") -> str:
    return "".join(c for c in text if c in keep or not ("\x00" <= c < " " or "\x7f" <= c <= "\x9f"))


async def test_naughty_strings_come_back_verbatim(cast: Cast, naughty: list[str]) -> None:
    expected = {}
    for text in naughty:
        title = visible(text.replace("\t", " ")).strip()
        # What nobody could see is no title; test_written_text has what counts.
        if is_visible(title):
            expected[(await task(cast.mentee, text, notes=text)).id] = (title, visible(text, keep="\t"))
    found, cursor = {}, None
    while True:
        part = await see(service.list_tasks, cast.mentee, limit=100, cursor=cursor)
        found |= {item.id: (item.title, item.notes) for item in part.items}
        if (cursor := part.cursor) is None:
            break
    assert len(found) > 500
    assert found == expected


async def test_lone_surrogates_and_nulls_never_reach_the_database(cast: Cast) -> None:
    made = await task(cast.mentee, "a\ud800b\x00c\nd", notes="x\udfff\x00y\r\nz")
    assert (made.title, made.notes) == ("abc d", "xy\r\nz")


async def test_editing_changes_only_what_is_named(cast: Cast) -> None:
    made = await task(cast.mentee, due_on=date(2026, 1, 1), estimate_minutes=25)
    edited = await do(service.edit_task, cast.mentee, made.id, 1, {"title": "Write to him", "due_on": None})
    assert (edited.title, edited.due_on, edited.estimate_minutes, edited.version) == (
        "Write to him",
        None,
        25,
        2,
    )


async def test_an_edit_that_changes_nothing_makes_no_version(cast: Cast) -> None:
    made = await task(cast.mentee)
    assert (await do(service.edit_task, cast.mentee, made.id, 1, {"title": made.title})).version == 1


async def test_the_second_of_two_edits_is_told_both_versions(cast: Cast) -> None:
    made = await task(cast.mentee)
    await do(service.edit_task, cast.mentee, made.id, 1, {"title": "first"})
    with pytest.raises(Conflict) as refused:
        await do(service.edit_task, cast.mentee, made.id, 1, {"title": "second"})
    assert refused.value.detail == {"your_version": 1, "saved_version": 2}
    assert (await see(service.get_task, cast.mentee, made.id)).title == "first"


async def test_completing_twice_keeps_the_first_moment(cast: Cast) -> None:
    made = await task(cast.mentee)
    with freeze(utc("2026-11-21T08:00")):
        await do(service.complete_task, cast.mentee, made.id)
    with freeze(utc("2026-11-21T09:00")):
        done = await do(service.complete_task, cast.mentee, made.id)
    assert done.completed_at == utc("2026-11-21T08:00")
    assert (await do(service.reopen_task, cast.mentee, made.id)).completed_at is None


async def test_delete_and_undo(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    made = await task(cast.mentee, goal_id=aim.id, due_on=date(2026, 5, 5))
    await do(service.delete_task, cast.mentee, made.id)
    with pytest.raises(NotFound):
        await see(service.get_task, cast.mentee, made.id)
    with pytest.raises(NotFound):
        await do(service.complete_task, cast.mentee, made.id)
    assert (await see(service.list_tasks, cast.mentee)).items == ()
    restored = await do(service.restore_task, cast.mentee, made.id)
    assert replace(restored, version=1, updated_at=made.updated_at) == made
    assert (await do(service.restore_task, cast.mentee, made.id)).version == restored.version


async def test_other_people_and_tenants_find_nothing(cast: Cast) -> None:
    made = await task(cast.mentee)
    gone = await task(cast.mentee)
    await do(service.delete_task, cast.mentee, gone.id)
    for stranger in (cast.other_mentee, cast.foreign_mentee, cast.mentor, cast.admin):
        messages = set()
        for attempt in (
            (service.get_task, made.id),
            (service.edit_task, made.id, 1, {"title": "mine"}),
            (service.complete_task, made.id),
            (service.reopen_task, made.id),
            (service.delete_task, made.id),
            (service.restore_task, made.id),
            (service.restore_task, gone.id),
            (service.get_task, new_id()),
            (service.get_task, "\x00"),
            (service.edit_task, "' or 1=1 --", 1, {}),
        ):
            with pytest.raises(NotFound) as refused:
                await do(attempt[0], stranger, *attempt[1:])
            messages.add(refused.value.message)
        assert len(messages) == 1
        assert (await see(service.list_tasks, stranger)).items == ()
        assert (await see(service.read_board, stranger)).groups == ()
        assert (await see(service.read_today, stranger)).has_tasks is False


async def test_the_same_person_in_another_tenant_starts_empty(cast: Cast) -> None:
    await task(cast.mentee)
    elsewhere = replace(cast.mentee, tenant_id=cast.foreign_mentee.tenant_id)
    assert (await see(service.list_tasks, elsewhere)).items == ()
    assert (await see(service.read_board, elsewhere)).groups == ()
    assert (await see(service.list_goals, elsewhere)).items == ()


async def test_nobody_hangs_a_task_on_anothers_goal(cast: Cast) -> None:
    theirs = await goal(cast.other_mentee)
    foreign = await goal(cast.foreign_mentee)
    deleted = await goal(cast.mentee)
    await do(service.delete_goal, cast.mentee, deleted.id)
    mine = await task(cast.mentee)
    for goal_id in (theirs.id, foreign.id, deleted.id, new_id(), "", "\x00"):
        with pytest.raises(NotFound):
            await do(service.add_task, cast.mentee, TaskDraft("x", goal_id=goal_id))
        with pytest.raises(NotFound):
            await do(service.edit_task, cast.mentee, mine.id, 1, {"goal_id": goal_id})


async def test_lists_filter_by_the_persons_day(cast: Cast) -> None:
    lord_howe = replace(cast.mentee, time_zone="Australia/Lord_Howe")
    days = {"late": date(2026, 7, 1), "now": date(2026, 7, 2), "next": date(2026, 7, 3), "some day": None}
    for title, day in days.items():
        await task(cast.mentee, title, due_on=day)
    done = await task(cast.mentee, "done", due_on=date(2026, 7, 1))
    await do(service.complete_task, cast.mentee, done.id)

    async def titles(actor, **wanted) -> list[str]:
        return [item.title for item in (await see(service.list_tasks, actor, TaskFilter(**wanted))).items]

    with freeze(utc("2026-07-01T13:30")):  # 1 July in UTC, 00:00 on 2 July on Lord Howe
        assert await titles(lord_howe, due="overdue") == ["late"]
        assert await titles(lord_howe, due="today") == ["now"]
        assert await titles(lord_howe, due="upcoming") == ["next"]
        assert await titles(lord_howe, due="none") == ["some day"]
        assert await titles(cast.mentee, due="overdue") == []
        assert await titles(cast.mentee, due="today", status="open") == ["late"]
        assert await titles(cast.mentee, status="done") == ["done"]
        assert await titles(cast.mentee, status="open") == ["late", "now", "next", "some day"]
        assert await titles(cast.mentee) == ["late", "done", "now", "next", "some day"]


async def test_lists_filter_by_goal(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    await task(cast.mentee, "with", goal_id=aim.id)
    await task(cast.mentee, "without")
    found = await see(service.list_tasks, cast.mentee, TaskFilter(goal_id=aim.id))
    assert [item.title for item in found.items] == ["with"]
    assert (await see(service.list_tasks, cast.mentee, TaskFilter(goal_id="\x00"))).items == ()


@pytest.mark.parametrize("status", ["all", "done"])
async def test_paging_shows_each_task_once_while_others_arrive(cast: Cast, status: str) -> None:
    ids = set()
    for number in range(11):
        made = await task(
            cast.mentee, f"task {number}", due_on=None if number % 3 else date(2026, 1, 1 + number % 2)
        )
        if status == "done":
            with freeze(utc(f"2026-01-{1 + number // 4:02}T10:00")):
                await do(service.complete_task, cast.mentee, made.id)
        ids.add(made.id)
    seen, cursor = [], None
    while True:
        part = await see(service.list_tasks, cast.mentee, TaskFilter(status=status), limit=3, cursor=cursor)
        seen += [item.id for item in part.items]
        if part.cursor is None:
            break
        cursor = part.cursor
        early = await task(cast.mentee, "in between", due_on=date(1950, 1, 1))
        await do(service.complete_task, cast.mentee, early.id)
    assert len(seen) == len(set(seen))
    assert set(seen) == ids


@pytest.mark.parametrize(
    "parts", [("x", "y"), ("2026-01-01", "\x00"), ("9999-12-31T23:59:59-14:00", new_id())]
)
@pytest.mark.parametrize("status", ["all", "done"])
async def test_a_forged_position_is_refused(cast: Cast, parts: tuple[str, str], status: str) -> None:
    from coaching_app.core.paging import encode_cursor

    with pytest.raises(Invalid):
        await see(service.list_tasks, cast.mentee, TaskFilter(status=status), cursor=encode_cursor(*parts))
