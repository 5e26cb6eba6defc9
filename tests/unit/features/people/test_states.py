"""The pages of people: what they show, what they say, and what can be undone."""

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from coaching_app.access import limits
from coaching_app.core.errors import Forbidden, NotFound
from coaching_app.db.engine import Database
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Role
from coaching_app.domain.consent import EVERYONE, Category, Viewer
from coaching_app.features.companion import service as companion
from coaching_app.features.consent import service as consent
from coaching_app.features.consent.schemas import Decision
from coaching_app.features.people import service
from coaching_app.features.people.schemas import PathwayDraft, Picked, StepDraft
from coaching_app.features.people.state.circles import CirclesState
from coaching_app.features.people.state.package import PackageState
from coaching_app.features.people.state.pathways import PathwaysState, TreeState
from coaching_app.features.people.state.people import PeopleState
from coaching_app.models import Goal, Membership
from tests.support.people import Cast, add_person
from tests.support.states import changed, open_state, run
from tests.unit.features.people.walking import does, walk


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The use cases are tested on both databases."""
    limits.reset()
    return sqlite_database


async def test_asking_accepting_ending_and_undo(cast: Cast) -> None:
    asker, asked = await open_state(PeopleState), await open_state(PeopleState)
    await run(asker, PeopleState.load, as_=cast.mentee)
    assert asker.page.coach_options[0] == (cast.mentor.user_id, "Mentor · Mentor")
    await run(asker, PeopleState.open_asking, as_=cast.mentee)
    await run(asker, PeopleState.ask, {"coach": "", "kind": "mentor"}, as_=cast.mentee)
    assert asker.ask_problem
    events = await run(
        asker, PeopleState.ask, {"coach": cast.mentor.user_id, "kind": "mentor"}, as_=cast.mentee
    )
    assert (len(events), asker.is_asking, asker.page.waiting[0].needs_me) == (1, False, False)
    await run(asked, PeopleState.load, as_=cast.mentor)
    (row,) = asked.page.waiting
    assert (row.needs_me, row.words) == (True, "asks you to be their mentor")
    await run(asked, PeopleState.accept, row.id, as_=cast.mentor)
    assert (asked.page.i_walk_with[0].name, asked.page.has_waiting) == ("Mentee", False)
    await run(asker, PeopleState.end, row.id, as_=cast.mentee)
    assert not asker.page.has_with_me
    await run(asker, PeopleState.take_back, row.id, as_=cast.mentee)
    assert asker.page.has_with_me


async def test_the_link_of_an_invitation_is_shown_once(cast: Cast) -> None:
    state = await open_state(PeopleState)
    with pytest.raises(Forbidden):
        await run(state, PeopleState.open_inviting, as_=cast.mentee)
    await run(state, PeopleState.open_inviting, as_=cast.mentor)
    await run(state, PeopleState.invite, {"email": "not one"}, as_=cast.mentor)
    assert state.invite_problem
    await run(state, PeopleState.invite, {"email": ""}, as_=cast.mentor)
    assert ("/invitation#" in state.invite_link, state.invite_problem) == (True, "")
    link = state.invite_link
    await changed(state)
    await run(state, PeopleState.close_inviting, as_=cast.mentor)
    assert state.invite_link == ""
    assert link not in str(await changed(state))
    (row,) = state.page.invitations
    assert (row.title, row.is_open) == ("By link", True)
    await run(state, PeopleState.revoke, row.id, as_=cast.mentor)
    assert state.page.invitations == ()
    # A role that nobody knows is the least one.
    await run(state, PeopleState.invite, {"email": "x@example.org", "role": "owner"}, as_=cast.admin)
    assert [one.words for one in state.page.invitations] == ["Mentee"]


async def test_a_handover_from_the_page(cast: Cast) -> None:
    second = await add_person(cast.mentor.tenant_id, "second", Role.MENTOR)
    made = await walk(cast.mentor, cast.mentee)
    old, mentee, new = [await open_state(PeopleState) for _n in range(3)]
    await run(mentee, PeopleState.load, as_=cast.mentee)
    await run(mentee, PeopleState.open_passing, made, as_=cast.mentee)
    # The one who walks with them now is nobody to hand over to.
    named = {person_id for person_id, _name in mentee.heirs}
    assert second.user_id in named
    assert cast.mentor.user_id not in named
    await run(old, PeopleState.open_passing, made, as_=cast.mentor)
    await run(old, PeopleState.start_handover, {"coach": second.user_id}, as_=cast.mentor)
    assert old.page.i_walk_with[0].has_handover
    await run(mentee, PeopleState.load, as_=cast.mentee)
    (row,) = mentee.page.handovers
    assert (row.can_pick, row.can_offer, row.can_accept) == (True, True, False)
    package = await open_state(PackageState)
    await run(package, PackageState.open, row.id, as_=cast.mentee)
    assert (len(package.form.kinds), package.chosen) == (7, ())
    for key in ("goals", "notes", "tasks", "no such kind"):
        await run(package, PackageState.choose, key, True, as_=cast.mentee)
    await run(package, PackageState.choose, "tasks", False, as_=cast.mentee)
    assert package.sum_words == "Second will see: Goals, Notes."
    await run(package, PackageState.save, as_=cast.mentee)
    assert not package.is_open
    await run(new, PeopleState.load, as_=second)
    assert "Goals, Notes" in new.page.handovers[0].details
    await run(new, PeopleState.accept_handover, row.id, as_=second)
    assert new.page.i_walk_with[0].person_id == cast.mentee.user_id
    await run(old, PeopleState.load, as_=cast.mentor)
    assert (old.page.has_i_walk_with, old.page.has_handovers) == (False, False)


async def test_single_things_pass_on_from_the_page(cast: Cast) -> None:
    companion.install()
    second = await add_person(cast.mentor.tenant_id, "second", Role.MENTOR)
    async with unit_of_work(cast.mentee.tenant_id) as db:
        own = [Goal(owner_id=cast.mentee.user_id, title=title) for title in ("Rest", "Read", "Secret")]
        foreign = Goal(owner_id=cast.other_mentee.user_id, title="CANARY")
        db.add_all([*own, foreign])
        await db.flush()
        never = Decision(Category.GOALS, own[2].id, audience=EVERYONE, is_denial=True)
        await consent.decide(db, cast.mentee, never)
    made = await does(
        cast.mentor, service.start_handover, await walk(cast.mentor, cast.mentee), second.user_id
    )
    with pytest.raises(NotFound):
        await does(cast.mentee, service.pick, made.id, [Picked(Category.GOALS, foreign.id)])
    state = await open_state(PackageState)
    await run(state, PackageState.open, made.id, as_=cast.mentee)
    goals = next(kind for kind in state.form.kinds if kind.key == "goals")
    assert {(one.name, one.is_never) for one in goals.things} == {
        ("Rest", False), ("Read", False), ("Secret", True),
    }  # fmt: skip
    keys = {one.name: one.key for one in goals.things}
    # What is never shared cannot be put in, nor what is not one's own.
    for key in (keys["Rest"], keys["Secret"], f"goals/{foreign.id}"):
        await run(state, PackageState.choose, key, True, as_=cast.mentee)
    assert (state.chosen, state.words["goals"]) == ((keys["Rest"],), "1 of 3")
    await run(state, PackageState.choose, "goals", True, as_=cast.mentee)
    assert state.words["goals"] == "all"
    await run(state, PackageState.choose, "goals", False, as_=cast.mentee)
    assert state.sum_words == "Second will see: 1 single thing."
    await run(state, PackageState.save, as_=cast.mentee)
    # Looked at again, what was chosen is chosen.
    await run(state, PackageState.open, made.id, as_=cast.mentee)
    assert state.chosen == (keys["Rest"],)
    await does(second, service.accept_handover, made.id)
    async with snapshot(cast.mentee.tenant_id) as db:
        seen = consent.visible_to(Viewer.of(second), Category.GOALS, col(Goal.owner_id), col(Goal.id))
        assert list(await db.scalars(select(Goal.title).where(seen))) == ["Rest"]


async def _seen_goals(cast: Cast) -> list[str]:
    async with snapshot(cast.mentee.tenant_id) as db:
        seen = consent.visible_to(Viewer.of(cast.mentor), Category.GOALS, col(Goal.owner_id), col(Goal.id))
        return list(await db.scalars(select(Goal.title).where(seen)))


async def test_saying_yes_again_shares_nothing_that_was_shared_before(cast: Cast) -> None:
    made = await walk(cast.mentor, cast.mentee)
    async with unit_of_work(cast.mentee.tenant_id) as db:
        db.add(Goal(owner_id=cast.mentee.user_id, title="Rest"))
        await consent.decide(db, cast.mentee, Decision(Category.GOALS, viewer_id=cast.mentor.user_id))
    assert await _seen_goals(cast) == ["Rest"]
    # An end that was a slip is undone as a whole.
    await does(cast.mentee, service.end, made)
    assert await _seen_goals(cast) == []
    await does(cast.mentee, service.take_back, made)
    assert await _seen_goals(cast) == ["Rest"]
    # Another relationship of the same two leaves alone what is shared already.
    async with unit_of_work(ALL_TENANTS) as db:
        rise = update(Membership).where(col(Membership.user_id) == cast.mentor.user_id)
        await db.execute(rise.values(role=Role.PASTOR.value))
    await walk(cast.mentor, cast.mentee, "pastor")
    assert await _seen_goals(cast) == ["Rest"]
    for one in await does(cast.mentee, service.relationships_of):
        await does(cast.mentee, service.end, one.id)
    await walk(cast.mentor, cast.mentee)
    assert await _seen_goals(cast) == []


async def test_a_circle_from_the_page(cast: Cast) -> None:
    await walk(cast.mentor, cast.mentee)
    state, theirs, page = [await open_state(one) for one in (CirclesState, CirclesState, PeopleState)]
    await run(state, CirclesState.new_circle, as_=cast.mentor)
    await run(state, CirclesState.save, {"name": " "}, as_=cast.mentor)
    assert state.problem
    await run(state, CirclesState.save, {"name": "Tuesday"}, as_=cast.mentor)
    await run(page, PeopleState.load, as_=cast.mentor)
    (row,) = page.page.circles
    await run(state, CirclesState.open_circle, row.id, as_=cast.mentor)
    assert state.others == ((cast.mentee.user_id, "Mentee"),)
    await run(state, CirclesState.ask_in, {"person": cast.mentee.user_id}, as_=cast.mentor)
    assert (state.people[0].is_waiting, state.has_others) == (True, False)
    await run(theirs, CirclesState.join, row.id, as_=cast.mentee)
    await run(theirs, CirclesState.leave, row.id, as_=cast.mentee)
    await run(theirs, CirclesState.come_back, row.id, as_=cast.mentee)
    await run(state, CirclesState.take_out, row.id, cast.mentee.user_id, as_=cast.mentor)
    assert not state.has_people
    await run(state, CirclesState.close_circle, row.id, as_=cast.mentor)
    await run(state, CirclesState.restore_circle, row.id, as_=cast.mentor)


async def test_a_pathway_is_written_moved_and_walked(cast: Cast) -> None:
    await walk(cast.mentor, cast.mentee)
    writer = await open_state(PathwaysState)
    await run(writer, PathwaysState.new_pathway, as_=cast.pastor)
    await run(writer, PathwaysState.add_step, as_=cast.pastor)
    keys = [step.key for step in writer.fields]
    await run(writer, PathwaysState.remove_step, keys[3], as_=cast.pastor)
    await run(writer, PathwaysState.move_step, keys[0], False, as_=cast.pastor)
    await run(writer, PathwaysState.move_step, keys[1], True, as_=cast.pastor)
    form = {"title": "First steps", f"title-{keys[0]}": "A", f"title-{keys[1]}": "B", f"title-{keys[2]}": "C",
            f"sensitive-{keys[2]}": "on"}  # fmt: skip
    await run(writer, PathwaysState.save_pathway, {"title": "x"}, as_=cast.pastor)
    assert writer.write_problem
    await run(writer, PathwaysState.save_pathway, form, as_=cast.pastor)
    (row,) = writer.page.pathways
    assert row.words == "3 steps, 1 of them sensitive"
    await run(writer, PathwaysState.open_pathway, row.id, as_=cast.pastor)
    assert [(step.title, step.sensitive) for step in writer.fields] == [
        ("B", False),
        ("A", False),
        ("C", True),
    ]
    mentor = await open_state(PathwaysState)
    await run(mentor, PathwaysState.load, as_=cast.mentor)
    await run(
        mentor, PathwaysState.start, {"pathway": row.id, "person": cast.mentee.user_id}, as_=cast.mentor
    )
    (walking,) = mentor.page.others
    assert (walking.steps[0].title, walking.steps[2].title) == ("B", "A step with the pastor")
    await run(mentor, PathwaysState.open_step, walking.id, walking.steps[0].id, as_=cast.mentor)
    await run(mentor, PathwaysState.advance, {"evidence": ""}, as_=cast.mentor)
    assert mentor.step_problem
    await run(mentor, PathwaysState.advance, {"evidence": "Seen"}, as_=cast.mentor)
    assert mentor.page.others[0].percent == 33
    await run(mentor, PathwaysState.reopen_step, walking.id, walking.steps[0].id, as_=cast.mentor)
    assert mentor.page.others[0].percent == 0
    mine = await open_state(PathwaysState)
    await run(mine, PathwaysState.load, as_=cast.mentee)
    assert mine.page.mine[0].steps[2].title == "C"
    await run(mine, PathwaysState.leave, walking.id, as_=cast.mentee)
    assert not mine.page.has_mine
    await run(mine, PathwaysState.resume, walking.id, as_=cast.mentee)
    await run(writer, PathwaysState.archive, row.id, as_=cast.pastor)
    assert not writer.page.has_pathways
    await run(writer, PathwaysState.restore, row.id, as_=cast.pastor)


async def test_what_a_mentor_may_not_see_never_reaches_the_browser(cast: Cast) -> None:
    await walk(cast.mentor, cast.mentee)
    steps = (StepDraft("CANARY-title", "CANARY-what", "CANARY-shown", sensitive=True),)
    way = await does(cast.pastor, service.add_pathway, PathwayDraft("A way", "", steps))
    made = await does(cast.mentor, service.start_walk, way.id, cast.mentee.user_id)
    state = await open_state(PathwaysState)
    await run(state, PathwaysState.load, as_=cast.mentor)
    await run(state, PathwaysState.open_step, made.id, made.steps[0].id, as_=cast.mentor)
    assert "CANARY" not in str(await changed(state))


async def test_the_tree_in_words(cast: Cast) -> None:
    await walk(cast.pastor, cast.mentor)
    state = await open_state(TreeState)
    with pytest.raises(Forbidden):
        await run(state, TreeState.load, as_=cast.mentor)
    await run(state, TreeState.load, as_=cast.pastor)
    rows = {row.name: (row.role, row.above, row.own) for row in state.tree.rows}
    assert rows == {"Pastor": ("Pastor", "", "see your people"), "Mentor": ("Mentor", "Pastor", "not shown")}
    assert "Fewer than 5" in state.tree.summary
