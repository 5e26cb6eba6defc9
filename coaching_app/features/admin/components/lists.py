"""Draws the tables of relationships, letters and tenants."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.admin.components.frame import TYPING_PAUSE, chooser, pages, some
from coaching_app.features.admin.schemas import BondRow, HouseRow, LetterRow
from coaching_app.features.admin.state.bonds import BondsState
from coaching_app.features.admin.state.frame import AdminState
from coaching_app.features.admin.state.houses import HousesState
from coaching_app.features.admin.state.letters import LettersState
from coaching_app.ui.text import t

# --- relationships ---------------------------------------------------------------------------------

_BOND_STATES = (
    ("", t("Any")),
    ("active", t("Active")),
    ("proposed", t("Proposed")),
    ("ended", t("Ended")),
    ("declined", t("Declined")),
)


@rx.memo
def bond_row(row: rx.vars.ObjectVar[BondRow]) -> rx.Component:
    """Who walks with whom."""
    return ui.table_row(
        ui.strong(row.coach),
        ui.strong(row.mentee),
        row.kind,
        ui.pill(row.status_label, tone=row.tone),
        ui.text(row.since, inline=True, tone="soft", numeric=True),
        ui.text(row.until, inline=True, tone="soft", numeric=True),
    )


def _bond_table(columns: Any) -> rx.Component:
    return ui.table(
        columns,
        rx.foreach(BondsState.rows, lambda row: rx.fragment(bond_row(row=row), key=row.id)),
        caption=t("Relationships"),
        sort_by=BondsState.sort,
        descending=BondsState.descending,
        on_sort=BondsState.order,
    )


def _bond_search() -> rx.Component:
    return ui.search_field(
        t("Search relationships"),
        placeholder=t("Name of either"),
        default_value=BondsState.q,
        on_change=BondsState.search.debounce(TYPING_PAUSE),
        auto_complete="off",
    )


def bonds() -> rx.Component:
    """The table of relationships."""
    columns = (
        ui.Column(t("Coach"), key="coach"),
        ui.Column(t("Walks with"), key="mentee"),
        ui.Column(t("As"), key="kind"),
        ui.Column(t("State"), key="status"),
        ui.Column(t("Since"), key="since"),
        ui.Column(t("Until")),
    )
    table = _bond_table(columns)
    nothing = ui.empty_state(
        t("No relationship fits"),
        t("A mentor or pastor proposes to walk with somebody; once both have agreed it stands here."),
        icon="people",
    )
    search = _bond_search()
    return ui.card(
        ui.stack(
            ui.row(
                ui.grow(search),
                chooser("bond_status", t("State"), _BOND_STATES, BondsState.status, BondsState.narrow),
                align="end",
            ),
            rx.cond(some(BondsState.rows), table, nothing),
            pages(BondsState.part, BondsState.turn),
        )
    )


# --- letters ---------------------------------------------------------------------------------------


@rx.memo
def letter_row(row: rx.vars.ObjectVar[LetterRow]) -> rx.Component:
    """A letter."""
    actions = ui.row(
        rx.cond(
            row.has_text,
            ui.button(t("Read"), variant="quiet", size="s", on_click=LettersState.open(row.id)),
        ),
        rx.cond(
            row.can_send,
            ui.button(t("Send again"), variant="quiet", size="s", on_click=LettersState.send(row.id)),
        ),
        gap="xs",
        justify="end",
    )
    state = ui.stack(
        ui.pill(row.status_label, tone=row.tone),
        rx.cond(row.problem != "", ui.text(row.problem, size="s", tone="rose")),
        gap="xs",
    )
    return ui.table_row(
        ui.strong(row.recipient),
        row.subject,
        state,
        ui.text(row.when, inline=True, tone="soft", numeric=True),
        actions,
    )


def _letter_ways() -> rx.Component:
    return rx.cond(
        LettersState.has_previous | LettersState.has_next,
        ui.pagination(
            "",
            on_previous=LettersState.turn(-1),
            on_next=LettersState.turn(1),
            has_previous=LettersState.has_previous,
            has_next=LettersState.has_next,
        ),
    )


def letters() -> rx.Component:
    """The outbox."""
    columns = (
        ui.Column(t("To")),
        ui.Column(t("Subject")),
        ui.Column(t("State")),
        ui.Column(t("When")),
        ui.Column(t("Actions"), align="end"),
    )
    table = ui.table(
        columns,
        rx.foreach(LettersState.rows, lambda row: rx.fragment(letter_row(row=row), key=row.id)),
        caption=t("Outbox"),
    )
    nothing = ui.empty_state(
        t("No letters"),
        t("Invitations, codes and other letters stand here, with how they fared."),
        icon="mail",
    )
    states = (("", t("Any")), ("waiting", t("Waiting")), ("sent", t("Sent")), ("failed", t("Not sent")))
    hint = ui.callout(
        t("Read a letter here and hand over what it says, or set MAIL_URL so that letters are sent."),
        title=t("No mail server is set"),
        tone="sky",
    )
    ways = _letter_ways()
    return ui.stack(
        rx.cond(LettersState.has_server, rx.fragment(), hint),
        ui.card(
            ui.stack(
                ui.row(
                    chooser("letter_status", t("State"), states, LettersState.status, LettersState.narrow)
                ),
                rx.cond(some(LettersState.rows), table, nothing),
                ways,
            )
        ),
    )


def letter_dialog() -> rx.Component:
    """The text of one letter."""
    return ui.dialog(
        ui.stack(
            ui.meta(LettersState.chosen.recipient, LettersState.chosen.when),
            rx.el.pre(LettersState.text, tab_index=0, aria_label=t("Text of the letter")),
            ui.text(t("It is written down that you read this."), tone="quiet", size="s"),
        ),
        id="letter",
        title=LettersState.chosen.subject,
        open=rx.Var.create(LettersState.is_open),
        on_close=LettersState.close,
    )


# --- tenants ---------------------------------------------------------------------------------------


@rx.memo
def house_row(row: rx.vars.ObjectVar[HouseRow]) -> rx.Component:
    """A tenant."""
    return ui.table_row(
        ui.strong(row.name),
        ui.number_cell(row.people),
        ui.number_cell(row.storage),
        ui.text(row.since, inline=True, tone="soft", numeric=True),
        ui.button(
            rx.fragment(t("Bounds"), ui.hidden_text(row.name)),
            variant="quiet",
            size="s",
            on_click=HousesState.choose(row.id),
        ),
    )


def houses() -> rx.Component:
    """The tenants of the installation."""
    columns = (
        ui.Column(t("Name")),
        ui.Column(t("People"), align="end"),
        ui.Column(t("Files"), align="end"),
        ui.Column(t("Since")),
        ui.Column(t("Actions"), align="end"),
    )
    table = ui.table(
        columns,
        rx.foreach(HousesState.rows, lambda row: rx.fragment(house_row(row=row), key=row.id)),
        caption=t("Tenants"),
    )
    denied = ui.denied_state(
        t("For the owner of this installation"),
        t("Whoever set this installation up makes tenants and bounds them."),
    )
    return rx.cond(AdminState.is_owner, ui.card(table), denied)


def _bounds(people: object, storage: object) -> tuple[rx.Component, ...]:
    return (
        ui.input_field(
            "people",
            t("Most people"),
            type="number",
            optional=True,
            min=1,
            default_value=people,
            hint=t("Empty: no bound."),
        ),
        ui.input_field(
            "storage",
            t("Most files, in MB"),
            type="number",
            optional=True,
            min=1,
            default_value=storage,
            hint=t("Empty: no bound."),
        ),
    )


def add_house_dialog() -> rx.Component:
    """Makes a tenant."""
    form = rx.el.form(
        ui.stack(
            ui.input_field("name", t("Name"), id="house-name", required=True, error=HousesState.problem),
            *_bounds("", ""),
            ui.row(ui.button(t("Make tenant"), type="submit"), justify="end"),
        ),
        on_submit=HousesState.add,
    )
    return ui.dialog(
        form,
        id="add-house",
        title=t("New tenant"),
        open=rx.Var.create(HousesState.is_adding),
        on_close=HousesState.close,
        size="s",
    )


def bounds_dialog() -> rx.Component:
    """Bounds a tenant."""
    chosen = HousesState.chosen
    form = rx.el.form(
        ui.stack(
            *_bounds(chosen.people_quota, chosen.storage_quota),
            rx.cond(HousesState.problem != "", ui.callout(HousesState.problem, tone="rose")),
            ui.row(ui.button(t("Save"), type="submit"), justify="end"),
            key=chosen.id,
        ),
        on_submit=HousesState.bound,
    )
    return ui.dialog(
        form,
        id="bounds",
        title=chosen.name,
        open=rx.Var.create(HousesState.is_open),
        on_close=HousesState.close,
        size="s",
    )
