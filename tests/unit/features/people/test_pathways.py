"""Pathways: ordered steps, evidence, and sensitive steps that a mentor cannot look into."""

import asyncio

import pytest
from sqlalchemy import select

from coaching_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot
from coaching_app.domain.actor import Role
from coaching_app.features.people import service
from coaching_app.features.people.schemas import PathwayDraft, PathwayView, StepDraft
from coaching_app.models import StepDone
from tests.support.people import Cast, add_person
from tests.unit.features.people.walking import does, walk

STEPS = tuple(
    StepDraft(f"Step {number}", f"What {number} means", f"Shown by {number}", sensitive=number == 4)
    for number in range(1, 7)
)
SECRET = "Step 4", "What 4 means", "Shown by 4"


@pytest.fixture
async def pathway(cast: Cast) -> PathwayView:
    """Six steps, the fourth sensitive."""
    return await does(cast.pastor, service.add_pathway, PathwayDraft("First steps", "A year", STEPS))


async def walking(cast: Cast, pathway: PathwayView):
    await walk(cast.mentor, cast.mentee)
    await walk(cast.pastor, cast.mentee, "pastor")
    return await does(cast.mentor, service.start_walk, pathway.id, cast.mentee.user_id)


async def advance(actor, walk_id: str, count: int, words: str = "We talked it through."):
    for _n in range(count):
        seen = await does(actor, service.get_walk, walk_id)
        step = next(one for one in seen.steps if one.state == "next")
        seen = await does(actor, service.advance, walk_id, step.id, words)
    return seen


async def test_a_mentor_advances_to_the_third_step_and_stands_before_the_fourth(
    cast: Cast, pathway: PathwayView
) -> None:
    made = await walking(cast, pathway)
    seen = await advance(cast.mentor, made.id, 3)
    assert [step.state for step in seen.steps] == ["done", "done", "done", "next", "later", "later"]
    assert (seen.steps[2].evidence, seen.steps[2].done_by.name) == (
        "We talked it through.", cast.mentor.display_name,
    )  # fmt: skip
    closed = seen.steps[3]
    assert (closed.is_hidden, closed.state, closed.can_advance) == (True, "next", False)
    assert not any(word in str(seen) for word in SECRET)
    with pytest.raises(Forbidden):
        await does(cast.mentor, service.advance, made.id, closed.id, "I know anyway")


async def test_the_pastor_and_the_mentee_see_the_sensitive_step_and_its_evidence(
    cast: Cast, pathway: PathwayView
) -> None:
    made = await walking(cast, pathway)
    await advance(cast.mentor, made.id, 3)
    await advance(cast.pastor, made.id, 1, "CANARY-sensitive")
    for actor in (cast.pastor, cast.mentee):
        step = (await does(actor, service.get_walk, made.id)).steps[3]
        assert (step.title, step.description, step.evidence) == ("Step 4", "What 4 means", "CANARY-sensitive")
        assert step.done_by.name == cast.pastor.display_name
    for seen in (
        await does(cast.mentor, service.get_walk, made.id),
        await does(cast.mentor, service.list_walks),
        await does(cast.mentor, service.get_pathway, pathway.id),
        await does(cast.mentor, service.list_pathways),
    ):
        assert not any(word in str(seen) for word in (*SECRET, "CANARY-sensitive"))
    assert (await does(cast.mentor, service.get_walk, made.id)).steps[3].state == "done"
    async with snapshot(ALL_TENANTS) as db:
        assert all(row.evidence.startswith("v1.") for row in await db.scalars(select(StepDone)))


async def test_the_end_is_reached_once_all_steps_are(cast: Cast, pathway: PathwayView) -> None:
    made = await walking(cast, pathway)
    await advance(cast.mentor, made.id, 3)
    await advance(cast.pastor, made.id, 3)
    seen = await does(cast.mentee, service.get_walk, made.id)
    assert (seen.done_count, seen.completed_at is not None) == (6, True)
    last = seen.steps[-1]
    back = await does(cast.mentor, service.reopen_step, made.id, last.id)
    assert (back.done_count, back.completed_at) == (5, None)


async def test_steps_come_in_order_with_evidence_and_never_by_oneself(
    cast: Cast, pathway: PathwayView
) -> None:
    made = await walking(cast, pathway)
    first, second = made.steps[0].id, made.steps[1].id
    with pytest.raises(Conflict):
        await does(cast.mentor, service.advance, made.id, second, "x")
    for words in ("", "  \n "):
        with pytest.raises(Invalid):
            await does(cast.mentor, service.advance, made.id, first, words)
    with pytest.raises(Forbidden):
        await does(cast.mentee, service.advance, made.id, first, "I did it")
    with pytest.raises(NotFound):
        await does(cast.mentor, service.advance, made.id, new_id(), "x")
    await does(cast.mentor, service.advance, made.id, first, "x")
    await does(cast.mentor, service.advance, made.id, second, "x")
    with pytest.raises(Conflict):
        await does(cast.mentor, service.reopen_step, made.id, first)


async def test_pressed_twice_a_step_is_reached_once(cast: Cast, pathway: PathwayView) -> None:
    made = await walking(cast, pathway)
    step = made.steps[0].id
    outcomes = await asyncio.gather(
        *(does(cast.mentor, service.advance, made.id, step, f"x{n}") for n in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Conflict) for one in outcomes) == 3, outcomes
    assert (await does(cast.mentor, service.get_walk, made.id)).done_count == 1


async def test_a_walk_is_seen_by_those_who_walk_along_only(cast: Cast, pathway: PathwayView) -> None:
    made = await walking(cast, pathway)
    other = await add_person(cast.mentor.tenant_id, "other_pastor", Role.PASTOR)
    for actor in (other, cast.admin, cast.other_mentee, cast.foreign_mentee):
        assert await does(actor, service.list_walks, with_past=True) == ()
        for action, args in (
            (service.get_walk, ()), (service.advance, (made.steps[0].id, "x")), (service.leave_walk, ()),
            (service.reopen_step, (made.steps[0].id,)), (service.resume_walk, ()),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                await does(actor, action, made.id, *args)
    (together,) = await does(cast.mentor, service.relationships_of)
    await does(cast.mentee, service.end, together.id)
    with pytest.raises(NotFound):
        await does(cast.mentor, service.get_walk, made.id)
    assert (await does(cast.mentee, service.get_walk, made.id)).is_mine


async def test_a_pastor_who_becomes_a_mentor_stands_before_the_closed_door(
    cast: Cast, pathway: PathwayView
) -> None:
    from dataclasses import replace

    await walk(cast.pastor, cast.mentee)
    made = await does(cast.pastor, service.start_walk, pathway.id, cast.mentee.user_id)
    await does(cast.admin, service.change_role, cast.pastor.user_id, Role.MENTOR)
    seen = await does(replace(cast.pastor, role=Role.MENTOR), service.get_walk, made.id)
    assert seen.steps[3].is_hidden


async def test_nobody_is_set_on_a_pathway_by_a_stranger_or_twice(cast: Cast, pathway: PathwayView) -> None:
    with pytest.raises(NotFound):
        await does(cast.mentor, service.start_walk, pathway.id, cast.mentee.user_id)
    made = await walking(cast, pathway)
    with pytest.raises(Conflict):
        await does(cast.pastor, service.start_walk, pathway.id, cast.mentee.user_id)
    for actor in (cast.mentee, cast.admin):
        with pytest.raises(Forbidden):
            await does(actor, service.start_walk, pathway.id, cast.mentee.user_id)
    await does(cast.mentee, service.leave_walk, made.id)
    assert await does(cast.mentor, service.list_walks) == ()
    assert (await does(cast.mentee, service.resume_walk, made.id)).ended_at is None
    await does(cast.pastor, service.archive_pathway, pathway.id)
    with pytest.raises(NotFound):
        await does(cast.mentor, service.start_walk, pathway.id, cast.mentee.user_id)
    assert (await does(cast.mentor, service.get_walk, made.id)).title == "First steps"


async def test_pastors_and_admins_write_pathways_and_edits_keep_what_was_walked(
    cast: Cast, pathway: PathwayView
) -> None:
    for actor in (cast.mentor, cast.mentee):
        with pytest.raises(Forbidden):
            await does(actor, service.add_pathway, PathwayDraft("x", "", STEPS))
    with pytest.raises(NotFound):
        await does(cast.mentee, service.list_pathways)
    made = await walking(cast, pathway)
    await advance(cast.mentor, made.id, 2)
    kept = [
        StepDraft("Second, renamed", id=pathway.steps[1].id),
        StepDraft("New"),
        StepDraft("3", id=pathway.steps[2].id),
    ]
    edited = await does(
        cast.admin, service.edit_pathway, pathway.id, 1, PathwayDraft("Anew", "", tuple(kept))
    )
    assert ([step.title for step in edited.steps], edited.version) == (["Second, renamed", "New", "3"], 2)
    seen = await does(cast.mentee, service.get_walk, made.id)
    assert [(step.title, step.state) for step in seen.steps] == [
        ("Second, renamed", "done"), ("New", "next"), ("3", "later"),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        await does(cast.pastor, service.edit_pathway, pathway.id, 1, PathwayDraft("Late", "", STEPS))
    for steps in ((), STEPS * 11, (StepDraft(" "),), (StepDraft("x" * 300),)):
        with pytest.raises(Invalid):
            await does(cast.pastor, service.add_pathway, PathwayDraft("x", "", steps))
    with pytest.raises(NotFound):
        await does(
            cast.pastor,
            service.edit_pathway,
            pathway.id,
            2,
            PathwayDraft("x", "", (StepDraft("x", id=new_id()),)),
        )


async def test_another_tenant_s_pathway_does_not_exist(cast: Cast, pathway: PathwayView) -> None:
    abroad = await add_person(cast.foreign_mentee.tenant_id, "abroad", Role.PASTOR)
    assert await does(abroad, service.list_pathways) == ()
    for action, args in (
        (service.get_pathway, ()), (service.archive_pathway, ()), (service.restore_pathway, ()),
        (service.edit_pathway, (1, PathwayDraft("x", "", STEPS))), (service.start_walk, (cast.foreign_mentee.user_id,)),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await does(abroad, action, pathway.id, *args)
