"""What fell due in rest is never late, and is offered a new day once: each or all, moved or left, with a way back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from coaching_app.core import clock
from coaching_app.core.errors import Invalid, NotFound
from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import TaskFilter
from coaching_app.features.planner.state import PlannerState, RestedState, TodayState
from coaching_app.features.rest import service as rest
from coaching_app.features.rest.schemas import OnceDraft, WeeklyDraft
from tests.support.people import Cast
from tests.support.states import open_state, run
from tests.unit.features.planner.doing import do, goal, see, share, task, walk_with

# A Monday; the illness was Wednesday to Friday of the week before.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THURSDAY, SUNDAY = date(2026, 11, 19), date(2026, 11, 22)


def moment(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


async def after_illness(cast: Cast) -> dict[str, str]:
    """Two tasks and a goal that fell into rest, one task that is simply late, one that is done."""
    with clock.freeze(moment(10)):
        found = {
            "letter": (await task(cast.mentee, "Write the letter", due_on=THURSDAY, due_time=time(9))).id,
            "pray": (await task(cast.mentee, "Pray", due_on=date(2026, 11, 20), repeats="FREQ=DAILY")).id,
            "late": (await task(cast.mentee, "Return the book", due_on=SUNDAY)).id,
            "goal": (await goal(cast.mentee, "Learn Greek", due_on=THURSDAY)).id,
        }
        done = await task(cast.mentee, "Done", due_on=THURSDAY)
        await do(service.complete_task, cast.mentee, done.id)
    with clock.freeze(moment(19)):
        await do(rest.add_once, cast.mentee, OnceDraft(moment(18), moment(21)))
    return found


async def offered(cast: Cast) -> list[str]:
    return [one.title for one in (await see(service.rested_offer, cast.mentee)).items]


async def test_nothing_of_it_is_late_and_all_of_it_is_offered(cast: Cast) -> None:
    await after_illness(cast)
    with clock.freeze(MONDAY):
        board = await see(service.read_board, cast.mentee)
        groups = {
            group.key: [(row.title, row.tone, row.due_label) for row in group.rows] for group in board.groups
        }
        assert groups["rested"] == [("Write the letter", "", ""), ("Pray", "", "")]
        assert [title for title, _tone, _label in groups["overdue"]] == ["Return the book"]
        today = await see(service.read_today, cast.mentee)
        assert {row.title: row.tone for row in today.promised} == {
            "Write the letter": "", "Pray": "", "Return the book": "amber",
        }  # fmt: skip
        late = await see(service.list_tasks, cast.mentee, TaskFilter(due="overdue"))
        assert [one.title for one in late.items] == ["Return the book"]
        offer = await see(service.rested_offer, cast.mentee)
        assert sorted(one.title for one in offer.items) == ["Learn Greek", "Pray", "Write the letter"]
        assert (offer.day, offer.is_resting) == (MONDAY.date(), False)
        # Whoever walks with the person is not told that anything is late either.
        await walk_with(cast.mentee, cast.mentor)
        await share(cast.mentee, cast.mentor, Category.TASKS)
        shared = await see_shared(cast)
        assert shared == {
            "Write the letter": "",
            "Pray": "",
            "Return the book": "since yesterday",
            "Done": "",
        }


async def see_shared(cast: Cast) -> dict[str, str]:
    async with snapshot(cast.mentee.tenant_id) as db:
        found = await service.shared_tasks(db, Viewer.of(cast.mentor), cast.mentee.user_id, "en")
    return {one.title: one.due_label for one in found}


async def test_each_is_moved_or_left_and_put_back(cast: Cast) -> None:
    ids = await after_illness(cast)
    with clock.freeze(MONDAY):
        before = await do(service.answer_rested, cast.mentee, [("task", ids["letter"])], date(2026, 11, 25))
        moved = await see(service.get_task, cast.mentee, ids["letter"])
        assert (moved.due_on, moved.due_time) == (date(2026, 11, 25), time(9))
        left = await do(
            service.answer_rested, cast.mentee, [("task", ids["pray"]), ("goal", ids["goal"])], None
        )
        assert await offered(cast) == []
        # Left is not late, and not asked again.
        board = await see(service.read_board, cast.mentee)
        assert [row.title for group in board.groups if group.key == "rested" for row in group.rows] == [
            "Pray"
        ]
        await do(service.put_back_rested, cast.mentee, before)
        await do(service.put_back_rested, cast.mentee, left)
        assert sorted(await offered(cast)) == ["Learn Greek", "Pray", "Write the letter"]
        again = await see(service.get_task, cast.mentee, ids["letter"])
        assert (again.due_on, again.due_time) == (THURSDAY, time(9))
        # All at once; what comes back goes on from its rule.
        everything = await do(service.answer_rested, cast.mentee, None, MONDAY.date())
        assert len(everything) == 3
        assert await offered(cast) == []
        assert (await see(service.get_goal, cast.mentee, ids["goal"])).due_on == MONDAY.date()


async def test_only_what_is_offered_to_whom_it_is_offered(cast: Cast) -> None:
    ids = await after_illness(cast)
    with clock.freeze(MONDAY):
        for who, chosen in (
            (cast.other_mentee, [("task", ids["letter"])]),
            (cast.mentee, [("task", ids["late"])]),
            (cast.mentee, [("goal", ids["letter"])]),
            (cast.mentee, [("task", "nothing")]),
        ):
            with pytest.raises(NotFound):
                await do(service.answer_rested, who, chosen, None)
        for day in (SUNDAY, date(2201, 1, 1)):
            with pytest.raises(Invalid):
                await do(service.answer_rested, cast.mentee, [("task", ids["letter"])], day)
        before = await do(service.answer_rested, cast.mentee, [("task", ids["letter"])], None)
        with pytest.raises(NotFound):
            await do(service.put_back_rested, cast.other_mentee, before)


async def test_while_it_lasts_the_days_ahead_may_be_cleared(cast: Cast) -> None:
    await after_illness(cast)
    with clock.freeze(moment(18, 12)):
        await task(cast.mentee, "After it", due_on=date(2026, 11, 22))
        offer = await see(service.rested_offer, cast.mentee)
        assert {one.title for one in offer.items} == {"Write the letter", "Pray", "Learn Greek"}
        assert (offer.is_resting, offer.day) == (True, date(2026, 11, 21))
        assert not [row for row in (await see(service.read_today, cast.mentee)).promised if row.tone]


async def test_a_weekly_rest_touches_both_its_days(cast: Cast) -> None:
    """Friday 18:00 to Saturday 18:00, as for the scores of habits."""
    with clock.freeze(moment(10)):
        await do(rest.add_weekly, cast.mentee, WeeklyDraft(4, time(18), 5, time(18)))
        for day in (19, 20, 21, 22):
            await task(cast.mentee, str(day), due_on=date(2026, 11, day))
    with clock.freeze(MONDAY):
        assert await offered(cast) == ["20", "21"]
    with clock.freeze(MONDAY + timedelta(days=400)):
        assert await offered(cast) == []


async def test_the_offer_in_the_pages(cast: Cast) -> None:
    ids = await after_illness(cast)
    with clock.freeze(MONDAY):
        planner, today, state = [await open_state(one) for one in (PlannerState, TodayState, RestedState)]
        for opened, load in (
            (planner, PlannerState.load),
            (today, TodayState.load),
            (state, RestedState.load),
        ):
            await run(opened, load, as_=cast.mentee)
        assert (state.page.words, state.page.day) == ("3 things fell into your rest", "2026-11-23")
        for wrong in (
            {"answer": "move", "day": "2026-11-24"},
            {"answer": "move", f"rested-task-{ids['letter']}": "on"},
            {"answer": "move", "day": "2026-11-01", f"rested-task-{ids['letter']}": True},
        ):
            await run(state, RestedState.answer, wrong, as_=cast.mentee)
            assert state.problem
        form = {
            "answer": "move",
            "day": "2026-11-24",
            f"rested-task-{ids['letter']}": True,
            f"rested-task-{ids['pray']}": None,
        }
        await run(state, RestedState.answer, form, as_=cast.mentee)
        assert (state.problem, state.page.words) == ("", "2 things fell into your rest")
        await run(state, RestedState.put_back, as_=cast.mentee)
        assert state.page.words == "3 things fell into your rest"
        both = {"answer": "leave", f"rested-task-{ids['pray']}": "on", f"rested-goal-{ids['goal']}": "on"}
        await run(state, RestedState.answer, both, as_=cast.mentee)
        assert state.page.words == "1 thing fell into your rest"
