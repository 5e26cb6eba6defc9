"""Draws the page of security: figures, keys, settings."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.admin.components.frame import figures
from coaching_app.features.admin.schemas import Figure, KeyRow
from coaching_app.features.admin.state.frame import AdminState
from coaching_app.features.admin.state.security import SecurityState
from coaching_app.ui.text import t


@rx.memo
def key_row(row: rx.vars.ObjectVar[KeyRow]) -> rx.Component:
    """A key."""
    return ui.table_row(rx.el.code(row.id), ui.number_cell(row.count), ui.pill(row.state, tone=row.tone))


@rx.memo
def fact_row(row: rx.vars.ObjectVar[Figure]) -> rx.Component:
    """A setting."""
    named = ui.stack(rx.el.code(row.label), ui.text(row.how, tone="soft", size="s"), gap="none")
    return ui.table_row(named, row.value)


def _keys() -> rx.Component:
    columns = (ui.Column(t("Key")), ui.Column(t("Values"), align="end"), ui.Column(t("State")))
    table = ui.table(
        columns,
        rx.foreach(SecurityState.keys, lambda row: rx.fragment(key_row(row=row), key=row.id)),
        caption=t("Keys"),
    )
    waiting = ui.stack(
        ui.progress(
            t("Encrypted with the current key"), value=SecurityState.done, maximum=SecurityState.sealed
        ),
        ui.row(ui.button(t("Encrypt the rest anew"), icon="key", on_click=SecurityState.rotate)),
    )
    return ui.card(
        ui.stack(table, rx.cond(SecurityState.waiting, waiting)),
        title=t("Keys"),
        foot=ui.text(
            t("Make a key with coaching-app keys add and start again; then encrypt the rest with it here."),
            tone="quiet",
            size="s",
        ),
    )


def _second_step() -> rx.Component:
    who = ui.select_field(
        "second_step",
        t("Asked of"),
        [
            ("nobody", t("nobody: everybody chooses")),
            ("leaders", t("leaders: admins, pastors, mentors")),
            ("everybody", t("everybody")),
        ],
        value=SecurityState.rule,
        on_change=SecurityState.choose_rule,
        error=SecurityState.rule_problem,
        hint=t(
            "Whoever is asked and has none sets one up before anything else. Agents go on with their owner."
        ),
    )
    return ui.card(
        ui.stack(who, ui.row(ui.button(t("Save"), on_click=SecurityState.save_rule)), gap="m"),
        title=t("A second step at sign-in"),
    )


def security() -> rx.Component:
    """The page's content."""
    columns = (ui.Column(t("Setting")), ui.Column(t("Value")))
    table = ui.table(
        columns,
        rx.foreach(SecurityState.facts, lambda row: rx.fragment(fact_row(row=row), key=row.label)),
        caption=t("Settings"),
    )
    return ui.stack(
        figures(SecurityState.figures),
        _second_step(),
        rx.cond(AdminState.is_owner, _keys()),
        ui.card(
            table,
            title=t("What is set"),
            foot=ui.text(t("Changed where the server is started, not here."), tone="quiet", size="s"),
        ),
        gap="l",
    )
