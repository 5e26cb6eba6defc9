"""The mentoring tree: coaches by name, everybody else as a number, and never a small one."""

import pytest

from coaching_app.core.errors import Forbidden
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.people import service
from coaching_app.models import Relationship
from tests.support.people import Cast, add_person
from tests.unit.features.people.walking import does, walk


async def give(coach: Actor, count: int) -> None:
    """Let a coach walk with so many people."""
    people = [await add_person(coach.tenant_id, f"m{number}", Role.MENTEE) for number in range(count)]
    async with unit_of_work(coach.tenant_id) as db:
        db.add_all(
            Relationship(
                coach_id=coach.user_id, mentee_id=one.user_id, status="active", proposed_by=coach.user_id
            )
            for one in people
        )


async def test_counts_below_five_are_withheld_and_names_of_mentees_never_shown(cast: Cast) -> None:
    other = await add_person(cast.mentor.tenant_id, "other", Role.MENTOR)
    third = await add_person(cast.mentor.tenant_id, "third", Role.MENTOR)
    await give(cast.mentor, 6)
    await give(other, 2)
    await give(third, 9)
    await walk(cast.pastor, cast.mentor)
    for actor in (cast.pastor, cast.admin):
        tree = await does(actor, service.mentoring_tree)
        found = {node.person.name: (node.depth, node.walks_with, node.branch) for node in tree.nodes}
        assert found["Third"] == (0, 9, None)
        assert found["Other"][1] is None
        assert found["Mentor"] == (1, 6, None)
        # Told, it would give the two of the other mentor away.
        assert tree.total is None
        assert not any(name.startswith("M0") for name in found)
        assert {node.person.name: node.above and node.above.name for node in tree.nodes}["Mentor"] == "Pastor"


async def test_a_viewer_s_own_people_are_in_no_number(cast: Cast) -> None:
    await give(cast.pastor, 3)
    await give(cast.mentor, 3)
    tree = await does(cast.pastor, service.mentoring_tree)
    # In all six, and the pastor knows the own three: a total would tell the mentor's.
    assert tree.total is None
    assert all(node.walks_with is None for node in tree.nodes)
    assert (await does(cast.admin, service.mentoring_tree)).total == 6


async def test_a_ring_of_coaches_still_makes_a_tree(cast: Cast) -> None:
    await walk(cast.pastor, cast.mentor)
    await walk(cast.mentor, cast.pastor)
    tree = await does(cast.admin, service.mentoring_tree)
    assert [(node.person.name, node.depth) for node in tree.nodes] == [("Pastor", 0), ("Mentor", 1)]


async def test_it_is_for_pastors_and_admins_and_stays_in_the_tenant(cast: Cast) -> None:
    for actor in (cast.mentor, cast.mentee):
        with pytest.raises(Forbidden):
            await does(actor, service.mentoring_tree)
    await give(cast.mentor, 7)
    abroad = await add_person(cast.foreign_mentee.tenant_id, "abroad", Role.PASTOR)
    tree = await does(abroad, service.mentoring_tree)
    assert ([node.person.name for node in tree.nodes], tree.total) == (["Abroad"], None)
