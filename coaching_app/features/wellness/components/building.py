"""A form while it is being built."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.consent.widgets import share_control
from coaching_app.features.wellness.schemas import FieldRow
from coaching_app.features.wellness.state.building import FormBuilderState
from coaching_app.ui.text import t

_KINDS = [
    ("mood", t("Mood, 1 to 5")),
    ("scale", t("Scale")),
    ("number", t("Number")),
    ("choice", t("Choice")),
    ("text", t("Words")),
    ("computed", t("Worked out from others")),
]
_WEEKDAYS = (
    ("mon", t("Monday")), ("tue", t("Tuesday")), ("wed", t("Wednesday")), ("thu", t("Thursday")),
    ("fri", t("Friday")), ("sat", t("Saturday")), ("sun", t("Sunday")),
)  # fmt: skip


def _typed(
    name: str, label: str, row: rx.vars.ObjectVar[FieldRow], place: rx.Var[int], **props: Any
) -> rx.Component:
    return ui.input_field(
        name,
        label,
        id=f"{name}-{place}",
        default_value=getattr(row, name),
        on_blur=lambda value: FormBuilderState.change(place, name, value),
        auto_complete="off",
        **props,
    )


def _kind_of(row: rx.vars.ObjectVar[FieldRow], place: rx.Var[int]) -> rx.Component:
    choose = ui.select_field(
        "kind",
        t("Answered with"),
        _KINDS,
        id=f"kind-{place}",
        value=row.kind,
        on_change=lambda value: FormBuilderState.change(place, "kind", value),
    )
    fixed = ui.text(t("The kind stays, so that earlier answers keep their meaning."), tone="quiet", size="s")
    return rx.cond(row.is_new, choose, fixed)


def _special(row: rx.vars.ObjectVar[FieldRow], place: rx.Var[int]) -> rx.Component:
    """What only some kinds have."""
    bounds = ui.row(
        ui.grow(_typed("low", t("From"), row, place, input_mode="decimal")),
        ui.grow(_typed("high", t("To"), row, place, input_mode="decimal")),
        gap="s",
    )
    choices = ui.textarea_field(
        "choices", t("Choices, one to a line"), id=f"choices-{place}", rows=4, default_value=row.choices,
        on_blur=lambda value: FormBuilderState.change(place, "choices", value),
    )  # fmt: skip
    hint = t("With the names of other questions, for example mean(mood, energy) * 2.")
    formula = _typed("formula", t("Formula"), row, place, hint=hint)
    unit = _typed("unit", t("Unit"), row, place, max_length=30)
    return rx.fragment(
        rx.match(
            row.kind,
            ("scale", bounds),
            ("number", ui.stack(bounds, unit, gap="s")),
            ("choice", choices),
            ("computed", ui.stack(formula, unit, gap="s")),
            rx.fragment(),
        )
    )


def _head(row: rx.vars.ObjectVar[FieldRow], place: rx.Var[int]) -> rx.Component:
    buttons = ui.row(
        rx.cond(row.id != "", share_control("checkins", row.id)),
        ui.icon_button(t("Move up"), "chevron-up", on_click=FormBuilderState.move(place, -1)),
        ui.icon_button(t("Move down"), "chevron-down", on_click=FormBuilderState.move(place, 1)),
        ui.icon_button(t("Take out"), "trash", on_click=FormBuilderState.remove(place)),
        gap="none",
        wrap=False,
    )
    number = ui.text(t("Question {number}", number=place.to(int) + 1), weight="bold")
    return ui.row(number, buttons, justify="between")


@rx.memo
def built_field(row: rx.vars.ObjectVar[FieldRow], place: rx.Var[int]) -> rx.Component:
    """A question while its form is being built."""
    needed = ui.switch(
        "required",
        t("Has to be answered"),
        id=f"required-{place}",
        checked=row.required,
        on_change=lambda on: FormBuilderState.require(place, on),
    )
    return ui.card(
        ui.stack(
            _head(row, place),
            _typed("label", t("Question"), row, place, required=True, max_length=120),
            _kind_of(row, place),
            _special(row, place),
            _typed("hint", t("A hint beneath"), row, place, max_length=300, optional=True),
            needed,
            rx.cond(row.key != "", ui.text(t("In formulas: {key}", key=row.key), tone="quiet", size="xs")),
            gap="s",
        ),
        tone="sunken",
    )


def weekday_boxes() -> rx.Component:
    """The weekdays on which the form is asked."""
    chosen = rx.Var.create(FormBuilderState.form.weekdays).to(list[str])
    return rx.el.fieldset(
        rx.el.legend(t("Ask on"), class_name="label"),
        ui.row(
            *[
                ui.checkbox(
                    f"on_{day}",
                    name,
                    id=f"ask-on-{day}",
                    checked=chosen.contains(day),
                    on_change=lambda on, day=day: FormBuilderState.ask_on(day, on),
                )
                for day, name in _WEEKDAYS
            ],
            gap="s",
        ),
        class_name="field",
    )
