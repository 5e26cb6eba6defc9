"""The habits among the items of templates: their plan, as items keep it and as habits keep it."""

from dataclasses import replace

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.goal_template import PreparedHabit
from coaching_app.domain.habits.plan import WHOLE, Aim, Kind, Plan
from coaching_app.domain.habits.rules import (
    UNIT_LENGTH,
    check_plan,
    checked_amount,
    weekday_bits,
    weekday_names,
)
from coaching_app.domain.written_text import clean_line, refuse
from coaching_app.features.planner.schemas import TemplateItem
from coaching_app.features.planner.service.prepared_habits import HABIT_NAME_LENGTH

WEEK = 7
_NO_PLAN = {"is_measured": False, "aim": "at_least", "target": 0.0, "unit": "", "times": WEEK, "days": WEEK, "weekdays": ()}  # fmt: skip


def clean_habit(item: TemplateItem) -> TemplateItem:
    """An item with a plan that a habit can have, always written the same way; other kinds have none."""
    if item.kind != "habit":
        return replace(item, **_NO_PLAN)
    if len(item.title) > HABIT_NAME_LENGTH:
        limit = HABIT_NAME_LENGTH
        raise refuse("title", _("The name of a habit holds at most {limit} characters.").format(limit=limit))
    unit = clean_line(item.unit, "unit", UNIT_LENGTH) if item.is_measured else ""
    return with_plan(item, check_plan(plan_of(item)), unit)


def plan_of(item: TemplateItem) -> Plan:
    """The plan of an item: as often as there are days is daily, and so is a choice of weekdays."""
    weekdays = weekday_bits(item.weekdays)
    is_daily = item.times == item.days
    if item.weekdays and not is_daily:
        raise refuse("weekdays", _("Choose weekdays or a number of days, not both."))
    return Plan(
        Kind.MEASURED if item.is_measured else Kind.YES_NO,
        Aim(item.aim) if item.is_measured else Aim.AT_LEAST,
        checked_amount(item.target, "target") if item.is_measured else 0,
        1 if is_daily else item.times,
        1 if is_daily else item.days,
        weekdays,
    )


def with_plan(item: TemplateItem, plan: Plan, unit: str) -> TemplateItem:
    """The item with this plan."""
    times, days = plan.rhythm
    return replace(
        item,
        is_measured=plan.is_measured,
        aim=plan.aim.value,
        target=plan.target / WHOLE,
        unit=unit,
        times=WEEK if days == 1 else times,
        days=WEEK if days == 1 else days,
        weekdays=weekday_names(plan.weekdays),
    )


def prepared_habit(item: TemplateItem, notes: str) -> PreparedHabit:
    """What is asked of whoever keeps habits."""
    return PreparedHabit(item.title, notes, plan_of(item), item.unit)


def as_habit_item(like: TemplateItem, habit: PreparedHabit, notes: str) -> TemplateItem:
    """A person's habit as an item."""
    return with_plan(replace(like, kind="habit", title=habit.name, notes=notes), habit.plan, habit.unit)
