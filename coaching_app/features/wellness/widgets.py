"""Pieces of check-ins that other pages may place: what is asked today."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.wellness.components.answering import answer_dialog, form_row
from coaching_app.features.wellness.state.checkins import CheckinsState
from coaching_app.ui.text import t

load_todays_checkins = CheckinsState.load


def todays_checkins() -> rx.Component:
    """The check-ins of the day, answered where they stand. The page loads `load_todays_checkins`."""
    empty = ui.empty_state(
        t("No check-in yet"),
        t("A few honest answers in the evening, half a minute."),
        ui.button(t("Choose one"), href="/checkins", variant="quiet", icon="plus"),
        icon="leaf",
    )
    rows = ui.item_list(
        rx.foreach(
            CheckinsState.board.forms,
            lambda form: rx.cond(
                form.is_due | (form.answered != ""),
                rx.fragment(form_row(form=form), key=form.id),
                rx.fragment(),
            ),
        ),
        label=t("Check-ins of today"),
    )
    return rx.fragment(
        ui.card(
            rx.cond(
                CheckinsState.is_loaded,
                rx.cond(CheckinsState.board.forms, rows, empty),
                ui.skeleton("rows", count=1),
            ),
            title=t("How are you?"),
            aside=ui.anchor(t("All check-ins"), href="/checkins"),
        ),
        answer_dialog(),
    )
