"""Relationships: proposed by one side, accepted by the other, ended by either, and never anybody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from coaching_app.core import clock
from coaching_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.actor import Role
from coaching_app.features.people import service
from tests.support.people import Cast, add_person
from tests.unit.features.people.walking import does, walk


async def coached(cast: Cast, coach=None, mentee=None) -> bool:
    coach, mentee = coach or cast.mentor, mentee or cast.mentee
    async with snapshot(cast.mentee.tenant_id) as db:
        return await service.is_coached_by(db, mentee.user_id, coach.user_id)


async def test_a_mentee_asks_and_the_mentor_says_yes(cast: Cast) -> None:
    asked = await does(cast.mentee, service.propose, cast.mentor.user_id, side="mentee")
    assert (asked.status, asked.my_side, asked.needs_me, asked.needs_other) == (
        "proposed",
        "mentee",
        False,
        True,
    )
    assert not await coached(cast)
    seen = (await does(cast.mentor, service.relationships_of))[0]
    assert (seen.needs_me, seen.other.name, seen.proposed_by_me) == (True, cast.mentee.display_name, False)
    begun = await does(cast.mentor, service.accept, asked.id)
    assert begun.status == "active"
    assert begun.started_at is not None
    assert await coached(cast)
    # In one direction only.
    assert not await coached(cast, coach=cast.mentee, mentee=cast.mentor)


async def test_the_proposer_alone_makes_nothing_active(cast: Cast) -> None:
    asked = await does(cast.mentee, service.propose, cast.mentor.user_id, side="mentee")
    again = await does(cast.mentee, service.accept, asked.id)
    assert again.status == "proposed"
    assert not await coached(cast)


async def test_either_side_ends_it_at_once(cast: Cast) -> None:
    for one in (cast.mentee, cast.mentor):
        made = await walk(cast.mentor, cast.mentee)
        ended = await does(one, service.end, made)
        assert (ended.status, await coached(cast)) == ("ended", False)
        with pytest.raises(Conflict):
            await does(one, service.end, made)
    assert await does(cast.mentee, service.relationships_of) == ()
    assert len(await does(cast.mentee, service.relationships_of, with_past=True)) == 2


async def test_a_no_is_a_no_and_can_be_taken_back_by_whoever_said_it(cast: Cast) -> None:
    asked = await does(cast.mentee, service.propose, cast.mentor.user_id, side="mentee")
    assert (await does(cast.mentor, service.decline, asked.id)).status == "declined"
    for one in (cast.mentee, cast.mentor):
        with pytest.raises(Conflict):
            await does(one, service.accept, asked.id)
    with pytest.raises(Conflict):
        await does(cast.mentee, service.take_back, asked.id)
    assert (await does(cast.mentor, service.take_back, asked.id)).needs_me


async def test_ending_can_be_undone_by_the_mentee_and_only_proposed_anew_by_the_coach(cast: Cast) -> None:
    made = await walk(cast.mentor, cast.mentee)
    await does(cast.mentee, service.end, made)
    with pytest.raises(Conflict):
        await does(cast.mentor, service.take_back, made)
    assert (await does(cast.mentee, service.take_back, made)).status == "active"
    await does(cast.mentor, service.end, made)
    back = await does(cast.mentor, service.take_back, made)
    assert (back.status, back.needs_me, back.needs_other) == ("proposed", False, True)
    assert not await coached(cast)


async def test_after_ten_minutes_there_is_no_undo(cast: Cast) -> None:
    made = await walk(cast.mentor, cast.mentee)
    await does(cast.mentee, service.end, made)
    with clock.freeze(clock.now() + timedelta(minutes=11)), pytest.raises(Conflict):
        await does(cast.mentee, service.take_back, made)


async def test_undo_does_not_make_a_second_one(cast: Cast) -> None:
    made = await walk(cast.mentor, cast.mentee)
    await does(cast.mentee, service.end, made)
    await walk(cast.mentor, cast.mentee)
    with pytest.raises(Conflict):
        await does(cast.mentee, service.take_back, made)


async def test_two_people_have_one_of_a_kind(cast: Cast) -> None:
    await does(cast.mentee, service.propose, cast.pastor.user_id, side="mentee")
    with pytest.raises(Conflict):
        await does(cast.mentee, service.propose, cast.pastor.user_id, side="mentee")
    other = await does(cast.mentee, service.propose, cast.pastor.user_id, side="mentee", kind="pastor")
    assert other.kind == "pastor"


async def test_only_coaches_are_asked_and_only_pastors_are_pastors(cast: Cast) -> None:
    for stranger in (cast.other_mentee, cast.admin, cast.foreign_mentee):
        with pytest.raises(NotFound):
            await does(cast.mentee, service.propose, stranger.user_id, side="mentee")
    with pytest.raises(Forbidden):
        await does(cast.mentee, service.propose, cast.mentor.user_id, side="mentee", kind="pastor")
    with pytest.raises(Forbidden):
        await does(cast.mentee, service.propose, cast.other_mentee.user_id, side="coach")
    with pytest.raises(Invalid):
        await does(cast.mentor, service.propose, cast.mentor.user_id, side="mentee")


async def test_a_coach_reaches_whom_they_know_not_everybody(cast: Cast) -> None:
    with pytest.raises(NotFound):
        await does(cast.mentor, service.propose, cast.mentee.user_id, side="coach")
    with pytest.raises(NotFound):
        await does(cast.mentor, service.propose, new_id(), side="coach")
    made = await walk(cast.mentor, cast.mentee)
    await does(cast.mentee, service.end, made)
    offered = await does(cast.mentor, service.propose, cast.mentee.user_id, side="coach")
    assert (await does(cast.mentee, service.accept, offered.id)).status == "active"


async def test_introduced_by_an_admin_both_still_decide(cast: Cast) -> None:
    made = await does(
        cast.admin, service.introduce, coach_id=cast.mentor.user_id, mentee_id=cast.mentee.user_id
    )
    with pytest.raises(NotFound):
        await does(cast.admin, service.accept, made)
    assert (await does(cast.mentee, service.accept, made)).status == "proposed"
    assert not await coached(cast)
    assert (await does(cast.mentor, service.accept, made)).status == "active"


async def test_a_pastor_introduces_whom_they_walk_with(cast: Cast) -> None:
    pair = {"coach_id": cast.mentor.user_id, "mentee_id": cast.mentee.user_id}
    with pytest.raises(NotFound):
        await does(cast.pastor, service.introduce, **pair)
    await walk(cast.pastor, cast.mentee, "pastor")
    await does(cast.pastor, service.introduce, **pair)
    for one in (cast.mentor, cast.mentee):
        with pytest.raises(Forbidden):
            await does(one, service.introduce, **pair)


async def test_a_coach_who_lost_the_role_cannot_say_yes(cast: Cast) -> None:
    other = await add_person(cast.mentee.tenant_id, "late", Role.MENTOR)
    asked = await does(cast.mentee, service.propose, other.user_id, side="mentee")
    await does(cast.admin, service.change_role, other.user_id, Role.MENTEE)
    with pytest.raises((NotFound, Conflict)):
        await does(replace(other, role=Role.MENTEE), service.accept, asked.id)


async def test_nobody_else_sees_or_touches_it(cast: Cast) -> None:
    made = await walk(cast.mentor, cast.mentee)
    asked = await does(cast.other_mentee, service.propose, cast.mentor.user_id, side="mentee")
    for stranger in (cast.admin, cast.pastor, cast.foreign_mentee):
        for action in (
            service.relationship, service.accept, service.decline, service.end, service.take_back
        ):  # fmt: skip
            for one in (made, asked.id, new_id(), "x"):
                with pytest.raises(NotFound):
                    await does(stranger, action, one)
        assert await does(stranger, service.relationships_of, with_past=True) == ()


async def test_a_person_is_known_through_a_relationship_or_a_circle_only(cast: Cast) -> None:
    await walk(cast.mentor, cast.mentee)
    known = await does(cast.mentor, service.known_person, cast.mentee.user_id)
    assert [one.status for one in known.relationships] == ["active"]
    for actor in (cast.admin, cast.pastor, cast.other_mentee, cast.foreign_mentee):
        for person_id in (cast.mentee.user_id, new_id(), "x"):
            with pytest.raises(NotFound):
                await does(actor, service.known_person, person_id)


async def test_the_list_of_coaches_stays_in_the_tenant(cast: Cast) -> None:
    assert [coach.person.id for coach in await does(cast.mentee, service.list_coaches)] == [
        cast.mentor.user_id,
        cast.pastor.user_id,
    ]
    assert await does(cast.foreign_mentee, service.list_coaches) == ()
