"""The page on which a form of check-ins is built."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.consent.widgets import close_share, share_dialog
from coaching_app.features.shell.widgets import app_page
from coaching_app.features.wellness.components.building import built_field, weekday_boxes
from coaching_app.features.wellness.schemas import DESCRIPTION_LENGTH, NAME_LENGTH
from coaching_app.features.wellness.state.building import FormBuilderState
from coaching_app.ui.text import t


def _head() -> rx.Component:
    form = FormBuilderState.form
    return ui.card(
        ui.stack(
            ui.input_field(
                "name", t("Name"), id="form-name", default_value=form.name, required=True, max_length=NAME_LENGTH,
                auto_complete="off", placeholder=t("My day"),
                on_blur=lambda value: FormBuilderState.describe("name", value),
            ),
            ui.textarea_field(
                "description", t("What it is for"), id="form-description", default_value=form.description, rows=2,
                max_length=DESCRIPTION_LENGTH, optional=True,
                on_blur=lambda value: FormBuilderState.describe("description", value),
            ),
            weekday_boxes(),
            ui.text(t("Without a weekday it is there when you like."), tone="quiet", size="s"),
            gap="s",
        )
    )  # fmt: skip


def _adding() -> rx.Component:
    kinds = (
        ("mood", t("Mood")), ("scale", t("Scale")), ("number", t("Number")), ("choice", t("Choice")),
        ("text", t("Words")), ("computed", t("Worked out")),
    )  # fmt: skip
    return ui.row(
        ui.text(t("Add:"), tone="soft"),
        *[
            ui.button(name, variant="quiet", size="s", icon="plus", on_click=FormBuilderState.add(kind))
            for kind, name in kinds
        ],
        gap="xs",
    )


def _body() -> rx.Component:
    return rx.el.form(
        ui.stack(
            rx.cond(FormBuilderState.problem != "", ui.callout(FormBuilderState.problem, tone="rose")),
            _head(),
            rx.foreach(
                FormBuilderState.rows,
                lambda row, place: rx.fragment(
                    built_field(row=row, place=place),
                    key=f"{FormBuilderState.round}-{place}",
                ),
            ),
            _adding(),
            ui.row(
                ui.button(t("Cancel"), variant="quiet", href="/checkins"),
                ui.button(t("Save"), type="submit"),
                gap="s",
                justify="end",
            ),
        ),
        on_submit=FormBuilderState.save,
    )


def form() -> rx.Component:
    """The page."""
    is_new = FormBuilderState.form.id == ""
    return app_page(
        ui.stack(
            ui.breadcrumbs(
                (t("Check-ins"), "/checkins"), (rx.cond(is_new, t("New form"), t("Edit form")), "")
            ),
            rx.cond(FormBuilderState.is_loaded, _body(), ui.skeleton("card", count=3)),
        ),
        share_dialog(),
        active="checkins",
        title=rx.cond(is_new, t("New form"), t("Edit form")),
        width="reading",
    )


PAGE = Page("/checkins/form", form, t("Form"), Policy.SIGNED_IN, on_load=(FormBuilderState.load, close_share))
