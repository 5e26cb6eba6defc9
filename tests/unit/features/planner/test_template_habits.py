"""Habits in a template: they begin with the goal, change as a diff, and end with all their days kept."""

from dataclasses import replace
from datetime import date

import pytest

from coaching_app.core.errors import Invalid, NotFound
from coaching_app.features.habits import service as habits
from coaching_app.features.habits.schemas import EntryChange, HabitView
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import AssignmentView, TemplateDraft, TemplateItem, TemplateView
from coaching_app.features.planner.service import prepared_habits
from tests.support.people import Cast
from tests.unit.features.planner.doing import do, see, walk_with
from tests.unit.features.planner.test_templates import START, circle_of

PRAY = TemplateItem(kind="habit", title="Pray in the morning", notes="Ten minutes", times=5)
DRAFT = TemplateDraft("12 weeks", weeks=12, items=(PRAY, TemplateItem(title="Read", day=0)))


@pytest.fixture(autouse=True)
def keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Habits are kept where the product keeps them."""
    found = service.HabitKeeper(habits.keep_prepared, habits.put_prepared_away, habits.find_prepared)
    monkeypatch.setattr(prepared_habits, "_keepers", [found])


async def active(cast: Cast, draft: TemplateDraft = DRAFT) -> tuple[TemplateView, AssignmentView]:
    template = await do(service.add_template, cast.mentor, draft)
    circle = await circle_of(cast.mentor, cast.mentee)
    (given,) = await do(service.give_template, cast.mentor, template.id, circle, START)
    await do(service.request_review, cast.mentee, given.id)
    return template, await do(service.approve, cast.mentor, given.id)


async def habits_of(cast: Cast) -> list[HabitView]:
    return list(await see(habits.list_habits, cast.mentee))


async def changed(cast: Cast, template: TemplateView, *items: TemplateItem) -> TemplateView:
    draft = replace(template.content, items=items)
    return await do(service.edit_template, cast.mentor, template.id, template.version, draft)


async def test_a_habit_begins_with_the_goal_and_not_before(cast: Cast) -> None:
    template = await do(service.add_template, cast.mentor, DRAFT)
    circle = await circle_of(cast.mentor, cast.mentee)
    (given,) = await do(service.give_template, cast.mentor, template.id, circle, START)
    await do(service.request_review, cast.mentee, given.id)
    assert await habits_of(cast) == []
    await do(service.approve, cast.mentor, given.id)
    (habit,) = await habits_of(cast)
    assert (habit.name, habit.description, habit.times, habit.days) == (
        "Pray in the morning", "Ten minutes", 5, 7,
    )  # fmt: skip
    assert await see(service.template_changes, cast.mentee, given.id) == ()


async def test_a_change_of_a_habit_is_a_diff_and_keeps_its_days(cast: Cast) -> None:
    template, given = await active(cast)
    (habit,) = await habits_of(cast)
    await do(habits.write_entry, cast.mentee, habit.id, date(2026, 11, 20), EntryChange("yes"))
    pray, read = template.content.items
    second = await changed(cast, template, replace(pray, times=7), read)
    (change,) = await see(service.template_changes, cast.mentee, given.id)
    assert (change.kind, change.is_edited, change.is_kept) == ("changed", False, False)
    await do(service.accept_changes, cast.mentee, given.id, 2)
    (habit,) = await habits_of(cast)
    assert (habit.times, habit.days) == (1, 1)
    days = await see(habits.list_entries, cast.mentee, habit.id, date(2026, 11, 1), date(2026, 11, 30))
    assert len(days) == 1
    third = await changed(cast, second, read)
    await do(service.accept_changes, cast.mentee, given.id, third.version)
    assert await habits_of(cast) == []
    # It comes back with its days.
    again = await changed(cast, third, replace(pray, title="Pray"), read)
    await do(service.accept_changes, cast.mentee, given.id, again.version)
    (back,) = await habits_of(cast)
    assert (back.id, back.name) == (habit.id, "Pray")


async def test_a_habit_of_ones_own_rhythm_is_named_before_it_is_replaced(cast: Cast) -> None:
    template, given = await active(cast)
    (habit,) = await habits_of(cast)
    await do(habits.edit_habit, cast.mentee, habit.id, habit.version, {"times": 1, "days": 3})
    pray, read = template.content.items
    await changed(cast, template, replace(pray, times=6), read)
    (change,) = await see(service.template_changes, cast.mentee, given.id)
    assert change.is_edited
    await do(habits.delete_habit, cast.mentee, habit.id)
    (change,) = await see(service.template_changes, cast.mentee, given.id)
    assert change.is_kept


async def test_a_habit_has_a_name_and_a_rhythm_that_a_habit_can_have(cast: Cast) -> None:
    for wrong in (replace(PRAY, times=0), replace(PRAY, times=8), replace(PRAY, title="x" * 201)):
        with pytest.raises(Invalid):
            await do(service.add_template, cast.mentor, TemplateDraft("A", items=(wrong,)))


async def test_another_coach_who_walks_along_may_agree(cast: Cast) -> None:
    template = await do(service.add_template, cast.mentor, DRAFT)
    circle = await circle_of(cast.mentor, cast.mentee)
    (given,) = await do(service.give_template, cast.mentor, template.id, circle, START)
    await walk_with(cast.mentee, cast.pastor, "pastor")
    # A draft is nobody's but the person's and its giver's.
    with pytest.raises(NotFound):
        await see(service.get_assignment, cast.pastor, given.id)
    await do(service.request_review, cast.mentee, given.id)
    shown = await see(service.get_assignment, cast.pastor, given.id)
    assert [item.title for item in shown.items] == ["Pray in the morning", "Read"]
    assert (await do(service.approve, cast.pastor, given.id, "Go")).status == "active"
    with pytest.raises(NotFound):
        await see(service.get_assignment, cast.pastor, given.id)
    with pytest.raises(NotFound):
        await do(service.send_back, cast.pastor, given.id, "Wait")
