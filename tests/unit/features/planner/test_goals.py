"""Goals: progress that can be read, versions, deletion that keeps the tasks."""

from datetime import date

import pytest

from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import Progress
from tests.support.people import Cast
from tests.unit.features.planner.doing import do, goal, see, task


async def test_progress_is_done_of_all_tasks_rounded_down(cast: Cast) -> None:
    aim = await goal(cast.mentee, why="because it weighs on me", due_on=date(2026, 12, 24))
    assert aim.progress == Progress(0, 0, 0, "No tasks yet")
    tasks = [await task(cast.mentee, f"t{n}", goal_id=aim.id) for n in range(4)]
    await do(service.complete_task, cast.mentee, tasks[0].id)
    await do(service.complete_task, cast.mentee, tasks[1].id)
    await do(service.delete_task, cast.mentee, tasks[3].id)
    await task(cast.mentee, "elsewhere")
    assert (await see(service.get_goal, cast.mentee, aim.id)).progress == Progress(
        2, 3, 66, "2 of 3 tasks done = 66 %"
    )


async def test_edit_status_and_conflict(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    edited = await do(service.edit_goal, cast.mentee, aim.id, 1, {"why": "peace", "status": "dropped"})
    assert (edited.why, edited.status, edited.version) == ("peace", "dropped", 2)
    with pytest.raises(Conflict) as refused:
        await do(service.edit_goal, cast.mentee, aim.id, 1, {"title": "late"})
    assert refused.value.detail == {"your_version": 1, "saved_version": 2}
    assert (await do(service.change_goal_status, cast.mentee, aim.id, "done")).status == "done"
    with pytest.raises(Invalid):
        await do(service.change_goal_status, cast.mentee, aim.id, "abandoned")


async def test_deleting_a_goal_keeps_its_tasks_and_undo_joins_them_again(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    made = await task(cast.mentee, goal_id=aim.id)
    await do(service.delete_goal, cast.mentee, aim.id)
    alone = await see(service.get_task, cast.mentee, made.id)
    assert (alone.goal_id, alone.goal_title) == (None, "")
    await do(service.restore_goal, cast.mentee, aim.id)
    assert (await see(service.get_task, cast.mentee, made.id)).goal_id == aim.id


async def test_other_people_find_nothing(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    for stranger in (cast.other_mentee, cast.foreign_mentee, cast.pastor, cast.admin):
        for attempt in (
            (service.get_goal, aim.id),
            (service.edit_goal, aim.id, 1, {"title": "mine"}),
            (service.change_goal_status, aim.id, "done"),
            (service.delete_goal, aim.id),
            (service.restore_goal, aim.id),
            (service.get_goal, "\x00"),
        ):
            with pytest.raises(NotFound):
                await do(attempt[0], stranger, *attempt[1:])
        assert (await see(service.list_goals, stranger)).items == ()


async def test_list_by_status_in_parts(cast: Cast) -> None:
    made = [await goal(cast.mentee, f"g{n}") for n in range(5)]
    await do(service.change_goal_status, cast.mentee, made[0].id, "done")
    first = await see(service.list_goals, cast.mentee, status="active", limit=3)
    rest = await see(service.list_goals, cast.mentee, status="active", limit=3, cursor=first.cursor)
    assert {item.id for item in (*first.items, *rest.items)} == {item.id for item in made[1:]}
    assert (len(first.items), len(rest.items), rest.cursor) == (3, 1, None)
