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
from coaching_app.features.planner.service.habit_items import plan_of
from coaching_app.features.planner.service.item_words import item_facts, item_form
from coaching_app.features.planner.service.items import items_of
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
    for wrong in (
        replace(PRAY, times=0),
        replace(PRAY, times=8),
        replace(PRAY, days=366),
        replace(PRAY, weekdays=("mon",)),
        replace(PRAY, times=7, weekdays=("someday",)),
        replace(PRAY, title="x" * 201),
        replace(PRAY, is_measured=True),
        replace(PRAY, is_measured=True, target=-1),
        replace(PRAY, is_measured=True, target=1e12),
        replace(PRAY, is_measured=True, target=2, unit="x" * 31),
    ):
        with pytest.raises(Invalid):
            await do(service.add_template, cast.mentor, TemplateDraft("A", items=(wrong,)))


MEASURED = TemplateItem(kind="habit", title="Read", is_measured=True, target=2.5, unit="pages")
PLANS = (
    (MEASURED, ("measured", "at_least", 2.5, "pages", 1, 1, ())),
    (replace(MEASURED, aim="at_most", target=0, times=1, days=7), ("measured", "at_most", 0, "pages", 1, 7, ())),
    (replace(MEASURED, weekdays=("fri", "mon")), ("measured", "at_least", 2.5, "pages", 1, 1, ("mon", "fri"))),
    (replace(PRAY, times=1, days=3), ("yes_no", "at_least", 0, "", 1, 3, ())),
    (replace(PRAY, times=7, weekdays=("sun",)), ("yes_no", "at_least", 0, "", 1, 1, ("sun",))),
)  # fmt: skip


async def test_every_plan_of_a_habit_arrives_as_it_was_written(cast: Cast) -> None:
    items = tuple(replace(item, title=f"H{place}") for place, (item, _kept) in enumerate(PLANS))
    _template, given = await active(cast, TemplateDraft("Twelve", items=items))
    found = {one.name: one for one in await habits_of(cast)}
    for place, (_item, kept) in enumerate(PLANS):
        one = found[f"H{place}"]
        assert (one.kind, one.aim, one.target, one.unit, one.times, one.days, one.weekdays) == kept
    # Nobody changed anything: nothing is a change of the person either.
    await changed(cast, _template, *_template.content.items, TemplateItem(title="More"))
    (change,) = await see(service.template_changes, cast.mentee, given.id)
    assert change.kind == "added"


async def test_a_measure_is_compared_three_ways(cast: Cast) -> None:
    template, given = await active(cast, TemplateDraft("Twelve", items=(MEASURED,)))
    (habit,) = await habits_of(cast)
    await do(habits.write_entry, cast.mentee, habit.id, date(2026, 11, 20), EntryChange("value", 2000))
    (item,) = template.content.items
    second = await changed(cast, template, replace(item, target=5, weekdays=("mon", "fri")))
    (change,) = await see(service.template_changes, cast.mentee, given.id)
    assert (change.kind, change.is_edited) == ("changed", False)
    assert change.before
    assert change.after
    assert [item_facts(one, "en") for one in (change.before, change.after)] == [
        "habit · At least 2.5 pages a day",
        "habit · At least 5 pages on Mon, Fri",
    ]
    await do(habits.edit_habit, cast.mentee, habit.id, habit.version, {"target": 1000})
    (change,) = await see(service.template_changes, cast.mentee, given.id)
    assert change.is_edited
    await do(service.accept_changes, cast.mentee, given.id, second.version)
    (taken,) = await habits_of(cast)
    assert (taken.id, taken.target, taken.weekdays) == (habit.id, 5, ("mon", "fri"))
    # A number cannot become a yes: the days stay where they are, and a new habit begins.
    third = await changed(cast, second, replace(item, is_measured=False))
    await do(service.accept_changes, cast.mentee, given.id, third.version)
    (yes_no,) = await habits_of(cast)
    assert (yes_no.kind, yes_no.id != habit.id) == ("yes_no", True)
    (old,) = await see(habits.list_habits, cast.mentee, status="archived")
    assert old.id == habit.id
    # And what was a habit may become a task.
    await changed(cast, third, TemplateItem(id=item.id, title="Read once"))
    await do(service.accept_changes, cast.mentee, given.id, 4)
    assert await habits_of(cast) == []
    assert [one.title for one in (await see(service.list_tasks, cast.mentee)).items] == ["Read once"]
    assert await see(service.template_changes, cast.mentee, given.id) == ()


async def test_what_was_stored_before_habits_could_be_measured_is_read(cast: Cast) -> None:
    (old,) = items_of({"items": [{"id": "a", "kind": "habit", "title": "Pray", "times": 3}]})
    assert (item_facts(old, "en"), item_form(old).rhythm, item_form(old).times) == (
        "habit · 3 times a week", "times", "3",
    )  # fmt: skip


def test_the_form_gives_back_what_it_was_opened_with() -> None:
    for item, _kept in PLANS:
        form = item_form(replace(item, title="A", day=None))
        sent = {
            **{name: getattr(form, name) for name in ("kind", "title", "notes", "answer", "aim", "target", "unit", "rhythm", "times", "days", "every")},
            **{f"on_{day}": "1" for day in form.weekdays},
        }  # fmt: skip
        assert plan_of(service.item_of(sent)) == plan_of(item)
    for wrong in (
        {"rhythm": "weekdays"},
        {"rhythm": "every", "every": ""},
        {"answer": "measured", "target": "x"},
    ):
        with pytest.raises(Invalid):
            service.item_of({"kind": "habit", "title": "A"} | wrong)


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
