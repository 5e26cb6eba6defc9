"""The page's handlers: little is sent after a tick, undo puts back, forms keep what was typed."""

import pytest

from coaching_app.core import clock
from coaching_app.core.errors import NotFound
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.habits import service
from coaching_app.features.habits.schemas import DayForm
from coaching_app.features.habits.state import HabitDetailsState, HabitFormState, HabitsState
from tests.support.states import changed, open_state, run
from tests.unit.features.habits.practising import NOON, TODAY, ago, make, write


@pytest.fixture(autouse=True)
def stopped():
    with clock.freeze(NOON):
        yield


async def _open(actor):
    state = await open_state(HabitsState)
    await run(state, HabitsState.refresh, as_=actor)
    await changed(state)
    return state


async def test_a_tick_sends_little(people):
    for number in range(20):
        habit = await make(people.mentee, f"Habit {number}")
    state = await _open(people.mentee)
    await run(state, HabitsState.tick, habit.id, TODAY.isoformat(), "yes", as_=people.mentee)
    sent = await changed(state)
    assert set(sent) == {"cells", "percents", "done", "due", "summary", "mark"}
    assert len(str(sent)) < 2500
    assert (sent["cells"][habit.id][-1], sent["percents"][habit.id]) == ("y", 5)
    assert sent["summary"] == "1 of 20 done today."


async def test_a_number_is_written_and_put_back(people):
    read = await make(people.mentee, "Read", kind="measured", target=20_000, unit="pages")
    state = await _open(people.mentee)
    day = TODAY.isoformat()
    [notice] = await run(state, HabitsState.set_number, read.id, day, "12,5", as_=people.mentee)
    assert "12.5 pages" in str(notice)
    assert state.cells[read.id].endswith("|p12.5")
    await run(state, HabitsState.skip, read.id, day, as_=people.mentee)
    await run(state, HabitsState.put_back, read.id, day, "value", "12.5", as_=people.mentee)
    assert state.cells[read.id].endswith("|p12.5")
    await run(state, HabitsState.set_number, read.id, day, "", as_=people.mentee)
    assert state.cells[read.id].endswith("|-")


async def test_a_new_day_begins_while_the_page_is_open(people):
    habit = await make(people.mentee)
    state = await _open(people.mentee)
    with clock.freeze(NOON.replace(day=22)):
        await run(state, HabitsState.tick, habit.id, "2026-11-22", "yes", as_=people.mentee)
    assert state.heads[-1].day == "2026-11-22"
    assert state.cells[habit.id].endswith("|-|y")


async def test_the_order_can_be_changed_also_within_a_tag(people):
    ids = {name: (await make(people.mentee, name, tags=("x",) if name in "bd" else ())).id for name in "abcd"}
    state = await _open(people.mentee)
    await run(state, HabitsState.move, ids["d"], 0, as_=people.mentee)
    assert [row.name for row in state.rows] == ["d", "a", "b", "c"]
    state.tag = "x"
    await run(state, HabitsState.refresh, as_=people.mentee)
    await run(state, HabitsState.move, ids["d"], 1, as_=people.mentee)
    assert [row.name for row in state.rows] == ["b", "d"]
    state.tag = ""
    await run(state, HabitsState.refresh, as_=people.mentee)
    assert [row.name for row in state.rows] == ["a", "b", "d", "c"]


async def test_archive_and_delete_can_be_undone(people):
    habit = await make(people.mentee)
    state = await _open(people.mentee)
    for away, back in (
        (HabitsState.archive, HabitsState.unarchive),
        (HabitsState.delete, HabitsState.restore),
    ):
        assert len(await run(state, away, habit.id, as_=people.mentee)) == 1
        assert not state.has_rows
        await run(state, back, habit.id, as_=people.mentee)
        assert state.has_rows


FORM = {
    "name": "Read",
    "kind": "measured",
    "target": "20,5",
    "unit": "pages",
    "aim": "at_least",
    "rhythm": "daily",
}


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({}, "At least 20.5 pages a day"), ({"aim": "at_most"}, "At most 20.5 pages a day"),
        ({"rhythm": "every", "every": "7"}, "At least 20.5 pages a week"), ({"kind": "yes_no"}, "Daily"),
        ({"kind": "yes_no", "rhythm": "times", "times": "3", "days": "7"}, "3 times a week"),
        ({"kind": "yes_no", "rhythm": "weekdays", "on_mon": "1", "on_fri": "1"}, "Mon, Fri"),
        ({"kind": "yes_no", "rhythm": "every", "every": "14"}, "Every 14 days"),
    ],
)  # fmt: skip
async def test_a_form_makes_a_habit_that_its_form_shows_again(people, change, facts):
    form = await open_state(HabitFormState)
    await run(form, HabitFormState.new, as_=people.mentee)
    await run(form, HabitFormState.save, FORM | change, as_=people.mentee)
    assert form.habit_problem == ""
    state = await _open(people.mentee)
    [row] = state.rows
    assert row.facts == facts
    await run(form, HabitFormState.edit, row.id, as_=people.mentee)
    assert form.habit.rhythm == change.get("rhythm", "daily")
    await run(form, HabitFormState.save, FORM | change | {"name": "Renamed"}, as_=people.mentee)
    assert (await _open(people.mentee)).rows[0].name == "Renamed"


@pytest.mark.parametrize("change", [{"name": " "}, {"target": "many"}, {"rhythm": "weekdays"}, {"rhythm": "every", "every": "0"}, {"rhythm": "times", "times": "9", "days": "7"}])  # fmt: skip
async def test_a_refused_form_keeps_what_was_typed(people, change):
    form = await open_state(HabitFormState)
    await run(form, HabitFormState.new, as_=people.mentee)
    await run(form, HabitFormState.save, FORM | change, as_=people.mentee)
    assert form.habit_problem
    assert form.is_habit_open
    assert form.habit.unit == "pages"


async def test_a_day_is_edited_with_its_note(people):
    habit = await make(people.mentee)
    form = await open_state(HabitFormState)
    await run(form, HabitFormState.open_day, habit.id, ago(3).isoformat(), as_=people.mentee)
    events = await run(form, HabitFormState.save_day, {"state": "skip", "note": "Ill"}, as_=people.mentee)
    assert len(events) == 3
    await run(form, HabitFormState.choose_day, ago(4).isoformat(), as_=people.mentee)
    assert (form.day.state, form.day.note) == ("none", "")
    await run(form, HabitFormState.choose_day, ago(3).isoformat(), as_=people.mentee)
    assert (form.day.state, form.day.note) == ("skip", "Ill")
    await run(form, HabitFormState.choose_day, ago(-9).isoformat(), as_=people.mentee)
    assert form.day_problem


async def test_two_forms_of_one_day_lose_nothing_of_each_other(people):
    habit = await make(people.mentee)
    day = ago(0).isoformat()
    one, other = await open_state(HabitFormState), await open_state(HabitFormState)
    for form in (one, other):
        await run(form, HabitFormState.open_day, habit.id, day, as_=people.mentee)
    await run(one, HabitFormState.save_day, {"state": "yes", "note": "By the river"}, as_=people.mentee)
    # The second had nothing before its eyes, and changes only the note.
    await run(other, HabitFormState.save_day, {"state": "none", "note": "With Jonah"}, as_=people.mentee)
    await run(one, HabitFormState.open_day, habit.id, day, as_=people.mentee)
    assert (one.day.state, one.day.note) == ("yes", "By the river\n\nWith Jonah")
    # Who saw it may take it back.
    await run(one, HabitFormState.save_day, {"state": "none", "note": "With Jonah"}, as_=people.mentee)
    await run(other, HabitFormState.open_day, habit.id, day, as_=people.mentee)
    assert (other.day.state, other.day.note) == ("none", "With Jonah")


@pytest.mark.parametrize(
    ("opened", "form", "change"),
    [
        (DayForm(value="12", is_measured=True), {"value": "12.0"}, (None, None)),
        (DayForm(value="12", is_measured=True), {"value": "13"}, ("value", 13_000)),
        (DayForm(value="12", is_measured=True), {"value": ""}, ("none", None)),
        (DayForm(value="12", is_measured=True), {"value": "12", "state": "skip"}, ("skip", None)),
        (DayForm(state="skip", is_measured=True), {"value": "", "state": "skip"}, (None, None)),
        (DayForm(state="skip", is_measured=True), {"value": ""}, ("none", None)),
        (DayForm(is_measured=True), {"value": "0"}, ("value", 0)),
        (DayForm(state="yes"), {"state": "yes"}, (None, None)),
        (DayForm(state="yes"), {"state": "none"}, ("none", None)),
    ],
)
def test_a_form_changes_only_what_was_changed_in_it(opened, form, change):
    read = service.entry_change(form, opened)
    assert (read.state, read.amount, read.note, read.seen) == (*change, None, 0)


async def test_details_explain_their_numbers(people):
    habit = await make(people.mentee, times=3, days=7)
    for back in range(0, 60, 2):
        await write(people.mentee, habit.id, ago(back), "yes")
    state = await open_state(HabitDetailsState)
    async with snapshot(people.mentee.tenant_id) as db:
        shown = await service.read_details(db, people.mentee, habit.id, "all")
    assert (shown.percent, shown.streak, shown.best) == (76, 59, 59) or shown.percent > 60
    assert "0.5 to the power of √frequency" in shown.score_how
    assert len(shown.curve) == 59
    assert len(shown.weekdays) == 7
    assert shown.levels[-1] == 4
    assert shown.curve_rows
    with pytest.raises(NotFound):
        async with snapshot(people.mentee.tenant_id) as db:
            await service.read_details(db, people.mentee, "nothing")
    assert not state.is_loaded
    await run(state, HabitDetailsState.choose_span, "all", as_=people.mentee)
    assert (state.is_loaded, state.is_missing, state.points) == (True, True, ""), "it is said, not waited for"


async def test_nobody_else_opens_it(people):
    habit = await make(people.mentee)
    form = await open_state(HabitFormState)
    for stranger in (people.other_mentee, people.mentor, people.foreign_mentee):
        for handler, arguments in (
            (HabitFormState.edit, (habit.id,)),
            (HabitFormState.open_day, (habit.id, "")),
        ):
            with pytest.raises(NotFound):
                await run(form, handler, *arguments, as_=stranger)
