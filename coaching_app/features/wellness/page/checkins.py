"""The page of check-ins: what is asked today, what was answered lately, and this day before."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.shell.widgets import app_page
from coaching_app.features.wellness.components.answering import (
    answer_dialog,
    away_row,
    checkin_row,
    form_row,
    memory_row,
)
from coaching_app.features.wellness.state.checkins import CheckinsState
from coaching_app.ui.text import t


def _forms() -> rx.Component:
    board = CheckinsState.board
    asked = ui.item_list(
        rx.foreach(
            board.forms,
            lambda form: rx.cond(
                form.is_archived, rx.fragment(), rx.fragment(form_row(form=form), key=form.id)
            ),
        ),
        label=t("Check-ins"),
    )
    away = ui.disclosure(
        t("Put away"),
        ui.item_list(
            rx.foreach(
                board.forms,
                lambda form: rx.cond(
                    form.is_archived, rx.fragment(away_row(form=form), key=form.id), rx.fragment()
                ),
            ),
            label=t("Put away"),
        ),
    )
    return ui.card(ui.stack(asked, rx.cond(board.has_archived, away), gap="s"))


def _recent() -> rx.Component:
    board = CheckinsState.board
    rows = ui.item_list(
        rx.foreach(board.recent, lambda row: rx.fragment(checkin_row(row=row), key=row.id)),
        label=t("Lately"),
    )
    more = ui.button(t("Earlier ones"), variant="quiet", on_click=CheckinsState.more)
    nothing = ui.text(t("Nothing yet. The first answer takes half a minute."), tone="soft")
    return ui.card(
        ui.stack(rx.cond(board.recent, rows, nothing), rx.cond(board.more != "", more), gap="s"),
        title=t("Lately"),
    )


def _memories() -> rx.Component:
    rows = ui.item_list(
        rx.foreach(CheckinsState.board.memories, lambda row: rx.fragment(memory_row(row=row), key=row.key)),
        label=t("On this day"),
    )
    return rx.cond(CheckinsState.board.memories, ui.card(rows, title=t("On this day")))


def _starters() -> rx.Component:
    choices = rx.foreach(
        CheckinsState.starters,
        lambda one: ui.list_row(
            one[1],
            ui.meta(one[2]),
            icon="leaf",
            end=rx.fragment(
                ui.button(t("Begin"), size="s", variant="quiet", on_click=CheckinsState.begin_with(one[0]))
            ),
        ),
    )
    return ui.card(
        ui.stack(
            ui.empty_state(
                t("How are you, really?"),
                t(
                    "A check-in is a few questions you ask yourself. Begin with one of these, or make your own."
                ),
                ui.button(t("Make my own"), icon="plus", href="/checkins/form"),
                icon="leaf",
            ),
            ui.item_list(choices, label=t("To begin with")),
        )
    )


def _body() -> rx.Component:
    board = CheckinsState.board
    whole = ui.split(
        ui.stack(
            rx.cond(
                board.is_resting,
                ui.callout(
                    t("You are resting. Nothing is asked of you; answer only if you like."), tone="sky"
                ),
            ),
            _forms(),
            _recent(),
            gap="l",
        ),
        ui.stack(_memories(), _elsewhere(), gap="l"),
        ratio="aside",
    )
    return rx.cond(board.forms, whole, _starters())


def _elsewhere() -> rx.Component:
    return ui.card(
        ui.item_list(
            ui.list_row(t("Trends and insights"), icon="spark", href="/checkins/trends"),
            ui.list_row(t("Who may see which answer"), icon="eye", href="/sharing"),
            label=t("Elsewhere"),
        )
    )


def checkins() -> rx.Component:
    """The page."""
    return app_page(
        rx.cond(CheckinsState.is_loaded, _body(), ui.skeleton("rows", count=4)),
        answer_dialog(),
        active="checkins",
        title=t("Check-ins"),
        subtitle=t("A few honest answers, for yourself first"),
        actions=ui.button(t("New form"), variant="quiet", icon="plus", href="/checkins/form"),
        width="wide",
    )


PAGE = Page("/checkins", checkins, t("Check-ins"), Policy.SIGNED_IN, on_load=(CheckinsState.load,))
