"""The page of templates: what waits for a coach, and the goals they prepared for others."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.planner.components.reviewing import (
    asked_dialog,
    asked_row,
    proof_dialog,
    proof_row,
)
from coaching_app.features.planner.components.templates import new_dialog, template_row
from coaching_app.features.planner.state.templates import TemplatesState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t

# A page var is whatever Reflex makes of it.
_page: Any = TemplatesState.page


def _waiting() -> rx.Component:
    plans = ui.card(
        ui.item_list(
            rx.foreach(_page.asked, lambda one: rx.fragment(asked_row(one=one), key=one.id)),
            label=t("Plans to look at"),
        ),
        title=t("Plans to look at"),
        aside=rx.fragment(_page.asked.length()),
    )
    proofs = ui.card(
        ui.item_list(
            rx.foreach(_page.proofs, lambda one: rx.fragment(proof_row(one=one), key=one.id)),
            label=t("Evidence to look at"),
        ),
        title=t("Evidence to look at"),
        aside=rx.fragment(_page.proofs.length()),
    )
    return rx.fragment(rx.cond(_page.asked.length() > 0, plans), rx.cond(_page.proofs.length() > 0, proofs))


def _prepared() -> rx.Component:
    empty = ui.empty_state(
        t("No template yet"),
        t("Write a plan once, for example twelve weeks, and give it to everybody in a circle."),
        ui.button(t("Write a template"), icon="plus", on_click=TemplatesState.open_new),
        icon="target",
    )
    rows = ui.item_list(
        rx.foreach(_page.templates, lambda one: rx.fragment(template_row(one=one), key=one.id)),
        label=t("Your templates"),
    )
    return ui.card(rx.cond(_page.templates.length() > 0, rows, empty), title=t("Your templates"))


def templates() -> rx.Component:
    """The page."""
    body = ui.stack(_waiting(), _prepared(), gap="m")
    return app_page(
        rx.cond(TemplatesState.is_loaded, body, ui.card(ui.skeleton("rows", count=4))),
        new_dialog(),
        asked_dialog(),
        proof_dialog(),
        active="templates",
        only=Policy.COACHES,
        title=t("Templates"),
        subtitle=t("A plan written once, given to many; each makes it their own."),
        actions=rx.cond(
            _page.templates.length() > 0,
            ui.button(t("New template"), icon="plus", on_click=TemplatesState.open_new),
        ),
        width="reading",
    )


PAGE = Page("/templates", templates, t("Templates"), Policy.COACHES, on_load=(TemplatesState.load,))
