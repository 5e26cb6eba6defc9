"""What the form of an item asks of a habit: how a day is answered, how much, and how often."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.domain.habits.rules import UNIT_LENGTH, WEEKDAYS
from coaching_app.ui.text import t

_WEEKDAY_NAMES = (
    t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday"), t("Sunday"),
)  # fmt: skip
_RHYTHMS = [
    ("daily", t("Every day")),
    ("weekdays", t("On chosen weekdays")),
    ("times", t("Some times in some days")),
    ("every", t("Every few days")),
]
_AIMS = [("at_least", t("At least")), ("at_most", t("At most"))]


def habit_fields(item: Any) -> tuple[rx.Component, ...]:
    """The fields of a habit."""
    answer = ui.select_field(
        "answer",
        t("A day is answered with"),
        [("yes_no", t("Yes or no")), ("measured", t("A number"))],
        id="item-answer",
        default_value=item.answer,
    )
    rhythm = ui.select_field("rhythm", t("How often"), _RHYTHMS, id="item-rhythm", default_value=item.rhythm)
    return answer, _measure(item), rhythm, *_spans(item)


def _measure(item: Any) -> rx.Component:
    aim = ui.select_field("aim", t("Aim"), _AIMS, id="item-aim", default_value=item.aim)
    target = ui.input_field(
        "target",
        t("How much"),
        id="item-target",
        default_value=item.target,
        input_mode="decimal",
        required=True,
        auto_complete="off",
        placeholder="20",
    )
    unit = ui.input_field(
        "unit",
        t("Of what"),
        id="item-unit",
        default_value=item.unit,
        max_length=UNIT_LENGTH,
        auto_complete="off",
        placeholder=t("pages"),
    )
    fields = ui.row(ui.grow(aim), ui.grow(target), ui.grow(unit), align="start", gap="s")
    return ui.shown_when("answer", ("measured",), fields)


def _spans(item: Any) -> tuple[rx.Component, ...]:
    chosen: Any = rx.Var.create(item.weekdays).to(list[str])
    boxes = (
        ui.checkbox(
            f"on_{name}",
            label,
            id=f"item-on-{name}",
            default_checked=chosen.contains(name),
            value="1",
        )
        for name, label in zip(WEEKDAYS, _WEEKDAY_NAMES, strict=True)
    )
    times = ui.row(
        ui.grow(_number("times", t("Times"), item.times)),
        ui.grow(_number("days", t("in days"), item.days)),
        gap="s",
    )
    every = _number("every", t("Every how many days"), item.every)
    return (
        ui.shown_when("rhythm", ("weekdays",), ui.row(*boxes, gap="m")),
        ui.shown_when("rhythm", ("times",), times),
        ui.shown_when("rhythm", ("every",), every),
    )


def _number(name: str, label: str, value: Any) -> rx.Component:
    return ui.input_field(
        name,
        label,
        type="number",
        id=f"item-{name}",
        default_value=value,
        min="1",
        max="365",
        step="1",
        input_mode="numeric",
    )
