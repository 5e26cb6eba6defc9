"""Templates in the list, their settings, and the choice of those who get one."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.schemas import TITLE_LENGTH, GivenRow, TemplateRow
from coaching_app.features.planner.state.template import TemplateState
from coaching_app.features.planner.state.templates import TemplatesState
from coaching_app.ui.text import t

NEW_DIALOG, SETTINGS_DIALOG, GIVE_DIALOG = "template-new", "template-settings", "template-give"


@rx.memo
def template_row(one: rx.vars.ObjectVar[TemplateRow]) -> rx.Component:
    """A template that leads to its page."""
    return ui.list_row(
        one.title,
        one.facts,
        icon="target",
        href=f"/templates/{one.id}",
        end=ui.icon_button(
            t("Delete {title}", title=one.title), "trash", on_click=TemplatesState.delete(one.id)
        ),
    )


def _how_many(form: Any, prefix: str) -> rx.Component:
    return ui.shown_when(
        "progress_by",
        ("evidence", "measure"),
        ui.row(
            ui.grow(
                ui.input_field(
                    "target_value",
                    t("How many"),
                    type="number",
                    id=f"{prefix}-target",
                    default_value=form.target_value,
                    step="any",
                    input_mode="decimal",
                )
            ),
            ui.grow(
                ui.input_field(
                    "unit",
                    t("Unit"),
                    id=f"{prefix}-unit",
                    default_value=form.unit,
                    max_length=40,
                    optional=True,
                )
            ),
            align="start",
            gap="s",
        ),
    )


def _counting(form: Any, prefix: str) -> rx.Component:
    """What counts as progress, folded away until somebody wants it."""
    way = ui.select_field(
        "progress_by",
        t("Progress counts"),
        [
            ("tasks", t("tasks that are done")),
            ("milestones", t("milestones that are reached")),
            ("evidence", t("pieces of evidence")),
            ("measure", t("a number")),
        ],
        id=f"{prefix}-progress-by",
        default_value=form.progress_by,
    )
    numbers = _how_many(form, prefix)
    reviewed = ui.checkbox(
        "reviewed",
        t("Evidence counts once a coach has accepted it"),
        id=f"{prefix}-reviewed",
        default_checked=form.is_reviewed_only,
    )
    return ui.disclosure(t("How progress is counted"), ui.stack(way, numbers, reviewed, gap="s"), look="row")


def _fields(form: Any, prefix: str) -> list[rx.Component]:
    return [
        ui.input_field(
            "title",
            t("What should become true?"),
            id=f"{prefix}-title",
            default_value=form.title,
            required=True,
            max_length=TITLE_LENGTH,
            auto_complete="off",
        ),
        ui.textarea_field(
            "why",
            t("Why it matters"),
            id=f"{prefix}-why",
            default_value=form.why,
            rows=3,
            max_length=20_000,
            optional=True,
        ),
        ui.input_field(
            "weeks",
            t("How many weeks"),
            type="number",
            id=f"{prefix}-weeks",
            default_value=form.weeks,
            min="1",
            max="520",
            step="1",
            input_mode="numeric",
            optional=True,
        ),
        _counting(form, prefix),
    ]


def _foot(save: str) -> rx.Component:
    return ui.row(
        ui.button(t("Cancel"), variant="quiet", closes=True),
        ui.button(save, type="submit"),
        justify="end",
        gap="s",
    )


def _problem(words: Any) -> rx.Component:
    return rx.cond(words != "", ui.callout(words, tone="rose"))


def new_dialog() -> rx.Component:
    """Begins a template."""
    form = rx.el.form(
        ui.stack(
            _problem(TemplatesState.new_problem), *_fields(TemplatesState.blank, "new"), _foot(t("Go on"))
        ),
        key=TemplatesState.round,
        on_submit=TemplatesState.make,
    )
    return ui.dialog(
        form,
        id=NEW_DIALOG,
        title=t("New template"),
        open=rx.Var.create(TemplatesState.is_new_open),
        on_close=TemplatesState.close_new,
    )


def settings_dialog() -> rx.Component:
    """Edits what a template is called and how it counts."""
    form = rx.el.form(
        ui.stack(
            _problem(TemplateState.settings_problem),
            *_fields(TemplateState.page.form, "settings"),
            _foot(t("Save")),
        ),
        key=TemplateState.round,
        on_submit=TemplateState.save_settings,
    )
    return ui.dialog(
        form,
        id=SETTINGS_DIALOG,
        title=t("About the template"),
        open=rx.Var.create(TemplateState.is_settings_open),
        on_close=TemplateState.show_settings(False),
    )


def _people() -> rx.Component:
    people: Any = TemplateState.page.people
    boxes = rx.foreach(
        people,
        lambda one: rx.fragment(
            ui.checkbox(f"to-{one[0]}", one[1], id=f"to-{one[0]}"),
            key=one[0],
        ),
    )
    nobody = ui.text(t("Everybody you walk with has it, or there is nobody yet."), tone="soft", size="s")
    some = ui.stack(
        ui.text(t("People"), weight="medium", size="s"), boxes, gap="s", role="group", aria_label=t("People")
    )
    return rx.cond(people.length() > 0, some, nobody)


def give_dialog() -> rx.Component:
    """Chooses who gets the template, and when it begins."""
    page = TemplateState.page
    circles: Any = page.circle_options
    circle = ui.select_field("circle", t("A circle"), circles, placeholder=t("No circle"), id="give-circle")
    form = rx.el.form(
        ui.stack(
            _problem(TemplateState.give_problem),
            rx.cond(circles.length() > 0, circle),
            _people(),
            ui.date_field(
                "start_on",
                t("Week 1 begins on"),
                id="give-start",
                default_value=page.first_day,
                required=True,
            ),
            ui.text(
                t(
                    "Each gets a draft of their own. It begins when they have made it theirs and a coach agrees."
                ),
                tone="soft",
                size="s",
            ),
            _foot(t("Give it")),
        ),
        key=TemplateState.round,
        on_submit=TemplateState.give,
    )
    return ui.dialog(
        form,
        id=GIVE_DIALOG,
        title=t("Who gets it?"),
        open=rx.Var.create(TemplateState.is_giving),
        on_close=TemplateState.show_giving(False),
    )


@rx.memo
def given_row(one: rx.vars.ObjectVar[GivenRow]) -> rx.Component:
    """Somebody who has it, and how far they are with it."""
    look = ui.button(
        t("Look at it"),
        size="s",
        variant="quiet",
        href="/templates",
        aria_label=t("Look at the plan of {name}", name=one.name),
    )
    words = ui.text(one.words, inline=True, tone="quiet", size="s")
    return ui.list_row(one.name, words, end=rx.cond(one.status == "review", look))


def given_card() -> rx.Component:
    """Who has it."""
    given: Any = TemplateState.page.given
    rows = ui.item_list(
        rx.foreach(given, lambda one: rx.fragment(given_row(one=one), key=one.id)), label=t("Who has it")
    )
    nobody = ui.text(t("Nobody has it yet."), tone="soft")
    return ui.card(rx.cond(given.length() > 0, rows, nobody), title=t("Who has it"))
