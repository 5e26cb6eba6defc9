"""A programme for a cohort: a template given to a circle, made one's own, reviewed, and changed later."""

from dataclasses import replace
from datetime import date

import pytest

from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import (
    AssignmentView,
    TaskFilter,
    TemplateDraft,
    TemplateItem,
    TemplateView,
)
from coaching_app.models import Circle, CircleMember
from tests.support.people import Cast, add_person
from tests.unit.features.planner.doing import do, see, walk_with

START = date(2026, 11, 23)
TWELVE = TemplateDraft(
    "12 weeks in Romans",
    why="Because it carries.",
    weeks=12,
    items=(
        TemplateItem(kind="milestone", title="Halfway", day=42),
        TemplateItem(title="Read Romans 1", day=0, minutes=25),
        TemplateItem(title="Read Romans 5", day=28, notes="Slowly"),
        TemplateItem(title="Pray", day=0, repeats="FREQ=DAILY"),
        TemplateItem(kind="resource", title="A commentary", url="https://example.org/romans", minutes=40),
    ),
)


async def circle_of(leader: Actor, *members: Actor) -> str:
    async with unit_of_work(leader.tenant_id) as db:
        circle = Circle(leader_id=leader.user_id, name="Tuesday", purpose="")
        db.add(circle)
        await db.flush()
        for member in members:
            db.add(CircleMember(circle_id=circle.id, person_id=member.user_id, status="active"))
    return circle.id


async def given(cast: Cast, *members: Actor) -> tuple[TemplateView, tuple[AssignmentView, ...]]:
    template = await do(service.add_template, cast.mentor, TWELVE)
    circle = await circle_of(cast.mentor, *(members or (cast.mentee,)))
    return template, await do(service.give_template, cast.mentor, template.id, circle, START)


async def activated(cast: Cast) -> tuple[TemplateView, AssignmentView]:
    template, (draft,) = await given(cast)
    await do(service.request_review, cast.mentee, draft.id)
    return template, await do(service.approve, cast.mentor, draft.id, "Go well.")


async def titles(cast: Cast) -> dict[str, str]:
    found = await see(service.list_tasks, cast.mentee, TaskFilter("open"), limit=100)
    return {one.title: str(one.due_on) for one in found.items}


async def changed(cast: Cast, template: TemplateView, **week5: object) -> TemplateView:
    items = [replace(item, **week5) if item.day in (28, 29) else item for item in template.content.items]
    draft = replace(template.content, items=tuple(items))
    return await do(service.edit_template, cast.mentor, template.id, template.version, draft)


async def test_a_circle_gets_one_draft_each_and_only_once(cast: Cast) -> None:
    twelve = [await add_person(cast.mentor.tenant_id, f"m{number}", Role.MENTEE) for number in range(12)]
    template, drafts = await given(cast, *twelve)
    assert {one.person_id for one in drafts} == {person.user_id for person in twelve}
    assert {one.status for one in drafts} == {"draft"}
    # A draft is the person's own: the coach is told that it is there.
    assert {(one.goal_title, one.items) for one in drafts} == {("", ())}
    circle = await circle_of(cast.mentor, *twelve[:2], cast.mentee)
    again = await do(service.give_template, cast.mentor, template.id, circle, START)
    assert [one.person_id for one in again] == [cast.mentee.user_id]
    assert (await see(service.get_template, cast.mentor, template.id)).given_to == 13
    (mine,) = await see(service.list_assignments, twelve[0])
    assert (mine.goal_title, len(mine.items)) == ("12 weeks in Romans", 5)
    # Nothing of a draft asks for anything yet.
    assert (await see(service.list_tasks, twelve[0])).items == ()


async def test_a_draft_is_edited_shown_sent_back_and_approved(cast: Cast) -> None:
    _template, (draft,) = await given(cast)
    mine = await see(service.get_assignment, cast.mentee, draft.id)
    own = (replace(mine.items[1], title="Read Romans 1 aloud"), *mine.items[2:], TemplateItem(title="Walk"))
    await do(service.edit_draft, cast.mentee, draft.id, own)
    with pytest.raises(Conflict):
        await do(service.approve, cast.mentor, draft.id)
    await do(service.request_review, cast.mentee, draft.id)
    shown = await see(service.get_assignment, cast.mentor, draft.id)
    assert shown.items[0].title == "Read Romans 1 aloud"
    with pytest.raises(NotFound):
        await do(service.approve, cast.pastor, draft.id)
    sent_back = await do(service.send_back, cast.mentor, draft.id, "Less on Mondays?")
    assert (sent_back.status, sent_back.items) == ("draft", ())
    assert (await see(service.get_assignment, cast.mentee, draft.id)).coach_words == "Less on Mondays?"
    await do(service.request_review, cast.mentee, draft.id)
    await do(service.take_back_request, cast.mentee, draft.id)
    await do(service.request_review, cast.mentee, draft.id)
    assert (await do(service.approve, cast.mentor, draft.id)).status == "active"
    assert await titles(cast) == {
        "Read Romans 1 aloud": "2026-11-23",
        "Read Romans 5": "2026-12-21",
        "Pray": "2026-11-23",
        "A commentary": "None",
        "Walk": "None",
    }
    goal = await see(service.get_goal, cast.mentee, draft.goal_id)
    assert (goal.status, goal.due_on) == ("active", date(2027, 2, 14))


async def test_a_draft_cannot_be_made_active_past_its_coach(cast: Cast) -> None:
    _template, (draft,) = await given(cast)
    with pytest.raises(Conflict):
        await do(service.change_goal_status, cast.mentee, draft.goal_id, "active")
    with pytest.raises(Conflict):
        await do(service.edit_goal, cast.mentee, draft.goal_id, 1, {"status": "active"})
    assert (await do(service.change_goal_status, cast.mentee, draft.goal_id, "dropped")).status == "dropped"


async def test_a_change_reaches_each_person_as_a_diff_to_accept(cast: Cast) -> None:
    template, active = await activated(cast)
    await changed(cast, template, title="Read Romans 5 twice", day=29)
    (change,) = await see(service.template_changes, cast.mentee, active.id)
    assert (change.kind, change.is_edited, change.is_kept) == ("changed", False, False)
    assert change.before
    assert change.after
    assert (change.before.title, change.after.title) == ("Read Romans 5", "Read Romans 5 twice")
    with pytest.raises(Conflict):
        await do(service.accept_changes, cast.mentee, active.id, 1)
    await do(service.accept_changes, cast.mentee, active.id, 2)
    assert (await titles(cast))["Read Romans 5 twice"] == "2026-12-22"
    assert await see(service.template_changes, cast.mentee, active.id) == ()


async def test_completed_work_is_untouched(cast: Cast) -> None:
    template, active = await activated(cast)
    found = await see(service.list_tasks, cast.mentee, limit=100)
    done = next(one for one in found.items if one.title == "Read Romans 5")
    await do(service.complete_task, cast.mentee, done.id)
    before = await see(service.get_task, cast.mentee, done.id)
    second = await changed(cast, template, title="Changed")
    (change,) = await see(service.template_changes, cast.mentee, active.id)
    assert change.is_kept
    await do(service.accept_changes, cast.mentee, active.id, second.version)
    assert await see(service.get_task, cast.mentee, done.id) == before


async def test_a_decline_keeps_everything_and_is_asked_once(cast: Cast) -> None:
    template, active = await activated(cast)
    second = await changed(cast, template, title="Changed")
    before = await titles(cast)
    await do(service.decline_changes, cast.mentee, active.id, second.version)
    assert await titles(cast) == before
    assert await see(service.template_changes, cast.mentee, active.id) == ()
    third = await changed(cast, second, notes="again")
    assert third.version == 3


async def test_what_the_person_changed_too_is_named_before_it_is_replaced(cast: Cast) -> None:
    template, active = await activated(cast)
    found = await see(service.list_tasks, cast.mentee, limit=100)
    mine = next(one for one in found.items if one.title == "Read Romans 5")
    await do(service.edit_task, cast.mentee, mine.id, mine.version, {"title": "Read it in the garden"})
    removed = tuple(item for item in template.content.items if item.title != "Read Romans 1")
    added = TemplateItem(title="Rest", day=35)
    second = await do(
        service.edit_template, cast.mentor, template.id, 1, replace(template.content, items=(*removed, added))
    )
    third = await changed(cast, second, title="Changed")
    found_changes = await see(service.template_changes, cast.mentee, active.id)
    assert [(one.kind, one.is_edited) for one in found_changes] == [
        ("changed", True),
        ("added", False),
        ("removed", False),
    ]
    wanted = [one.item_id for one in found_changes if not one.is_edited]
    await do(service.accept_changes, cast.mentee, active.id, third.version, wanted)
    assert set(await titles(cast)) == {"Read it in the garden", "Rest", "Pray", "A commentary"}


async def test_a_draft_takes_changes_too(cast: Cast) -> None:
    template, (draft,) = await given(cast)
    second = await changed(cast, template, title="Changed")
    await do(service.accept_changes, cast.mentee, draft.id, second.version)
    mine = await see(service.get_assignment, cast.mentee, draft.id)
    assert "Changed" in {item.title for item in mine.items}


async def test_templates_are_their_coachs_own(cast: Cast) -> None:
    template, (draft,) = await given(cast)
    for use_case in (service.get_template, service.delete_template, service.restore_template):
        with pytest.raises(NotFound):
            await do(use_case, cast.pastor, template.id)
    for use_case in (service.request_review, service.template_changes):
        with pytest.raises(NotFound):
            await do(use_case, cast.other_mentee, draft.id)
    with pytest.raises(NotFound):
        await do(service.give_template, cast.mentor, template.id, await circle_of(cast.pastor), START)
    with pytest.raises(NotFound):
        await do(service.give_template_to, cast.mentor, template.id, cast.other_mentee.user_id, START)
    await walk_with(cast.other_mentee, cast.mentor)
    assert await do(service.give_template_to, cast.mentor, template.id, cast.other_mentee.user_id, START)
    await do(service.delete_template, cast.mentor, template.id)
    assert await see(service.list_templates, cast.mentor) == ()
    await do(service.restore_template, cast.mentor, template.id)
    # An edit that changes nothing is no version.
    kept = await do(service.edit_template, cast.mentor, template.id, 1, template.content)
    assert kept.version == 1


@pytest.mark.parametrize(
    "draft",
    [
        replace(TWELVE, title=" "),
        replace(TWELVE, weeks=0),
        replace(TWELVE, items=(TemplateItem(title="x", repeats="FREQ=SECONDLY"),)),
        replace(TWELVE, items=(TemplateItem(title="x", day=-1),)),
        replace(TWELVE, items=(TemplateItem(title="x", minutes=0),)),
        replace(TWELVE, items=(TemplateItem(title="x" * 100_000),)),
        replace(TWELVE, items=(TemplateItem(title="x"),) * 201),
    ],
)
async def test_bad_templates_are_refused(cast: Cast, draft: TemplateDraft) -> None:
    with pytest.raises(Invalid):
        await do(service.add_template, cast.mentor, draft)
