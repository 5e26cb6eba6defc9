"""How forms, answers, charts and insights look."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.wellness.schemas import (
    EARLIEST,
    AskedField,
    ChartPoint,
    CheckinRow,
    FieldRow,
    FormCard,
    InsightRow,
    MemoryRow,
)
from coaching_app.features.wellness.state import AnswerState, CheckinsState, FormBuilderState, TrendsState
from coaching_app.ui.components.band_chart import BandPaths
from coaching_app.ui.text import t

ANSWER_DIALOG = "check-in"
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


@rx.memo
def form_row(form: rx.vars.ObjectVar[FormCard]) -> rx.Component:
    """A form with its one main action."""
    asking = AnswerState.ask(form.id, "")
    answer = rx.cond(
        form.is_due,
        ui.button(t("Answer"), icon="check", on_click=asking),
        ui.button(t("Answer"), icon="check", variant="quiet", on_click=asking),
    )
    change = ui.button(
        t("Change"), icon="edit", variant="quiet", on_click=AnswerState.ask(form.id, form.checkin_id)
    )
    more = ui.menu(
        ui.menu_item(t("Edit the questions"), icon="edit", href=f"/checkins/form?id={form.id}"),
        ui.menu_item(t("Answer once more"), icon="plus", on_click=AnswerState.ask(form.id, "")),
        ui.menu_item(
            t("As a table (CSV)"),
            icon="download",
            href=f"/api/v1/checkin-forms/{form.id}/export.csv",
        ),
        ui.menu_item(t("Put away"), icon="inbox", on_click=CheckinsState.put_away(form.id, True)),
        ui.menu_line(),
        ui.menu_item(
            t("Delete with its answers"),
            icon="trash",
            tone="danger",
            on_click=CheckinsState.delete_form(form.id),
        ),
        id=f"form-menu-{form.id}",
        label=t("More for {name}", name=form.name),
    )
    return ui.list_row(
        form.name,
        ui.meta(form.when, form.questions, rx.cond(form.answered != "", form.answered, form.description)),
        icon="leaf",
        end=rx.fragment(ui.row(rx.cond(form.checkin_id != "", change, answer), more, gap="xs", wrap=False)),
    )


@rx.memo
def away_row(form: rx.vars.ObjectVar[FormCard]) -> rx.Component:
    """A form that was put away."""
    return ui.list_row(
        form.name,
        ui.meta(form.questions),
        end=rx.fragment(
            ui.button(
                t("Ask again"), variant="quiet", size="s", on_click=CheckinsState.put_away(form.id, False)
            )
        ),
    )


@rx.memo
def checkin_row(row: rx.vars.ObjectVar[CheckinRow]) -> rx.Component:
    """What was answered on a day; opens to be changed."""
    return ui.list_row(
        row.day,
        ui.meta(row.form, row.numbers),
        rx.cond(row.words != "", ui.text(row.words, tone="soft", size="s", clamp=2)),
        on_open=AnswerState.ask("", row.id),
        end=rx.fragment(
            ui.icon_button(t("Delete {day}", day=row.day), "trash", on_click=CheckinsState.delete(row.id))
        ),
    )


@rx.memo
def memory_row(row: rx.vars.ObjectVar[MemoryRow]) -> rx.Component:
    """What was written on this day before."""
    return ui.list_row(
        row.ago,
        ui.meta(row.day, row.numbers),
        rx.cond(row.words != "", ui.text(row.words, tone="soft", size="s", clamp=3)),
        icon="clock",
    )


@rx.memo
def asked_field(field: rx.vars.ObjectVar[AskedField]) -> rx.Component:
    """One question, drawn as its kind wants it."""
    key, name = f"answer-{field.key}", f"{field.key}"
    scale = ui.scale_field(
        name,
        field.label,
        field.steps,
        value=field.value,
        hint=field.hint,
        required=field.required,
        id=key,
    )
    # Whether an answer is needed is checked when it is kept: here that would need a form for each way.
    number = ui.input_field(
        name, rx.cond(field.unit != "", f"{field.label} ({field.unit})", field.label), id=key,
        hint=field.hint, default_value=field.value, input_mode="decimal", auto_complete="off",
    )  # fmt: skip
    words = ui.textarea_field(
        name, field.label, id=key, hint=field.hint, default_value=field.value, rows=3, max_length=10_000
    )
    return rx.cond(field.kind == "number", number, rx.cond(field.kind == "text", words, scale))


def answer_dialog() -> rx.Component:
    """The open form; what was typed stays when it is refused."""
    form = AnswerState.form
    day = ui.date_field(
        "day", t("Day"), id="answer-day", default_value=form.day, min=EARLIEST.isoformat(), max=form.today
    )
    return ui.dialog(
        rx.el.form(
            ui.stack(
                rx.cond(AnswerState.problem != "", ui.callout(AnswerState.problem, tone="rose")),
                rx.foreach(form.fields, lambda field: rx.fragment(asked_field(field=field), key=field.key)),
                rx.cond(form.checkin_id == "", ui.disclosure(t("For another day"), day)),
                ui.row(
                    ui.button(t("Cancel"), variant="quiet", closes=True),
                    ui.button(t("Keep"), type="submit"),
                    gap="s",
                    justify="end",
                ),
            ),
            on_submit=AnswerState.keep,
            key=f"{AnswerState.round}",
        ),
        id=ANSWER_DIALOG,
        title=form.name,
        open=rx.Var.create(AnswerState.is_open),
        on_close=AnswerState.close,
    )


# --- building a form ------------------------------------------------------------------------------


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


@rx.memo
def built_field(row: rx.vars.ObjectVar[FieldRow], place: rx.Var[int]) -> rx.Component:
    """A question while its form is being built."""
    bounds = ui.row(
        ui.grow(_typed("low", t("From"), row, place, input_mode="decimal")),
        ui.grow(_typed("high", t("To"), row, place, input_mode="decimal")),
        gap="s",
    )
    choices = ui.textarea_field(
        "choices", t("Choices, one to a line"), id=f"choices-{place}", rows=4,
        default_value=row.choices, on_blur=lambda value: FormBuilderState.change(place, "choices", value),
    )  # fmt: skip
    formula = _typed(
        "formula", t("Formula"), row, place,
        hint=t("With the names of other questions, for example mean(mood, energy) * 2."),
    )  # fmt: skip
    unit = _typed("unit", t("Unit"), row, place, max_length=30)
    special = rx.match(
        row.kind,
        ("scale", bounds),
        ("number", ui.stack(bounds, unit, gap="s")),
        ("choice", choices),
        ("computed", ui.stack(formula, unit, gap="s")),
        rx.fragment(),
    )
    name = rx.cond(row.key != "", ui.text(t("In formulas: {key}", key=row.key), tone="quiet", size="xs"))
    buttons = ui.row(
        ui.icon_button(t("Move up"), "chevron-down", on_click=FormBuilderState.move(place, -1), data_flip=""),
        ui.icon_button(t("Move down"), "chevron-down", on_click=FormBuilderState.move(place, 1)),
        ui.icon_button(t("Take out"), "trash", on_click=FormBuilderState.remove(place)),
        gap="none",
        wrap=False,
    )
    return ui.card(
        ui.stack(
            ui.row(
                ui.text(t("Question {number}", number=place.to(int) + 1), weight="bold"),
                buttons,
                justify="between",
            ),
            _typed("label", t("Question"), row, place, required=True, max_length=120),
            _kind_of(row, place),
            special,
            _typed("hint", t("A hint beneath"), row, place, max_length=300, optional=True),
            ui.switch(
                "required",
                t("Has to be answered"),
                id=f"required-{place}",
                checked=row.required,
                on_change=lambda on: FormBuilderState.require(place, on),
            ),
            name,
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
            gap="m",
        ),
        class_name="field",
    )


# --- charts and insights --------------------------------------------------------------------------


@rx.memo
def point_row(row: rx.vars.ObjectVar[ChartPoint]) -> rx.Component:
    """A day of a trend in the table."""
    return ui.table_row(
        row.day, ui.number_cell(row.value), ui.number_cell(row.mean), ui.number_cell(row.bounds)
    )


def trend_card() -> rx.Component:
    """How the question moved, with the band the mean lies in."""
    table = ui.disclosure(
        t("As a table"),
        ui.table(
            [
                ui.Column(t("Day")),
                ui.Column(t("Answer"), align="end"),
                ui.Column(t("Mean around it"), align="end"),
                ui.Column(t("95 % bounds"), align="end"),
            ],
            rx.foreach(TrendsState.rows, lambda row: rx.fragment(point_row(row=row), key=row.day)),
            caption=t("Answers and their mean"),
        ),
    )
    how = ui.disclosure(
        t("How this is computed"),
        ui.text(
            t(
                "Each dot is a day. The line is the mean of the fifteen days around a day that have an answer, the band "
                "its 95 % bounds by Student's t. Days without an answer count for nothing, and fewer than four make no line."
            ),
            tone="soft",
            size="s",
        ),
    )
    chart = ui.band_chart(
        rx.Var.create(TrendsState.paths).to(BandPaths),
        summary=TrendsState.summary,
        first=TrendsState.first,
        last=t("Today"),
        table=ui.stack(ui.text(TrendsState.summary, tone="soft", size="s"), how, table, gap="xs"),
    )
    spans = ui.segmented(
        "span",
        t("Part of the curve"),
        [("quarter", t("3 months")), ("year", t("1 year")), ("all", t("3 years"))],
        value=TrendsState.span,
        on_change=TrendsState.choose_span,
    )
    return ui.card(ui.stack(spans, chart), title=t("Trend"))


def year_card() -> rx.Component:
    """The year in squares."""
    turning = ui.row(
        ui.icon_button(t("Year before"), "chevron-left", on_click=TrendsState.choose_year(-1)),
        ui.text(f"{TrendsState.year}", weight="medium", numeric=True),
        ui.icon_button(t("Year after"), "chevron-right", on_click=TrendsState.choose_year(1)),
        gap="s",
    )
    return ui.card(
        ui.stack(
            turning,
            ui.heat_map(TrendsState.levels, summary=TrendsState.year_summary),
            ui.text(TrendsState.year_summary, tone="soft", size="s"),
        ),
        title=t("The year"),
    )


@rx.memo
def insight_row(row: rx.vars.ObjectVar[InsightRow]) -> rx.Component:
    """Something that goes with something else, its doubts, and the person's last word."""
    shown = ui.row(
        ui.button(
            t("Hide"), variant="text", size="s", on_click=TrendsState.judge(row.done, row.measured, "hidden")
        ),
        ui.button(
            t("That is not so"),
            variant="text",
            size="s",
            on_click=TrendsState.judge(row.done, row.measured, "wrong"),
        ),
        gap="xs",
    )
    again = ui.row(
        ui.pill(rx.cond(row.verdict == "wrong", t("Not so, you said"), t("Hidden"))),
        ui.button(
            t("Show again"),
            variant="text",
            size="s",
            on_click=TrendsState.judge(row.done, row.measured, "shown"),
        ),
        gap="xs",
    )
    return ui.stack(
        ui.text(row.text),
        rx.foreach(row.doubts, lambda words: ui.text(words, tone="soft", size="s")),
        rx.cond(row.verdict == "shown", shown, again),
        gap="xs",
    )


def insights_card() -> rx.Component:
    """What goes with what, and how it was found."""
    rows = ui.item_list(
        rx.foreach(
            TrendsState.insights,
            lambda row: rx.fragment(insight_row(row=row), key=row.done + row.measured),
        ),
        label=t("Insights"),
    )
    nothing = ui.text(
        t("Nothing goes together clearly enough to be told. That is an answer too: most things do not."),
        tone="soft",
    )
    hidden = ui.disclosure(
        t("Hidden by you"),
        ui.item_list(
            rx.foreach(
                TrendsState.hidden, lambda row: rx.fragment(insight_row(row=row), key=row.done + row.measured)
            ),
            label=t("Hidden insights"),
        ),
    )
    return ui.card(
        ui.stack(
            rx.cond(TrendsState.insights, rows, nothing),
            ui.disclosure(t("How this is found"), ui.text(TrendsState.method, tone="soft", size="s")),
            rx.cond(TrendsState.hidden, hidden),
        ),
        title=t("What goes together"),
    )
