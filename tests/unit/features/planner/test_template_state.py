"""The pages of templates: written, given, looked at, changed; and evidence that a coach accepts."""

from datetime import date

import pytest

from coaching_app.db.engine import Database
from coaching_app.domain.consent import Category
from coaching_app.features.habits import service as habits
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import EvidenceDraft, TemplatePage
from coaching_app.features.planner.service import prepared_habits
from coaching_app.features.planner.state import PlannerState
from coaching_app.features.planner.state.template import TemplateState
from coaching_app.features.planner.state.templates import TemplatesState
from tests.support.people import Cast
from tests.support.states import open_state, run
from tests.unit.features.planner.doing import do, see, share, walk_with
from tests.unit.features.planner.test_templates import circle_of

ABOUT = {"title": "12 weeks in Romans", "why": "It carries", "weeks": "12", "progress_by": "evidence", "reviewed": "on", "target_value": "2"}  # fmt: skip
ITEMS = (
    {"kind": "task", "title": "Read Romans 1", "week": "1", "day": "2", "minutes": "25"},
    {"kind": "habit", "title": "Pray", "rhythm": "times", "times": "5", "days": "7", "week": "3"},
    {"kind": "resource", "title": "A commentary", "url": "https://example.org", "week": ""},
    {"kind": "milestone", "title": "Halfway", "week": "6", "day": "7", "minutes": "9"},
)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """States are about states: one database is enough here."""
    return sqlite_database


@pytest.fixture(autouse=True)
def keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    found = service.HabitKeeper(habits.keep_prepared, habits.put_prepared_away, habits.find_prepared)
    monkeypatch.setattr(prepared_habits, "_keepers", [found])


async def written(cast: Cast) -> TemplateState:
    """A template made through the pages."""
    everything = await open_state(TemplatesState)
    await run(everything, TemplatesState.open_new, as_=cast.mentor)
    await run(everything, TemplatesState.make, ABOUT, as_=cast.mentor)
    await run(everything, TemplatesState.load, as_=cast.mentor)
    (row,) = everything.page.templates
    state = await open_state(TemplateState)
    state.page = TemplatePage(id=row.id, version=1)
    for item in ITEMS:
        await run(state, TemplateState.new_item, "", as_=cast.mentor)
        await run(state, TemplateState.save_item, item, as_=cast.mentor)
        assert state.item_problem == ""
        # Nothing but a load brings the page here: a state of a test has no address.
        state.page = await see(service.read_template, cast.mentor, row.id)
    return state


async def test_a_template_is_written_week_by_week(cast: Cast) -> None:
    state = await written(cast)
    assert [(week.label, [(one.title, one.facts) for one in week.rows]) for week in state.page.weeks] == [
        ("All the way through", [("Pray", "habit · 5 times a week")]),
        ("Week 1", [("Read Romans 1", "25 min")]),
        ("Week 6", [("Halfway", "milestone")]),
        ("Without a day", [("A commentary", "to read or watch")]),
    ]
    assert state.page.facts == "12 weeks · 4 things in it · nobody has it yet"
    item = state.page.weeks[1].rows[0]
    await run(state, TemplateState.open_item, item.id, as_=cast.mentor)
    assert (state.item.week, state.item.day, state.item.minutes) == ("1", "2", "25")
    await run(state, TemplateState.remove_item, item.id, as_=cast.mentor)
    assert [week.key for week in state.page.weeks] == ["through", "week-6", "undated"]
    await run(state, TemplateState.put_back, as_=cast.mentor)
    assert state.page.weeks[1].rows[0].id == item.id
    wrong = {"title": "", "weeks": "many"}
    await run(state, TemplateState.show_settings, True, as_=cast.mentor)
    await run(state, TemplateState.save_settings, wrong, as_=cast.mentor)
    assert state.settings_problem
    await run(state, TemplateState.save_settings, ABOUT | {"title": "Romans"}, as_=cast.mentor)
    assert (state.page.form.title, state.is_settings_open) == ("Romans", False)


async def test_given_looked_at_and_begun(cast: Cast) -> None:
    state = await written(cast)
    await walk_with(cast.mentee, cast.mentor)
    circle = await circle_of(cast.mentor, cast.other_mentee)
    await run(state, TemplateState.show_giving, True, as_=cast.mentor)
    for wrong in ({"start_on": ""}, {"start_on": "2026-11-23"}, {"start_on": "soon", "circle": circle}):
        await run(state, TemplateState.give, wrong, as_=cast.mentor)
        assert state.give_problem
    chosen = {"circle": circle, f"to-{cast.mentee.user_id}": "on", "start_on": "2026-11-23"}
    await run(state, TemplateState.give, chosen, as_=cast.mentor)
    assert (state.give_problem, [one.words for one in state.page.given]) == ("", ["has it as a draft"] * 2)
    (given,) = await see(service.list_assignments, cast.mentee)
    await do(service.request_review, cast.mentee, given.id)
    everything = await open_state(TemplatesState)
    await run(everything, TemplatesState.load, as_=cast.mentor)
    (asked,) = everything.page.asked
    assert (asked.person, len(asked.weeks)) == ("Mentee", 4)
    for answer, status in (("wait", "draft"), ("agree", "active")):
        if status == "active":
            await do(service.request_review, cast.mentee, given.id)
            await run(everything, TemplatesState.load, as_=cast.mentor)
        await run(everything, TemplatesState.open_asked, asked.id, as_=cast.mentor)
        await run(everything, TemplatesState.answer, {"verdict": answer, "words": "So"}, as_=cast.mentor)
        assert (everything.answer_problem, everything.page.asked) == ("", ())
        assert (await see(service.get_assignment, cast.mentee, given.id)).status == status
    (habit,) = await see(habits.list_habits, cast.mentee)
    assert habit.name == "Pray"


async def test_evidence_waits_for_a_coach_and_then_counts(cast: Cast) -> None:
    state = await written(cast)
    await walk_with(cast.mentee, cast.mentor)
    await do(service.give_template_to, cast.mentor, state.page.id, cast.mentee.user_id, date(2026, 11, 23))
    (given,) = await see(service.list_assignments, cast.mentee)
    await do(service.request_review, cast.mentee, given.id)
    await do(service.approve, cast.mentor, given.id)
    await do(service.add_evidence, cast.mentee, given.goal_id, EvidenceDraft("note", "I read it aloud"))
    everything = await open_state(TemplatesState)
    await run(everything, TemplatesState.load, as_=cast.mentor)
    # Nothing is shown before the person shares the goal.
    assert everything.page.proofs == ()
    await share(cast.mentee, cast.mentor, Category.GOALS, given.goal_id)
    await run(everything, TemplatesState.load, as_=cast.mentor)
    (proof,) = everything.page.proofs
    assert (proof.person, proof.text) == ("Mentee", "I read it aloud")
    assert (await see(service.get_goal, cast.mentee, given.goal_id)).progress.percent == 0
    await run(everything, TemplatesState.open_proof, proof.id, as_=cast.mentor)
    await run(everything, TemplatesState.review, {"verdict": "what"}, as_=cast.mentor)
    assert everything.answer_problem
    await run(everything, TemplatesState.review, {"verdict": "accepted", "words": "Good"}, as_=cast.mentor)
    assert everything.page.proofs == ()
    assert (await see(service.get_goal, cast.mentee, given.goal_id)).progress.percent == 50


async def test_a_change_shows_on_the_planner(cast: Cast) -> None:
    state = await written(cast)
    await walk_with(cast.mentee, cast.mentor)
    await do(service.give_template_to, cast.mentor, state.page.id, cast.mentee.user_id, date(2026, 11, 23))
    planner = await open_state(PlannerState)
    await run(planner, PlannerState.choose_section, "goals", as_=cast.mentee)
    assert [one.has_changes for one in planner.board.goals] == [False]
    await run(state, TemplateState.open_item, state.page.weeks[1].rows[0].id, as_=cast.mentor)
    await run(state, TemplateState.save_item, {**ITEMS[0], "title": "Read it twice"}, as_=cast.mentor)
    await run(planner, PlannerState.choose_section, "goals", as_=cast.mentee)
    assert [one.has_changes for one in planner.board.goals] == [True]
    page = await see(service.read_template, cast.mentor, state.page.id)
    assert page.given[0].words == "has it as a draft, has not decided about your last change"


async def test_a_template_goes_and_comes_back(cast: Cast) -> None:
    state = await written(cast)
    everything = await open_state(TemplatesState)
    await run(everything, TemplatesState.delete, state.page.id, as_=cast.mentor)
    assert everything.page.templates == ()
    await run(everything, TemplatesState.restore, state.page.id, as_=cast.mentor)
    assert len(everything.page.templates) == 1
    await run(everything, TemplatesState.make, {"title": " "}, as_=cast.mentor)
    assert everything.new_problem
