"""The page of pathways: one's own steps, those of the people one walks with, and the tenant's pathways."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.people.components.pathways import (
    pathway_row,
    start_dialog,
    step_dialog,
    walk_card,
    write_dialog,
)
from coaching_app.features.people.state.pathways import PathwaysState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t

_page = PathwaysState.page


def _mine() -> rx.Component:
    return ui.stack(
        ui.title(t("Your own way"), level=2),
        rx.foreach(_page.mine, lambda walk: rx.fragment(walk_card(walk=walk), key=walk.id)),
        gap="m",
    )


def _others() -> rx.Component:
    return ui.stack(
        ui.title(t("Those you walk with"), level=2),
        rx.foreach(_page.others, lambda walk: rx.fragment(walk_card(walk=walk), key=walk.id)),
        gap="m",
    )


def _library() -> rx.Component:
    empty = rx.cond(
        _page.is_leader,
        ui.empty_state(
            t("No pathway yet"),
            t("Write the steps that people here take, one after the other."),
            ui.button(t("Write a pathway"), icon="plus", on_click=PathwaysState.new_pathway),
            icon="flag",
        ),
        ui.text(t("A pastor or admin writes pathways; then you can start people on them."), tone="soft"),
    )
    rows = ui.item_list(
        rx.foreach(
            _page.pathways,
            lambda pathway: rx.fragment(
                pathway_row(pathway=pathway, may_edit=_page.is_leader), key=pathway.id
            ),
        ),
        label=t("Pathways here"),
    )
    new = ui.button(
        t("New pathway"), size="s", variant="text", icon="plus", on_click=PathwaysState.new_pathway
    )
    card = ui.card(
        rx.cond(_page.has_pathways, rows, empty),
        title=t("Pathways here"),
        aside=rx.cond(_page.is_leader & _page.has_pathways, new),
    )
    return rx.cond(_page.is_leader | _page.is_coach, card)


def pathways() -> rx.Component:
    """The page."""
    is_nothing = ~_page.has_mine & ~_page.has_others
    nothing = rx.cond(
        ~(_page.is_leader | _page.is_coach),
        ui.card(
            ui.empty_state(
                t("You are on no pathway"),
                t("When somebody who walks with you starts you on one, its steps appear here."),
                icon="flag",
            )
        ),
    )
    body = ui.stack(
        rx.cond(is_nothing, nothing),
        rx.cond(_page.has_mine, _mine()),
        rx.cond(_page.has_others, _others()),
        _library(),
        gap="l",
    )
    can_start = _page.is_coach & _page.has_pathways & _page.has_people
    return app_page(
        rx.cond(rx.State.is_hydrated & PathwaysState.is_loaded, body, ui.skeleton("card")),
        step_dialog(),
        start_dialog(),
        write_dialog(),
        active="pathways",
        title=t("Pathways"),
        subtitle=t("One step after the other, with somebody beside you."),
        actions=rx.cond(
            can_start,
            ui.button(t("Start somebody"), icon="plus", on_click=PathwaysState.open_starting),
        ),
        width="reading",
    )


PAGE = Page("/pathways", pathways, t("Pathways"), Policy.SIGNED_IN, on_load=(PathwaysState.load,))
