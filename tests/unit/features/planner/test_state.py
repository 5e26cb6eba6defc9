"""The planner's handlers, run as a person in a real state tree."""

from datetime import date

import pytest

from coaching_app.access.arguments import arguments_model
from coaching_app.access.policy import Policy, policy_of
from coaching_app.core.clock import freeze
from coaching_app.core.errors import NotFound, Unauthenticated
from coaching_app.db.engine import Database
from coaching_app.features.planner import service
from coaching_app.features.planner.state import PlannerState, TodayState
from coaching_app.features.shell.state import ShellState
from tests.support.people import Cast
from tests.support.states import changed, open_state, run
from tests.unit.features.planner.doing import do, goal, see, task, utc


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """States are about states: one database is enough here."""
    return sqlite_database


def titles(state: PlannerState) -> dict[str, list[str]]:
    return {group.key: [row.title for row in group.rows] for group in state.board.groups}


def handlers(state_class: type) -> list:
    return list(state_class.event_handlers.values())


@pytest.mark.parametrize("state_class", [PlannerState, TodayState])
def test_every_handler_is_for_signed_in_people_and_checkable(state_class: type) -> None:
    own = [handler for handler in handlers(state_class) if handler.fn.__module__.startswith("coaching_app")]
    assert own
    for handler in own:
        assert policy_of(handler.fn) is Policy.SIGNED_IN
        assert arguments_model(handler.fn)


async def test_nobody_signed_in_gets_nothing(cast: Cast) -> None:
    state = await open_state(PlannerState)
    with pytest.raises(Unauthenticated):
        await run(state, PlannerState.load)
    assert (state.is_loaded, state.board.groups) == (False, ())


async def test_a_line_makes_a_task_and_offers_undo(cast: Cast) -> None:
    state = await open_state(PlannerState)
    events = await run(state, PlannerState.add, " Call Ruth 10m #family", as_=cast.mentee)
    assert titles(state) == {"undated": ["Call Ruth"]}
    row = state.board.groups[0].rows[0]
    assert (row.minutes_label, row.tags, state.kept) == ("10 min", ("family",), 1)
    assert (len(events), events[0].handler.fn.__name__) == (1, "show")


@pytest.mark.parametrize("line", ["", "   ", "x" * 501, "In the beginning " * 6_000])
async def test_a_refused_line_stays_in_its_field(cast: Cast, line: str) -> None:
    state = await open_state(PlannerState)
    assert await run(state, PlannerState.add, line, as_=cast.mentee) == []
    # The field empties itself when `kept` grows, and it did not.
    assert (bool(state.quick_problem), state.kept) == (True, 0)
    assert (await see(service.list_tasks, cast.mentee)).items == ()
    await run(state, PlannerState.add, "Call Ruth", as_=cast.mentee)
    assert (state.quick_problem, state.kept) == ("", 1)


async def test_sections_narrow_the_board(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        for title, day in (("late", 20), ("now", 21), ("soon", 25), ("far", None)):
            await task(cast.mentee, title, due_on=date(2026, 11, day) if day else None)
        state = await open_state(PlannerState)
        await run(state, PlannerState.load, as_=cast.mentee)
        assert set(titles(state)) == {"overdue", "today", "week", "undated"}
        for section, expected in (
            ("today", {"overdue", "today"}),
            ("upcoming", {"week"}),
            ("someday", {"undated"}),
            ("goals", set()),
            ("nonsense", {"overdue", "today", "week", "undated"}),
        ):
            await run(state, PlannerState.choose_section, section, as_=cast.mentee)
            assert set(titles(state)) == expected
            assert state.board.has_tasks


async def test_several_at_once_and_back(cast: Cast) -> None:
    made = [await task(cast.mentee, f"t{number}", due_on=date(2026, 1, 1)) for number in range(3)]
    state = await open_state(PlannerState)
    for action, form in (
        ("complete", {}),
        ("delete", {}),
        ("move", {"day": "2026-02-02"}),
        ("tag", {"tag": "x"}),
    ):
        before = [await see(service.get_task, cast.mentee, one.id) for one in made]
        await run(state, PlannerState.start_choosing, True, as_=cast.mentee)
        for one in made[:2]:
            await run(state, PlannerState.choose, one.id, True, as_=cast.mentee)
        await run(state, PlannerState.choose, made[1].id, False, as_=cast.mentee)
        await run(state, PlannerState.choose, made[1].id, True, as_=cast.mentee)
        await run(state, PlannerState.change_chosen, action, form, as_=cast.mentee)
        assert (state.is_choosing, state.chosen) == (False, ())
        kept = [
            {"id": one.id, "day": str(one.due_on or ""), "tags": " ".join(one.tags)} for one in before[:2]
        ]
        await run(state, PlannerState.undo_bulk, action, kept, as_=cast.mentee)
        after = [await see(service.get_task, cast.mentee, one.id) for one in made]
        assert [(one.due_on, one.tags, one.completed_at) for one in after] == [
            (one.due_on, one.tags, one.completed_at) for one in before
        ]


async def test_put_off_skip_and_clock(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        made = await task(cast.mentee, due_on=date(2026, 11, 20), repeats="FREQ=WEEKLY;BYDAY=FR")
        state = await open_state(PlannerState)
        (notice,) = await run(state, PlannerState.put_off, made.id, 1, as_=cast.mentee)
        assert (await see(service.get_task, cast.mentee, made.id)).due_on == date(2026, 11, 22)
        assert notice.handler.fn.__name__ == "show"
        await run(state, PlannerState.skip, made.id, as_=cast.mentee)
        assert (await see(service.get_task, cast.mentee, made.id)).due_on == date(2026, 11, 27)
        await run(state, PlannerState.unskip, made.id, "2026-11-20", as_=cast.mentee)
        assert (await see(service.get_task, cast.mentee, made.id)).due_on == date(2026, 11, 20)
        await run(state, PlannerState.set_clock, made.id, True, as_=cast.mentee)
        assert [row.is_running for group in state.board.groups for row in group.rows] == [True]
        await run(state, PlannerState.set_clock, made.id, False, as_=cast.mentee)
        assert await see(service.running_task, cast.mentee) is None


async def test_an_open_task_shows_its_parts_and_next_days(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        made = await task(cast.mentee, due_on=date(2026, 11, 27), repeats="FREQ=WEEKLY;BYDAY=FR")
        state = await open_state(PlannerState)
        await run(state, PlannerState.open_task, made.id, as_=cast.mentee)
        assert state.next_days.startswith("Next: Fri, Nov 27 · Fri, Dec 4 · ")
        assert ("FREQ=WEEKLY;BYDAY=FR", "every Friday") in state.repeat_options
        await run(state, PlannerState.add_part, {"part": "Read"}, as_=cast.mentee)
        await run(state, PlannerState.set_part_done, state.parts[0].id, True, as_=cast.mentee)
        assert [part.is_done for part in state.parts] == [True]
        assert state.task.parts_label == "1 of 1 parts"
        await run(state, PlannerState.add_part, {"part": " "}, as_=cast.mentee)
        assert state.task_problem
        form = {
            "title": "Read", "due": "2026-11-27", "minutes": "", "goal": "", "notes": "", "time": "09:30",
            "tags": "study, prayer", "repeats": "FREQ=DAILY", "after": "completion", "spent": "12",
        }  # fmt: skip
        await run(state, PlannerState.open_task, made.id, as_=cast.mentee)
        await run(state, PlannerState.save_task, form, as_=cast.mentee)
        saved = await see(service.get_task, cast.mentee, made.id)
        assert (str(saved.due_time), saved.tags, saved.repeats, saved.is_after_completion) == (
            "09:30:00",
            ("study", "prayer"),
            "FREQ=DAILY",
            True,
        )
        assert saved.spent_seconds == 720


async def test_ticking_and_its_undo(cast: Cast) -> None:
    made = await task(cast.mentee)
    state = await open_state(PlannerState)
    await run(state, PlannerState.load, as_=cast.mentee)
    (notice,) = await run(state, PlannerState.set_done, made.id, True, as_=cast.mentee)
    assert list(titles(state)) == ["done"]
    shell = await state.get_state(ShellState)
    arguments = [argument[1]._var_value for argument in notice.args]
    await run(shell, ShellState.show, *arguments, as_=cast.mentee)
    (undo,) = await run(shell, ShellState.undo, shell.notices[0].id, as_=cast.mentee)
    assert undo.handler.fn.__name__ == "set_done"
    assert await run(state, PlannerState.set_done, made.id, False, as_=cast.mentee) == []
    assert list(titles(state)) == ["undated"]


async def test_editing_saves_and_closes(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    made = await task(cast.mentee, due_on=date(2026, 1, 1))
    state = await open_state(PlannerState)
    await run(state, PlannerState.open_task, made.id, as_=cast.mentee)
    assert (state.is_task_open, state.task.title, state.task.due) == (True, made.title, "2026-01-01")
    form = {"title": "Write to him", "due": "", "minutes": "5", "goal": aim.id, "notes": "gently"}
    await run(state, PlannerState.save_task, form, as_=cast.mentee)
    assert state.is_task_open is False
    saved = await see(service.get_task, cast.mentee, made.id)
    assert (saved.title, saved.due_on, saved.estimate_minutes, saved.goal_id) == (
        "Write to him",
        None,
        5,
        aim.id,
    )


async def test_a_stale_edit_stays_open_and_says_so(cast: Cast) -> None:
    made = await task(cast.mentee)
    state = await open_state(PlannerState)
    await run(state, PlannerState.open_task, made.id, as_=cast.mentee)
    await do(service.edit_task, cast.mentee, made.id, 1, {"title": "changed on the phone"})
    await run(state, PlannerState.save_task, {"title": "mine"}, as_=cast.mentee)
    assert (state.is_task_open, state.is_task_stale) == (True, True)
    assert "somewhere else" in state.task_problem
    await run(state, PlannerState.open_task, made.id, as_=cast.mentee)
    assert (state.task.title, state.task_problem, state.is_task_stale) == ("changed on the phone", "", False)


async def test_delete_and_undo(cast: Cast) -> None:
    made = await task(cast.mentee)
    state = await open_state(PlannerState)
    await run(state, PlannerState.delete_task, made.id, as_=cast.mentee)
    assert titles(state) == {}
    await run(state, PlannerState.restore_task, made.id, as_=cast.mentee)
    assert list(titles(state)) == ["undated"]


async def test_goals_are_made_edited_finished_deleted_and_brought_back(cast: Cast) -> None:
    state = await open_state(PlannerState)
    await run(state, PlannerState.new_goal, as_=cast.mentee)
    await run(state, PlannerState.save_goal, {"title": "Peace", "why": "", "due": ""}, as_=cast.mentee)
    (row,) = state.board.goals
    assert (row.title, row.formula, state.is_goal_open) == ("Peace", "No tasks yet", False)
    await run(state, PlannerState.open_goal, row.id, as_=cast.mentee)
    await run(
        state,
        PlannerState.save_goal,
        {"title": "Peace with him", "why": "w", "due": "2027-01-01"},
        as_=cast.mentee,
    )
    await run(state, PlannerState.set_goal_done, row.id, True, as_=cast.mentee)
    assert (state.board.goals[0].title, state.board.goals[0].status) == ("Peace with him", "done")
    await run(state, PlannerState.delete_goal, row.id, as_=cast.mentee)
    assert state.board.goals == ()
    await run(state, PlannerState.restore_goal, row.id, as_=cast.mentee)
    assert len(state.board.goals) == 1


async def test_a_refused_goal_stays_open(cast: Cast) -> None:
    state = await open_state(PlannerState)
    await run(state, PlannerState.new_goal, as_=cast.mentee)
    await run(state, PlannerState.save_goal, {"title": " ", "why": "", "due": ""}, as_=cast.mentee)
    assert (state.is_goal_open, state.goal_problem) == (True, "Give it a title.")


async def test_anothers_ids_open_nothing(cast: Cast) -> None:
    theirs, aim = await task(cast.other_mentee), await goal(cast.other_mentee)
    state = await open_state(PlannerState)
    for handler, arguments in (
        (PlannerState.open_task, (theirs.id,)),
        (PlannerState.set_done, (theirs.id, True)),
        (PlannerState.delete_task, (theirs.id,)),
        (PlannerState.restore_task, (theirs.id,)),
        (PlannerState.open_goal, (aim.id,)),
        (PlannerState.set_goal_done, (aim.id, True)),
        (PlannerState.delete_goal, (aim.id,)),
        (PlannerState.restore_goal, (aim.id,)),
    ):
        with pytest.raises(NotFound):
            await run(state, handler, *arguments, as_=cast.mentee)
    assert (state.task.id, state.goal.id) == ("", "")


async def test_a_long_group_can_be_shown_alone(cast: Cast) -> None:
    for number in range(14):
        await task(cast.mentee, f"{number}")
    await task(cast.mentee, "dated", due_on=date(2100, 1, 1))
    state = await open_state(PlannerState)
    await run(state, PlannerState.load, as_=cast.mentee)
    assert [(group.key, group.hidden) for group in state.board.groups] == [("later", 0), ("undated", 2)]
    await run(state, PlannerState.show_all, "undated", as_=cast.mentee)
    assert [(group.key, len(group.rows)) for group in state.board.groups] == [("undated", 14)]


async def test_the_day_is_ticked_in_place(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        made = await task(cast.mentee, due_on=date(2026, 11, 21))
        state = await open_state(TodayState)
        await run(state, TodayState.load, as_=cast.mentee)
        assert state.today.sentence == "One promise today."
        await changed(state)
        await run(state, TodayState.set_done, made.id, True, as_=cast.mentee)
        assert set(await changed(state)) <= {"today", "is_loaded"}
    assert (state.today.sentence, state.today.done_count) == ("What you promised is done.", 1)


async def test_a_task_is_dragged_to_a_day_and_to_none(cast: Cast) -> None:
    state = await open_state(PlannerState)
    with freeze(utc("2026-11-21T10:00")):
        one = await task(cast.mentee, due_on=date(2026, 11, 21))
        await run(state, PlannerState.choose_section, "all", as_=cast.mentee)
        assert state.board.days[0] == ("2026-11-21", "today")
        assert [day for day, _label in state.board.days][-2:] == ["2026-12-05", ""]
        assert [(group.takes, group.day) for group in state.board.groups] == [(True, "2026-11-21")]
        await run(state, PlannerState.move_to, one.id, "2026-11-23", as_=cast.mentee)
        assert titles(state) == {"week": [one.title]}
        (notice,) = await run(state, PlannerState.move_to, one.id, "", as_=cast.mentee)
        assert notice
        assert titles(state) == {"undated": [one.title]}
        assert [(group.takes, group.day) for group in state.board.groups] == [(True, "")]
