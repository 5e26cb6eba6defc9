"""Circles: accepted by whoever is asked, led by one coach, and silent about who else is in them."""

import asyncio

import pytest

from coaching_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from coaching_app.core.ids import new_id
from coaching_app.features.people import service
from tests.support.people import Cast
from tests.unit.features.people.walking import does, walk


@pytest.fixture
async def circle(cast: Cast) -> str:
    """A circle of the mentor, who walks with both mentees."""
    for mentee in (cast.mentee, cast.other_mentee):
        await walk(cast.mentor, mentee)
    return (await does(cast.mentor, service.add_circle, "Tuesday evening", "We read together.")).id


async def test_being_asked_is_not_being_in(cast: Cast, circle: str) -> None:
    await does(cast.mentor, service.ask_into_circle, circle, cast.mentee.user_id)
    seen = (await does(cast.mentee, service.circles_of))[0]
    assert (seen.my_status, seen.member_count, seen.leader.name) == ("invited", 0, cast.mentor.display_name)
    joined = await does(cast.mentee, service.accept_circle, circle)
    assert (joined.my_status, joined.member_count) == ("active", 1)
    members = await does(cast.mentor, service.circle_members, circle)
    assert [(one.person.name, one.status) for one in members] == [(cast.mentee.display_name, "active")]


async def test_members_do_not_see_each_other(cast: Cast, circle: str) -> None:
    for mentee in (cast.mentee, cast.other_mentee):
        await does(cast.mentor, service.ask_into_circle, circle, mentee.user_id)
        await does(mentee, service.accept_circle, circle)
    for actor in (cast.mentee, cast.pastor, cast.admin, cast.foreign_mentee):
        with pytest.raises(NotFound):
            await does(actor, service.circle_members, circle)
    with pytest.raises(NotFound):
        await does(cast.mentee, service.known_person, cast.other_mentee.user_id)


async def test_one_leaves_and_can_come_back_for_ten_minutes(cast: Cast, circle: str) -> None:
    await does(cast.mentor, service.ask_into_circle, circle, cast.mentee.user_id)
    await does(cast.mentee, service.leave_circle, circle)
    assert await does(cast.mentee, service.circles_of) == ()
    assert (await does(cast.mentee, service.return_to_circle, circle)).my_status == "invited"
    await does(cast.mentee, service.accept_circle, circle)
    await does(cast.mentee, service.leave_circle, circle)
    assert (await does(cast.mentee, service.return_to_circle, circle)).my_status == "active"
    await does(cast.mentor, service.remove_from_circle, circle, cast.mentee.user_id)
    with pytest.raises(NotFound):
        await does(cast.mentee, service.return_to_circle, circle)


async def test_only_whom_one_walks_with_is_asked_and_only_once(cast: Cast, circle: str) -> None:
    for person_id in (cast.pastor.user_id, cast.foreign_mentee.user_id, new_id(), "x"):
        with pytest.raises(NotFound):
            await does(cast.mentor, service.ask_into_circle, circle, person_id)
    outcomes = await asyncio.gather(
        *(does(cast.mentor, service.ask_into_circle, circle, cast.mentee.user_id) for _n in range(4)),
        return_exceptions=True,
    )
    assert sum(one is None for one in outcomes) == 1
    assert all(isinstance(one, Conflict) for one in outcomes if one is not None), outcomes


async def test_the_end_of_a_relationship_ends_the_place_in_the_circle(cast: Cast, circle: str) -> None:
    await does(cast.mentor, service.ask_into_circle, circle, cast.mentee.user_id)
    await does(cast.mentee, service.accept_circle, circle)
    (made,) = await does(cast.mentee, service.relationships_of)
    await does(cast.mentee, service.end, made.id)
    assert await does(cast.mentee, service.circles_of) == ()
    assert await does(cast.mentor, service.circle_members, circle) == ()
    await does(cast.mentee, service.take_back, made.id)
    assert (await does(cast.mentee, service.circles_of))[0].my_status == "active"


async def test_a_circle_is_closed_and_brought_back(cast: Cast, circle: str) -> None:
    await does(cast.mentor, service.ask_into_circle, circle, cast.mentee.user_id)
    await does(cast.mentee, service.accept_circle, circle)
    await does(cast.mentor, service.close_circle, circle)
    for actor in (cast.mentor, cast.mentee):
        assert await does(actor, service.circles_of) == ()
    for action in (service.accept_circle, service.leave_circle, service.return_to_circle):
        with pytest.raises(NotFound):
            await does(cast.mentee, action, circle)
    assert (await does(cast.mentor, service.restore_circle, circle)).member_count == 1


async def test_only_coaches_lead_and_nobody_touches_another_s(cast: Cast, circle: str) -> None:
    for actor in (cast.mentee, cast.admin):
        with pytest.raises(Forbidden):
            await does(actor, service.add_circle, "Mine")
    for actor in (cast.pastor, cast.admin, cast.other_mentee, cast.foreign_mentee):
        for action, args in (
            (service.circle, ()), (service.edit_circle, ()), (service.close_circle, ()),
            (service.restore_circle, ()), (service.ask_into_circle, (cast.mentee.user_id,)),
            (service.remove_from_circle, (cast.mentee.user_id,)), (service.accept_circle, ()),
            (service.leave_circle, ()),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                await does(actor, action, circle, *args)
    with pytest.raises(Invalid):
        await does(cast.mentor, service.edit_circle, circle, name=" ")
    assert (
        await does(cast.mentor, service.edit_circle, circle, name="Friday")
    ).purpose == "We read together."
