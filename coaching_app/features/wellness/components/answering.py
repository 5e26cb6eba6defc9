"""Forms, answers and memories in lists, and the form that is being answered."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.wellness.schemas import EARLIEST, AskedField, CheckinRow, FormCard, MemoryRow
from coaching_app.features.wellness.state.checkins import AnswerState, CheckinsState
from coaching_app.ui.text import t

ANSWER_DIALOG = "check-in"


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
        form.when,
        form.questions,
        rx.cond(form.answered != "", form.answered, form.description),
        icon="leaf",
        end=rx.fragment(ui.row(rx.cond(form.checkin_id != "", change, answer), more, gap="xs", wrap=False)),
    )


@rx.memo
def away_row(form: rx.vars.ObjectVar[FormCard]) -> rx.Component:
    """A form that was put away."""
    return ui.list_row(
        form.name,
        form.questions,
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
        row.form,
        row.numbers,
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
        row.day,
        row.numbers,
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
