"""The handlers of check-ins, run as a person in a real state tree."""

from datetime import date, timedelta

import pytest

from coaching_app.access.arguments import arguments_model
from coaching_app.access.policy import Policy, policy_of
from coaching_app.core.errors import NotFound, Unauthenticated
from coaching_app.db.engine import Database
from coaching_app.domain.actor import Actor
from coaching_app.features.wellness.schemas import FormView
from coaching_app.features.wellness.state.building import FormBuilderState
from coaching_app.features.wellness.state.checkins import AnswerState, CheckinsState
from coaching_app.features.wellness.state.trends import TrendsState
from tests.support.people import Cast
from tests.support.states import open_state, run
from tests.unit.features.wellness.conftest import Answering


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """States are about states: one database is enough here."""
    return sqlite_database


@pytest.mark.parametrize("state_class", [CheckinsState, AnswerState, FormBuilderState, TrendsState])
def test_every_handler_is_for_signed_in_people_and_checkable(state_class: type) -> None:
    own = [
        handler
        for handler in state_class.event_handlers.values()
        if handler.fn.__module__.startswith("coaching_app")
    ]
    assert own
    for handler in own:
        assert policy_of(handler.fn) is Policy.SIGNED_IN
        assert arguments_model(handler.fn)


async def test_nobody_signed_in_gets_nothing(form: FormView) -> None:
    state = await open_state(CheckinsState)
    with pytest.raises(Unauthenticated):
        await run(state, CheckinsState.load)
    assert state.board.forms == ()


async def test_a_newcomer_is_offered_forms_to_begin_with(me: Actor) -> None:
    state = await open_state(CheckinsState)
    await run(state, CheckinsState.load, as_=me)
    assert [key for key, _name, _words in state.starters] == ["short", "full", "week"]
    await run(state, CheckinsState.begin_with, "full", as_=me)
    (card,) = state.board.forms
    assert (card.name, card.when, card.is_due, card.questions) == (
        "Body and soul",
        "Every day",
        True,
        "6 questions",
    )


async def test_answers_are_kept_and_shown(me: Actor, form: FormView) -> None:
    page, asked = await open_state(CheckinsState), await open_state(AnswerState)
    await run(asked, AnswerState.ask, form.id, "", as_=me)
    assert [field.key for field in asked.form.fields] == ["mood", "sleep", "words", "where"]
    assert [step.value for step in asked.form.fields[0].steps] == ["1", "2", "3", "4", "5"]
    await run(asked, AnswerState.keep, {"mood": "4", "sleep": "7,5", "words": "Grace", "day": ""}, as_=me)
    assert not asked.is_open
    await run(page, CheckinsState.load, as_=me)
    (card,), (row,) = page.board.forms, page.board.recent
    assert (card.is_due, card.answered) == (False, "Mood 4 · Sleep 7.5 h · Rested 11.5")
    assert (row.numbers, row.words) == (card.answered, "Grace")


async def test_a_refused_answer_loses_nothing_that_was_typed(me: Actor, form: FormView) -> None:
    asked = await open_state(AnswerState)
    await run(asked, AnswerState.ask, form.id, "", as_=me)
    typed = {"mood": "4", "sleep": "99", "words": "A long evening", "day": "2026-01-02"}
    await run(asked, AnswerState.keep, typed, as_=me)
    assert asked.is_open
    assert asked.problem.startswith("Sleep: ")
    assert {field.key: field.value for field in asked.form.fields} == {
        "mood": "4", "sleep": "99", "words": "A long evening", "where": ""
    }  # fmt: skip
    assert asked.form.day == "2026-01-02"


async def test_an_earlier_check_in_is_opened_and_changed(
    me: Actor, form: FormView, answer: Answering
) -> None:
    kept = await answer(date(2026, 1, 2), mood=2, words="Hard")
    page, asked = await open_state(CheckinsState), await open_state(AnswerState)
    await run(asked, AnswerState.ask, "", kept.id, as_=me)
    assert (asked.form.day, asked.form.fields[0].value) == ("2026-01-02", "2")
    await run(asked, AnswerState.keep, {"mood": "3", "words": ""}, as_=me)
    await run(page, CheckinsState.load, as_=me)
    assert [(row.numbers, row.words) for row in page.board.recent] == [("Mood 3", "")]


async def test_deleting_is_undone_from_the_notice(me: Actor, answer: Answering) -> None:
    kept = await answer(mood=2)
    page = await open_state(CheckinsState)
    assert await run(page, CheckinsState.delete, kept.id, as_=me)
    assert page.board.recent == ()
    await run(page, CheckinsState.restore, kept.id, as_=me)
    assert [row.id for row in page.board.recent] == [kept.id]


async def test_forms_are_put_away_deleted_and_brought_back(me: Actor, form: FormView) -> None:
    page = await open_state(CheckinsState)
    await run(page, CheckinsState.put_away, form.id, True, as_=me)
    assert page.board.forms[0].is_archived
    await run(page, CheckinsState.put_away, form.id, False, as_=me)
    await run(page, CheckinsState.delete_form, form.id, as_=me)
    assert page.board.forms == ()
    await run(page, CheckinsState.restore_form, form.id, as_=me)
    assert [card.id for card in page.board.forms] == [form.id]


async def test_others_open_nothing(cast: Cast, form: FormView, answer: Answering) -> None:
    kept = await answer(mood=2)
    for other in (cast.other_mentee, cast.mentor, cast.admin, cast.foreign_mentee):
        asked, page = await open_state(AnswerState), await open_state(CheckinsState)
        for handler, arguments in (
            (AnswerState.ask, (form.id, "")),
            (AnswerState.ask, ("", kept.id)),
            (CheckinsState.delete, (kept.id,)),
            (CheckinsState.delete_form, (form.id,)),
        ):
            with pytest.raises(NotFound):
                await run(asked if handler is AnswerState.ask else page, handler, *arguments, as_=other)


async def test_a_form_is_built_moved_and_saved(me: Actor) -> None:
    build, page = await open_state(FormBuilderState), await open_state(CheckinsState)
    await run(build, FormBuilderState.describe, "name", "Evening", as_=me)
    for kind in ("mood", "number", "choice"):
        await run(build, FormBuilderState.add, kind, as_=me)
    for place, label in enumerate(("Mood", "Sleep", "Where")):
        await run(build, FormBuilderState.change, place, "label", label, as_=me)
    await run(build, FormBuilderState.save, as_=me)
    assert build.problem.startswith("Question 3: ")
    await run(build, FormBuilderState.change, 2, "choices", "Home\nAway", as_=me)
    await run(build, FormBuilderState.move, 2, -1, as_=me)
    await run(build, FormBuilderState.ask_on, "sun", False, as_=me)
    await run(build, FormBuilderState.remove, 0, as_=me)
    await run(build, FormBuilderState.put_back, as_=me)
    assert [row.label for row in build.rows] == ["Mood", "Where", "Sleep"]
    await run(build, FormBuilderState.save, as_=me)
    assert build.problem == ""
    await run(page, CheckinsState.load, as_=me)
    assert page.board.forms[0].when == "Mon, Tue, Wed, Thu, Fri, Sat"


@pytest.mark.parametrize("handler", [FormBuilderState.move, FormBuilderState.require])
async def test_a_place_that_is_not_there_changes_nothing(me: Actor, handler: object) -> None:
    build = await open_state(FormBuilderState)
    for place in (-5, 99):
        await run(build, handler, place, 1, as_=me)
        await run(build, FormBuilderState.remove, place, as_=me)
        await run(build, FormBuilderState.change, place, "label", "x", as_=me)
    await run(build, FormBuilderState.change, 0, "is_new", "x", as_=me)
    assert build.rows == ()


async def test_trends_are_drawn(cast: Cast, me: Actor, form: FormView, answer: Answering) -> None:
    for ago in range(12):
        await answer(date.today() - timedelta(days=ago), mood=1 + ago % 5)  # noqa: DTZ011  any days near now will do
    state = await open_state(TrendsState)
    await run(state, TrendsState.load, as_=me)
    assert [name for _id, name in state.options] == ["My day: Mood", "My day: Sleep", "My day: Rested"]
    assert state.paths.line.startswith("M")
    assert state.paths.dots.count("M") == 12
    # This year ends with today: its latest days are what one looks for.
    assert 140 <= len(state.levels) <= 7 + 366
    await run(state, TrendsState.choose_span, "year", as_=me)
    await run(state, TrendsState.choose_year, -1, as_=me)
    assert len(state.levels) >= 365
    assert "0 days" in state.year_summary
    empty = await open_state(TrendsState)
    await run(empty, TrendsState.load, as_=cast.other_mentee)
    assert (empty.options, empty.field_id) == ((), "")
