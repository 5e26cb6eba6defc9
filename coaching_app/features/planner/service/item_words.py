"""Puts the items of templates into words: their weeks, and what they are."""

from collections.abc import Iterable
from typing import Any

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.habits.plan import WHOLE
from coaching_app.domain.habits.words import number_words, plan_words
from coaching_app.domain.recurrence import read_rule, rule_words
from coaching_app.features.planner.schemas import DraftItemRow, ItemForm, TemplateItem, WeekRow
from coaching_app.features.planner.service.habit_items import WEEK, plan_of
from coaching_app.features.planner.service.wording import minutes_label

_USUAL = ("FREQ=DAILY", "FREQ=WEEKLY")


def item_facts(item: TemplateItem, language: str, *, with_week: bool = True) -> str:
    """Week 5 · milestone · 25 min · every day."""
    facts: list[str] = []
    if with_week and item.day is not None and item.kind != "habit":
        facts.append(_("week {number}").format(number=item.day // WEEK + 1))
    kinds = {"milestone": _("milestone"), "resource": _("to read or watch"), "habit": _("habit")}
    if item.kind in kinds:
        facts.append(kinds[item.kind])
    if item.kind == "habit":
        facts.append(plan_words(plan_of(item), item.unit, language))
    if item.minutes and item.kind in {"task", "resource"}:
        facts.append(minutes_label(item.minutes))
    if item.repeats and item.kind == "task":
        facts.append(rule_words(read_rule(item.repeats), language))
    return " · ".join(facts)


def week_rows(items: Iterable[TemplateItem], language: str) -> tuple[WeekRow, ...]:
    """The items under their weeks: first what goes through all of them, last what has no day."""
    groups: dict[tuple[int, str, str, str], list[TemplateItem]] = {}
    for item in items:
        groups.setdefault(_group(item), []).append(item)
    return tuple(
        WeekRow(
            key, label, number,
            tuple(_row(one, language) for one in sorted(groups[(order, key, label, number)], key=_place)),
        )
        for order, key, label, number in sorted(groups)
    )  # fmt: skip


def item_form(item: TemplateItem) -> ItemForm:
    """An item as its form shows it."""
    week, day = divmod(item.day, WEEK) if item.day is not None else (None, 0)
    return ItemForm(
        id=item.id,
        kind=item.kind,
        title=item.title,
        notes=item.notes,
        week="" if week is None else str(week + 1),
        day=str(day + 1),
        minutes=str(item.minutes or ""),
        repeats=item.repeats,
        url=item.url,
        **_habit_fields(item),
    )


def _habit_fields(item: TemplateItem) -> dict[str, Any]:
    """The plan of a habit as its form asks for it; what it does not use stays as it is offered."""
    fields: dict[str, Any] = {"weekdays": item.weekdays, "rhythm": _rhythm(item)}
    if fields["rhythm"] == "times":
        fields |= {"times": str(item.times), "days": str(item.days)}
    if fields["rhythm"] == "every":
        fields["every"] = str(item.days)
    if item.is_measured:
        fields |= {
            "answer": "measured",
            "aim": item.aim,
            "target": number_words(round(item.target * WHOLE)).replace(",", ""),
            "unit": item.unit,
        }
    return fields


def _rhythm(item: TemplateItem) -> str:
    if item.weekdays:
        return "weekdays"
    if item.times == item.days:
        return "daily"
    return "every" if item.times == 1 and item.days != WEEK else "times"


def week_options(weeks: int | None, items: Iterable[TemplateItem]) -> tuple[tuple[str, str], ...]:
    """The weeks an item may stand in."""
    last = max([weeks or 0, *(item.day // WEEK + 1 for item in items if item.day is not None)], default=0)
    return tuple(
        (str(number), _("Week {number}").format(number=number)) for number in range(1, (last or 12) + 1)
    )


def repeat_options(items: Iterable[TemplateItem], language: str) -> tuple[tuple[str, str], ...]:
    """How a task may come back: the usual ways, and those in use."""
    rules = dict.fromkeys((*_USUAL, *(item.repeats for item in items if item.repeats)))
    return tuple((rule, rule_words(read_rule(rule), language)) for rule in rules)


def _group(item: TemplateItem) -> tuple[int, str, str, str]:
    if item.kind == "habit":
        return -1, "through", _("All the way through"), ""
    if item.day is None:
        return 1_000_000, "undated", _("Without a day"), ""
    number = str(item.day // WEEK + 1)
    return item.day // WEEK, f"week-{number}", _("Week {number}").format(number=number), number


def _place(item: TemplateItem) -> int:
    return item.day or 0


def _row(item: TemplateItem, language: str) -> DraftItemRow:
    return DraftItemRow(item.id, item.title, item_facts(item, language, with_week=False), item.notes[:300])
