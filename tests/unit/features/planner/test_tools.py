"""A proposal of the coach becomes one task, when the person says so."""

import asyncio
from datetime import date

import pytest

from coaching_app.access.policy import Policy, policy_of
from coaching_app.core.errors import Invalid, NotFound
from coaching_app.features.planner import service
from coaching_app.features.planner.tools import TOOLS, accept_task
from tests.support.people import Cast
from tests.unit.features.planner.doing import do, goal, see, task

PROPOSAL = {
    "title": "Write three sentences",
    "why": "You said Romans 8 stayed with you.",
    "due": "2026-11-24",
}


def test_every_tool_has_a_policy_and_a_schema() -> None:
    assert [tool.name for tool in TOOLS] == ["propose_task"]
    for tool in TOOLS:
        assert policy_of(tool.accept) is Policy.SIGNED_IN
        assert tool.spec.schema["additionalProperties"] is False


async def test_accepting_makes_the_task_and_says_where_it_came_from(cast: Cast) -> None:
    made = await do(accept_task, cast.mentee, PROPOSAL, origin="coach:p1")
    assert (made.title, made.notes, made.due_on) == (PROPOSAL["title"], PROPOSAL["why"], date(2026, 11, 24))
    assert made.origin == "coach:p1"


async def test_accepting_twice_makes_one_task(cast: Cast) -> None:
    first = await do(accept_task, cast.mentee, PROPOSAL, origin="coach:p1")
    second = await do(accept_task, cast.mentee, PROPOSAL | {"title": "changed"}, origin="coach:p1")
    assert second == first
    assert len((await see(service.list_tasks, cast.mentee)).items) == 1


async def test_accepting_from_many_tabs_at_once_makes_one_task(cast: Cast) -> None:
    made = await asyncio.gather(
        *(do(accept_task, cast.mentee, PROPOSAL, origin="coach:p1") for _ in range(8))
    )
    assert len({item.id for item in made}) == 1
    assert len((await see(service.list_tasks, cast.mentee)).items) == 1


async def test_accepting_again_after_deleting_brings_it_back(cast: Cast) -> None:
    made = await do(accept_task, cast.mentee, PROPOSAL, origin="coach:p1")
    await do(service.delete_task, cast.mentee, made.id)
    assert (await do(accept_task, cast.mentee, PROPOSAL, origin="coach:p1")).id == made.id


async def test_the_same_origin_of_two_people_is_two_tasks(cast: Cast) -> None:
    mine = await do(accept_task, cast.mentee, PROPOSAL, origin="coach:p1")
    theirs = await do(accept_task, cast.other_mentee, PROPOSAL, origin="coach:p1")
    assert mine.id != theirs.id
    assert {(await task(cast.mentee)).origin, (await task(cast.mentee)).origin} == {""}


async def test_edited_arguments_are_what_is_saved(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    edited = {"title": "Write one sentence", "due": None, "estimate_minutes": 10, "goal_id": aim.id}
    made = await do(accept_task, cast.mentee, edited, origin="coach:p2")
    assert (made.title, made.due_on, made.estimate_minutes, made.goal_title) == (
        "Write one sentence",
        None,
        10,
        aim.title,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"title": ""},
        {"title": "  "},
        {"title": 7},
        {"title": "x" * 501},
        {"title": "x", "due": "tomorrow"},
        {"title": "x", "due": "1800-01-01"},
        {"title": "x", "owner_id": "someone"},
        {"title": "x", "estimate_minutes": 10**9},
    ],
)
async def test_what_makes_no_task_is_refused_and_nothing_is_saved(cast: Cast, arguments: dict) -> None:
    with pytest.raises(Invalid):
        await do(accept_task, cast.mentee, arguments, origin="coach:p3")
    assert (await see(service.list_tasks, cast.mentee)).items == ()


async def test_a_proposal_cannot_reach_anothers_goal(cast: Cast) -> None:
    theirs = await goal(cast.other_mentee)
    with pytest.raises(NotFound):
        await do(accept_task, cast.mentee, {"title": "x", "goal_id": theirs.id}, origin="coach:p4")
