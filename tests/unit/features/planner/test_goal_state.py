"""The page of one goal: steps, evidence, a prepared plan and its changes."""

from dataclasses import replace
from datetime import date

import pytest

from coaching_app.core.clock import freeze
from coaching_app.db.engine import Database
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import GoalPage
from coaching_app.features.planner.state.goal import GoalState
from coaching_app.features.rest import service as rest
from coaching_app.features.rest.schemas import OnceDraft
from tests.support.people import Cast
from tests.support.states import open_state, run
from tests.unit.features.planner.doing import do, goal, see, task, utc
from tests.unit.features.planner.test_templates import TWELVE, circle_of


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """States are about states: one database is enough here."""
    return sqlite_database


async def opened(cast: Cast, goal_id: str) -> GoalState:
    state = await open_state(GoalState)
    state.page = replace(GoalPage(), goal=await see(service.read_goal_row, cast.mentee, goal_id))
    await run(state, GoalState.refresh, as_=cast.mentee)
    return state


async def test_steps_and_evidence_with_their_way_back(cast: Cast) -> None:
    state = await opened(cast, (await goal(cast.mentee, progress_by="milestones")).id)
    await run(state, GoalState.add_milestone, {"title": "Half", "due": "2026-12-24"}, as_=cast.mentee)
    (step,) = state.page.milestones
    await run(state, GoalState.set_reached, step.id, True, as_=cast.mentee)
    assert state.page.goal.formula == "1 of 1 milestone reached = 100 %"
    await run(state, GoalState.delete_milestone, step.id, as_=cast.mentee)
    assert state.page.milestones == ()
    await run(state, GoalState.restore_milestone, step.id, as_=cast.mentee)
    await run(
        state, GoalState.add_evidence, {"text": "https://example.org/a", "amount": "2,5"}, as_=cast.mentee
    )
    await run(state, GoalState.add_evidence, {"text": "I did it", "amount": ""}, as_=cast.mentee)
    assert [(one.kind, one.title, one.href) for one in state.page.evidence] == [
        ("note", "I did it", ""),
        ("link", "https://example.org/a", "https://example.org/a"),
    ]
    assert "+2.5" in state.page.evidence[1].facts
    for form in ({"text": ""}, {"text": "x", "amount": "many"}):
        await run(state, GoalState.add_evidence, form, as_=cast.mentee)
        assert state.problem
    piece = state.page.evidence[0]
    await run(state, GoalState.delete_evidence, piece.id, as_=cast.mentee)
    assert len(state.page.evidence) == 1
    await run(state, GoalState.restore_evidence, piece.id, as_=cast.mentee)
    assert len(state.page.evidence) == 2


async def test_a_prepared_plan_from_draft_to_change(cast: Cast) -> None:
    template = await do(service.add_template, cast.mentor, TWELVE)
    circle = await circle_of(cast.mentor, cast.mentee)
    (given,) = await do(service.give_template, cast.mentor, template.id, circle, date(2026, 11, 23))
    state = await opened(cast, given.goal_id)
    assert (state.page.goal.status, state.page.coach_name) == ("draft", "Mentor")
    assert [(week.label, [item.title for item in week.rows]) for week in state.page.plan] == [
        ("Week 1", ["Read Romans 1", "Pray"]),
        ("Week 5", ["Read Romans 5"]),
        ("Week 7", ["Halfway"]),
        ("Without a day", ["A commentary"]),
    ]
    (halfway,) = state.page.plan[2].rows
    await run(state, GoalState.remove_item, halfway.id, as_=cast.mentee)
    assert len(state.page.plan) == 3
    await run(state, GoalState.put_back, as_=cast.mentee)
    assert len(state.page.plan) == 4
    await run(state, GoalState.open_item, halfway.id, as_=cast.mentee)
    assert (state.item.week, state.item.day, state.item.kind) == ("7", "1", "milestone")
    changed = {"kind": "milestone", "title": "Half the way", "week": "6", "day": "3"}
    await run(state, GoalState.save_item, changed, as_=cast.mentee)
    assert state.page.plan[2].label == "Week 6"
    await run(state, GoalState.new_item, "2", as_=cast.mentee)
    await run(state, GoalState.save_item, {"kind": "task", "title": " ", "week": "2"}, as_=cast.mentee)
    assert state.item_problem
    await run(state, GoalState.save_item, {"kind": "task", "title": "Walk", "week": "x"}, as_=cast.mentee)
    assert "whole number" in state.item_problem
    await run(state, GoalState.close_item, as_=cast.mentee)
    await run(state, GoalState.ask_review, True, as_=cast.mentee)
    await run(state, GoalState.ask_review, False, as_=cast.mentee)
    await run(state, GoalState.ask_review, True, as_=cast.mentee)
    await do(service.approve, cast.mentor, given.id)
    items = tuple(replace(one, notes="again") if one.day == 28 else one for one in template.content.items)
    await do(service.edit_template, cast.mentor, template.id, 1, replace(template.content, items=items))
    await run(state, GoalState.refresh, as_=cast.mentee)
    assert state.has_changes
    assert [(one.kind, one.after) for one in state.page.changes] == [
        ("changed", "Read Romans 5 · week 5 · again")
    ]
    form = {f"take-{state.page.changes[0].id}": "on"}
    await run(state, GoalState.take_over, form, as_=cast.mentee)
    assert state.has_changes is False
    tasks = await see(service.list_tasks, cast.mentee)
    assert {one.title: one.notes for one in tasks.items}["Read Romans 5"] == "again"


async def test_a_goal_of_somebody_else_is_not_here(cast: Cast) -> None:
    mine = await goal(cast.mentee)
    state = await opened(cast, mine.id)
    await run(state, GoalState.refresh, as_=cast.other_mentee)
    assert state.is_missing


async def test_while_one_rests_nothing_is_late(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        await task(cast.mentee, due_on=date(2026, 11, 18))
        board = await see(service.read_board, cast.mentee)
        assert [(group.label, group.rows[0].tone) for group in board.groups] == [("Overdue", "amber")]
        await do(rest.add_once, cast.mentee, OnceDraft(utc("2026-11-21T08:00"), utc("2026-11-22T08:00")))
        board = await see(service.read_board, cast.mentee)
        (row,) = board.groups[0].rows
        assert (board.groups[0].label, row.tone, row.due_label) == ("From before, it can wait", "", "")
        today = await see(service.read_today, cast.mentee)
        assert [one.tone for one in today.promised] == [""]
