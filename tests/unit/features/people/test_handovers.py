"""Handover: the mentee picks, the new mentor accepts, the old access ends at that moment, a package expires."""

import asyncio
from datetime import timedelta

import pytest

from coaching_app.core import clock
from coaching_app.core.errors import AppError, Conflict, Invalid, NotFound
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import Category
from coaching_app.features.people import service
from coaching_app.features.people.schemas import HandedOver, Picked
from tests.support.people import Cast, add_person
from tests.unit.features.people.walking import does, walk

# Nobody says how commitments are found, so that any of them may be named.
PICKED = (Picked(Category.GOALS), Picked(Category.COMMITMENTS, new_id()))


@pytest.fixture
async def second(cast: Cast) -> Actor:
    """The mentor whom the mentee goes on with."""
    return await add_person(cast.mentee.tenant_id, "second_mentor", Role.MENTOR)


@pytest.fixture
def told():
    """What the hook was told."""
    heard: list[HandedOver] = []

    async def hook(_db, _actor, handed: HandedOver) -> None:
        heard.append(handed)

    service.on_handover(hook)
    yield heard
    service.off_handover(hook)


async def coached(cast: Cast, coach: Actor) -> bool:
    async with snapshot(cast.mentee.tenant_id) as db:
        return await service.is_coached_by(db, cast.mentee.user_id, coach.user_id)


async def offered(cast: Cast, second: Actor):
    made = await does(
        cast.mentor, service.start_handover, await walk(cast.mentor, cast.mentee), second.user_id
    )
    await does(cast.mentee, service.pick, made.id, PICKED)
    return await does(cast.mentee, service.offer_handover, made.id)


async def test_the_mentor_starts_the_mentee_picks_the_new_one_accepts(
    cast: Cast, second: Actor, told
) -> None:
    made = await does(
        cast.mentor, service.start_handover, await walk(cast.mentor, cast.mentee), second.user_id
    )
    # Nothing is on its way before the mentee has let it go.
    assert await does(second, service.list_handovers) == ()
    with pytest.raises(NotFound):
        await does(cast.mentor, service.offer_handover, made.id)
    picked = await does(cast.mentee, service.pick, made.id, PICKED)
    assert set(picked.picked) == set(PICKED)
    assert (await does(cast.mentor, service.get_handover, made.id)).picked == ()
    await does(cast.mentee, service.offer_handover, made.id)
    assert (await coached(cast, cast.mentor), await coached(cast, second)) == (True, False)
    done = await does(second, service.accept_handover, made.id)
    assert (done.status, await coached(cast, cast.mentor), await coached(cast, second)) == (
        "accepted", False, True,
    )  # fmt: skip
    (handed,) = told
    assert (handed.from_id, handed.to_id, set(handed.picked)) == (
        cast.mentor.user_id, second.user_id, set(PICKED),
    )  # fmt: skip
    (now_theirs,) = await does(second, service.relationships_of)
    assert now_theirs.id == handed.relationship_id
    assert await does(cast.mentor, service.relationships_of) == ()


async def test_when_the_hook_fails_nothing_has_happened(cast: Cast, second: Actor) -> None:
    made = await offered(cast, second)

    async def failing(_db, _actor, _handed) -> None:
        raise RuntimeError("no grants")

    service.on_handover(failing)
    try:
        with pytest.raises(RuntimeError):
            await does(second, service.accept_handover, made.id)
    finally:
        service.off_handover(failing)
    assert (await coached(cast, cast.mentor), await coached(cast, second)) == (True, False)
    assert (await does(second, service.accept_handover, made.id)).status == "accepted"


async def test_a_package_expires(cast: Cast, second: Actor, told) -> None:
    made = await offered(cast, second)
    with clock.freeze(clock.now() + timedelta(days=15)):
        seen = await does(second, service.get_handover, made.id)
        assert (seen.status, seen.picked) == ("expired", ())
        with pytest.raises(Conflict):
            await does(second, service.accept_handover, made.id)
        (still,) = await does(cast.mentor, service.relationships_of)
        again = await does(cast.mentee, service.start_handover, still.id, second.user_id)
        assert again.status == "choosing"
    assert told == []


async def test_pressed_in_two_tabs_it_is_accepted_once(cast: Cast, second: Actor, told) -> None:
    made = await offered(cast, second)
    outcomes = await asyncio.gather(
        *(does(second, service.accept_handover, made.id) for _n in range(3)),
        does(cast.mentee, service.cancel_handover, made.id),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, BaseException) for one in outcomes) == 1
    assert all(isinstance(one, AppError) for one in outcomes if isinstance(one, BaseException)), outcomes
    assert await coached(cast, second) == (len(told) == 1)
    assert await coached(cast, cast.mentor) == (len(told) == 0)


async def test_no_one_says_yes_for_another(cast: Cast, second: Actor) -> None:
    made = await offered(cast, second)
    for actor, action in (
        (cast.mentor, service.accept_handover), (cast.mentee, service.accept_handover),
        (cast.mentee, service.decline_handover), (second, service.cancel_handover),
        (second, service.offer_handover),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await does(actor, action, made.id)
    for stranger in (cast.admin, cast.pastor, cast.other_mentee, cast.foreign_mentee):
        assert await does(stranger, service.list_handovers, with_past=True) == ()
        for action in (
            service.get_handover, service.accept_handover, service.decline_handover, service.cancel_handover,
            service.offer_handover,
        ):  # fmt: skip
            for one in (made.id, new_id(), "x"):
                with pytest.raises(NotFound):
                    await does(stranger, action, one)
        with pytest.raises(NotFound):
            await does(stranger, service.pick, made.id, PICKED)


async def test_declined_or_called_off_nothing_changes(cast: Cast, second: Actor, told) -> None:
    made = await offered(cast, second)
    assert (await does(second, service.decline_handover, made.id)).status == "declined"
    (still,) = await does(cast.mentor, service.relationships_of)
    again = await does(cast.mentee, service.start_handover, still.id, second.user_id)
    with pytest.raises(Conflict):
        await does(cast.mentee, service.start_handover, still.id, second.user_id)
    assert (await does(cast.mentee, service.cancel_handover, again.id)).status == "cancelled"
    assert (await coached(cast, cast.mentor), told) == (True, [])


async def test_the_end_of_the_relationship_calls_it_off(cast: Cast, second: Actor) -> None:
    made = await offered(cast, second)
    (still,) = await does(cast.mentor, service.relationships_of)
    await does(cast.mentee, service.end, still.id)
    with pytest.raises(Conflict):
        await does(second, service.accept_handover, made.id)
    assert not await coached(cast, second)


async def test_the_new_one_must_be_a_coach_of_this_kind_here(cast: Cast, second: Actor) -> None:
    made = await walk(cast.mentor, cast.mentee)
    for person_id in (
        cast.other_mentee.user_id,
        cast.admin.user_id,
        cast.foreign_mentee.user_id,
        new_id(),
        "x",
    ):
        with pytest.raises(NotFound):
            await does(cast.mentee, service.start_handover, made, person_id)
    with pytest.raises(Invalid):
        await does(cast.mentee, service.start_handover, made, cast.mentor.user_id)
    as_pastor = await walk(cast.pastor, cast.mentee, "pastor")
    with pytest.raises(NotFound):
        await does(cast.mentee, service.start_handover, as_pastor, second.user_id)


async def test_a_pastor_who_walks_with_the_mentee_may_start_it(cast: Cast, second: Actor) -> None:
    made = await walk(cast.mentor, cast.mentee)
    with pytest.raises(NotFound):
        await does(cast.pastor, service.start_handover, made, second.user_id)
    await walk(cast.pastor, cast.mentee, "pastor")
    started = await does(cast.pastor, service.start_handover, made, second.user_id)
    assert (started.my_part, started.picked) == ("pastor", ())


async def test_a_new_mentor_who_lost_the_role_cannot_accept(cast: Cast, second: Actor) -> None:
    from dataclasses import replace

    made = await offered(cast, second)
    await does(cast.admin, service.change_role, second.user_id, Role.MENTEE)
    with pytest.raises(Conflict):
        await does(replace(second, role=Role.MENTEE), service.accept_handover, made.id)


async def test_too_much_or_odd_things_are_not_picked(cast: Cast, second: Actor) -> None:
    made = await does(
        cast.mentor, service.start_handover, await walk(cast.mentor, cast.mentee), second.user_id
    )
    with pytest.raises(Invalid):
        await does(
            cast.mentee, service.pick, made.id, [Picked(Category.NOTES, new_id()) for _n in range(501)]
        )
    with pytest.raises(NotFound):
        await does(cast.mentee, service.pick, made.id, [Picked(Category.NOTES, "x")])
    twice = await does(cast.mentee, service.pick, made.id, [PICKED[0], PICKED[0]])
    assert twice.picked == (PICKED[0],)
