"""The forms of a habit and of one of its days."""

import reflex as rx

from coaching_app import ui
from coaching_app.domain.habits.rules import UNIT_LENGTH, WEEKDAYS
from coaching_app.features.habits.schemas import (
    EARLIEST,
    NAME_LENGTH,
    NOTE_LENGTH,
    QUESTION_LENGTH,
    TEXT_LENGTH,
)
from coaching_app.features.habits.state import HabitFormState
from coaching_app.ui.presence import Text
from coaching_app.ui.text import t

HABIT_DIALOG = "habit-form"
DAY_DIALOG = "habit-day"
_WEEKDAY_NAMES = (
    t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday"), t("Sunday"),
)  # fmt: skip


def _problem(words: Text) -> rx.Component:
    return rx.cond(words != "", ui.callout(words, tone="rose"))


def _way_out() -> rx.Component:
    return ui.row(
        ui.button(t("Cancel"), variant="quiet", closes=True),
        ui.button(t("Save"), type="submit"),
        gap="s",
        justify="end",
    )


def _number(name: str, label: str, value: Text, most: str) -> rx.Component:
    return ui.input_field(
        name, label, type="number", id=f"habit-{name}", default_value=value, min="1", max=most, step="1",
        input_mode="numeric",
    )  # fmt: skip


def _measure() -> rx.Component:
    habit = HabitFormState.habit
    return ui.shown_when(
        "kind",
        ("measured",),
        ui.row(
            ui.grow(
                ui.select_field(
                    "aim",
                    t("Aim"),
                    [("at_least", t("At least")), ("at_most", t("At most"))],
                    id="habit-aim",
                    default_value=habit.aim,
                )
            ),
            ui.grow(
                ui.input_field(
                    "target", t("How much"), id="habit-target", default_value=habit.target,
                    input_mode="decimal", required=True, auto_complete="off", placeholder="20",
                )
            ),
            ui.grow(
                ui.input_field(
                    "unit", t("Of what"), id="habit-unit", default_value=habit.unit,
                    max_length=UNIT_LENGTH, auto_complete="off", placeholder=t("pages"),
                )
            ),
            align="start",
            gap="s",
        ),
    )  # fmt: skip


def _rhythm() -> rx.Component:
    habit = HabitFormState.habit
    return ui.stack(
        ui.select_field(
            "rhythm",
            t("How often"),
            [
                ("daily", t("Every day")),
                ("weekdays", t("On chosen weekdays")),
                ("times", t("Some times in some days")),
                ("every", t("Every few days")),
            ],
            id="habit-rhythm",
            default_value=habit.rhythm,
        ),
        ui.shown_when("rhythm", ("weekdays",), ui.row(*[_weekday(*one) for one in zip(WEEKDAYS, _WEEKDAY_NAMES, strict=True)], gap="m")),
        ui.shown_when(
            "rhythm",
            ("times",),
            ui.row(
                ui.grow(_number("times", t("Times"), habit.times, "365")),
                ui.grow(_number("days", t("in days"), habit.days, "365")),
                gap="s",
            ),
        ),
        ui.shown_when("rhythm", ("every",), _number("every", t("Every how many days"), habit.every, "365")),
        gap="s",
    )  # fmt: skip


def _weekday(name: str, label: str) -> rx.Component:
    return ui.checkbox(
        f"on_{name}",
        label,
        id=f"habit-on-{name}",
        default_checked=rx.Var.create(HabitFormState.habit.weekdays).to(list[str]).contains(name),
        value="1",
    )


def _kind() -> rx.Component:
    habit = HabitFormState.habit
    choose = ui.select_field(
        "kind",
        t("A day is answered with"),
        [("yes_no", t("Yes or no")), ("measured", t("A number"))],
        id="habit-kind",
        default_value=habit.kind,
    )
    # The kind of a habit that has days stays for good.
    fixed = rx.el.input(type="hidden", name="kind", value=habit.kind)
    return rx.cond(habit.id == "", choose, fixed)


def _words() -> rx.Component:
    habit = HabitFormState.habit
    return ui.disclosure(
        t("Question, description, tags"),
        ui.stack(
            ui.input_field(
                "question", t("Question"), id="habit-question", default_value=habit.question,
                max_length=QUESTION_LENGTH, auto_complete="off", placeholder=t("Did you walk today?"),
            ),
            ui.textarea_field(
                "description", t("Description"), id="habit-description", default_value=habit.description,
                rows=3, max_length=TEXT_LENGTH,
            ),
            ui.input_field(
                "tags", t("Tags"), id="habit-tags", default_value=habit.tags, auto_complete="off",
                placeholder=t("body morning"),
            ),
        ),
        look="row",
        open=False,
    )  # fmt: skip


def habit_dialog() -> rx.Component:
    """Makes a habit, or edits the open one."""
    habit = HabitFormState.habit
    form = rx.el.form(
        ui.stack(
            _problem(HabitFormState.habit_problem),
            ui.input_field(
                "name", t("What will you practise?"), id="habit-name", default_value=habit.name,
                required=True, max_length=NAME_LENGTH, auto_complete="off", placeholder=t("Walk"),
            ),
            _kind(),
            _measure(),
            _rhythm(),
            _words(),
            _way_out(),
        ),
        key=HabitFormState.round,
        on_submit=HabitFormState.save,
    )  # fmt: skip
    is_open = rx.Var.create(HabitFormState.is_habit_open)
    return ui.dialog(form, id=HABIT_DIALOG, title=t("Habit"), open=is_open, on_close=HabitFormState.close)


def _answer() -> rx.Component:
    day = HabitFormState.day
    number = ui.row(
        ui.grow(
            ui.input_field(
                "value", t("How much"), id="habit-value", default_value=day.value, input_mode="decimal",
                auto_complete="off", hint=day.unit,
            )
        ),
        ui.checkbox("state", t("Skipped"), id="habit-skipped", value="skip", default_checked=day.state == "skip"),
        align="center",
    )  # fmt: skip
    choices = ui.select_field(
        "state",
        t("That day"),
        [("yes", t("Done")), ("no", t("Not done")), ("skip", t("Skipped")), ("none", t("Nothing yet"))],
        id="habit-state",
        default_value=day.state,
    )
    return rx.cond(day.is_measured, number, choices)


def day_dialog() -> rx.Component:
    """Edits one day: what was done, and a note."""
    day = HabitFormState.day
    form = rx.el.form(
        ui.stack(
            _problem(HabitFormState.day_problem),
            _answer(),
            ui.textarea_field(
                "note", t("Note"), id="habit-note", default_value=day.note, rows=3, max_length=NOTE_LENGTH,
                hint=t("Stored encrypted. Nobody you share a habit with can read it."),
            ),
            _way_out(),
        ),
        key=HabitFormState.round,
        on_submit=HabitFormState.save_day,
    )  # fmt: skip
    which = ui.date_field(
        "which", t("Day"), id="habit-which", value=day.day, min=EARLIEST.isoformat(),
        on_change=HabitFormState.choose_day,
    )  # fmt: skip
    return ui.dialog(
        ui.stack(which, form),
        id=DAY_DIALOG,
        title=day.habit,
        open=rx.Var.create(HabitFormState.is_day_open),
        on_close=HabitFormState.close,
        size="s",
    )
