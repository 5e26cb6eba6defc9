"""The week's review: facts by rule, sentences sealed, three things that are tasks once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from coaching_app.core.clock import freeze
from coaching_app.core.errors import Conflict, Invalid
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.habits import service as habits
from coaching_app.features.habits.schemas import EntryChange, HabitDraft
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import TaskFilter
from coaching_app.features.rest import service as rest
from coaching_app.features.rest.schemas import OnceDraft
from coaching_app.features.review import service
from coaching_app.features.review.schemas import ReviewWords
from coaching_app.features.review.state import ReviewState
from coaching_app.models import Task, WeeklyReview
from tests.support.people import Cast
from tests.support.states import open_state, run
from tests.unit.features.planner.doing import do, see, task, utc

# A Saturday; its week began on the 16th.
NOW = utc("2026-11-21T12:00")
MONDAY = date(2026, 11, 16)


async def test_the_facts_of_a_week(cast: Cast) -> None:
    with freeze(NOW):
        done = await task(cast.mentee, "Call my brother")
        await do(planner.complete_task, cast.mentee, done.id)
        await task(cast.mentee, "Letter", due_on=date(2026, 11, 18))
        await task(cast.other_mentee, "Theirs", due_on=date(2026, 11, 18))
        walk = await do(habits.add_habit, cast.mentee, HabitDraft("Walk", times=3, days=7))
        for day in (16, 18, 20):
            await do(habits.write_entry, cast.mentee, walk.id, date(2026, 11, day), EntryChange("yes"))
        found = await see(service.read_review, cast.mentee)
        page = await see(service.read_page, cast.mentee, MONDAY)
    assert (found.week, found.version, found.facts.done, found.facts.done_count) == (
        MONDAY, 0, ("Call my brother",), 1
    )  # fmt: skip
    assert found.facts.waiting == ("Letter",)
    assert [(one.name, one.done, one.planned) for one in found.facts.habits] == [("Walk", 3, 3)]
    assert page.kept_words == "1 of 1 habit as planned; days of rest ask for nothing."
    assert (page.later, page.earlier) == ("", "/review?week=2026-11-09")


async def test_rest_asks_for_nothing(cast: Cast) -> None:
    with freeze(NOW):
        walk = await do(habits.add_habit, cast.mentee, HabitDraft("Walk"))
        for day in (19, 20, 21):
            await do(habits.write_entry, cast.mentee, walk.id, date(2026, 11, day), EntryChange("yes"))
        start = utc("2026-11-16T00:00")
        await do(rest.add_once, cast.mentee, OnceDraft(start, start + timedelta(days=3)))
        (fact,) = (await see(service.read_review, cast.mentee)).facts.habits
        # It is Saturday: Sunday has not asked yet.
        assert (fact.done, fact.planned, fact.words) == (3, 3, "3 times, 3 planned")
    with freeze(NOW + timedelta(days=2)):
        (fact,) = (await see(service.read_review, cast.mentee, MONDAY)).facts.habits
        assert (fact.done, fact.planned) == (3, 4)


async def test_three_things_become_tasks_once_and_follow_what_is_written(cast: Cast) -> None:
    words = ReviewWords("Sleep", "A talk", "Patience", "Early", ("One", "Two", ""))
    with freeze(NOW):
        saved = await do(service.save_review, cast.mentee, date(2026, 11, 19), words, 0)
        assert (saved.week, saved.version, saved.words.things) == (MONDAY, 1, ("One", "Two", ""))
        with pytest.raises(Conflict):
            await do(service.save_review, cast.mentee, MONDAY, words, 0)
        again = ReviewWords("Sleep", things=("One", "Changed", "Three"))
        saved = await do(service.save_review, cast.mentee, MONDAY, again, 1)
        assert (saved.words.things, saved.words.moved) == (("One", "Changed", "Three"), "")
        saved = await do(service.save_review, cast.mentee, MONDAY, ReviewWords(things=("One",)), 2)
        assert saved.words.things == ("One", "", "")
        saved = await do(service.save_review, cast.mentee, MONDAY, again, 3)
        assert saved.words.things == ("One", "Changed", "Three")
        tasks = (await see(planner.list_tasks, cast.mentee, TaskFilter())).items
        assert {one.due_on for one in tasks} == {date(2026, 11, 29)}
        async with snapshot(cast.mentee.tenant_id) as db:
            assert len((await db.scalars(select(Task))).all()) == 3
            row = (await db.scalars(select(WeeklyReview))).one()
            assert row.kept is not None
            assert "Sleep" not in row.kept
        assert (await see(service.read_review, cast.other_mentee)).version == 0
        assert [one.week for one in await see(service.list_reviews, cast.mentee)] == [MONDAY]


async def test_bad_input_is_refused(cast: Cast) -> None:
    for day, words in (
        (date(1, 1, 1), ReviewWords()),
        (date(9999, 12, 31), ReviewWords()),
        (MONDAY, ReviewWords("x" * 5001)),
        (MONDAY, ReviewWords(things=("x" * 501,))),
    ):
        with pytest.raises(Invalid):
            await do(service.save_review, cast.mentee, day, words, 0)


async def test_the_page_saves_and_opens_again(cast: Cast) -> None:
    state = await open_state(ReviewState)
    with freeze(NOW):
        await run(state, ReviewState.load, as_=cast.mentee)
        assert (state.is_loaded, state.page.week) == (True, "2026-11-16")
        await run(state, ReviewState.save, {"kept": "Sleep", "first": "Call"}, as_=cast.mentee)
        assert (state.page.is_saved, state.page.words.kept, state.page.first) == (True, "Sleep", "Call")
        await run(state, ReviewState.save, {"kept": "x" * 5001}, as_=cast.mentee)
        assert state.problem
