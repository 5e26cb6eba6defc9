"""Draws the audit trail, its filters and one entry whole."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.admin.components.frame import TYPING_PAUSE, some
from coaching_app.features.admin.schemas import TrailRow
from coaching_app.features.admin.state.frame import AdminState
from coaching_app.features.admin.state.trail import TrailState
from coaching_app.ui.text import t


@rx.memo
def trail_row(row: rx.vars.ObjectVar[TrailRow]) -> rx.Component:
    """An entry."""
    return ui.table_row(
        ui.stack(rx.el.code(row.action), ui.text(row.when, tone="quiet", size="s", numeric=True), gap="none"),
        ui.stack(ui.strong(row.who), ui.text(row.role, tone="quiet", size="s"), gap="none"),
        ui.text(row.what, clamp=2),
        ui.text(row.address, inline=True, tone="soft", numeric=True),
        ui.number_cell(row.seq),
        ui.button(
            rx.fragment(t("Open"), ui.hidden_text(row.seq)),
            variant="quiet",
            size="s",
            on_click=TrailState.open(row.seq),
        ),
    )


def _filters() -> rx.Component:
    narrow = rx.el.form(
        ui.row(
            ui.input_field(
                "subject", t("About"), placeholder=t("task, sign_in.failed"), default_value=TrailState.subject
            ),
            ui.date_field("since", t("From"), default_value=TrailState.since),
            ui.date_field("until", t("Until"), default_value=TrailState.until),
            ui.button(t("Filter"), type="submit", variant="quiet", icon="filter"),
            align="end",
            gap="s",
        ),
        on_submit=TrailState.filter,
    )
    search = ui.search_field(
        t("Search the trail"),
        placeholder=t("Action, address or correlation id"),
        default_value=TrailState.q,
        on_change=TrailState.search.debounce(TYPING_PAUSE),
        auto_complete="off",
    )
    chains = ui.select_field(
        "chain",
        t("Chain"),
        [("tenant", t("This tenant")), ("instance", t("Installation"))],
        value=TrailState.chain,
        on_change=TrailState.choose_chain,
    )
    return ui.stack(search, rx.cond(AdminState.is_owner, ui.row(chains)), narrow)


def trail() -> rx.Component:
    """The table of entries."""
    columns = (
        # What a phone shows comes first; the number of an entry stands in its button's name too.
        ui.Column(t("Action")),
        ui.Column(t("Who")),
        ui.Column(t("What")),
        ui.Column(t("From")),
        ui.Column(t("No."), key="seq", align="end"),
        ui.Column(t("Whole entry"), align="end"),
    )
    table = ui.table(
        columns,
        rx.foreach(TrailState.rows, lambda row: rx.fragment(trail_row(row=row), key=row.seq)),
        caption=t("Audit trail"),
        sort_by="seq",
        descending=~TrailState.oldest_first,
        on_sort=TrailState.order,
    )
    nothing = ui.empty_state(t("No entry fits"), t("Try fewer filters, or other days."), icon="search")
    ways = rx.cond(
        TrailState.has_previous | TrailState.has_next,
        ui.pagination(
            "",
            on_previous=TrailState.turn(-1),
            on_next=TrailState.turn(1),
            has_previous=TrailState.has_previous,
            has_next=TrailState.has_next,
        ),
    )
    legend = ui.text(
        t("+ added, ~ changed, − removed. Names of tables and columns, never what somebody wrote."),
        tone="quiet",
        size="s",
    )
    return ui.card(ui.stack(_filters(), rx.cond(some(TrailState.rows), table, nothing), ways, legend))


def trail_actions() -> rx.Component:
    """Verify, and take it along."""
    return ui.row(
        ui.button(t("Verify"), variant="quiet", icon="shield", on_click=TrailState.verify),
        ui.button(
            t("Export CSV"), variant="quiet", icon="download", href=TrailState.export_href, download=""
        ),
        gap="s",
    )


def _fact(label: str, value: object) -> rx.Component:
    return ui.table_row(ui.text(label, inline=True, tone="quiet"), rx.el.code(value))


def entry_dialog() -> rx.Component:
    """Everything one entry says."""
    chosen = TrailState.chosen
    facts = (
        _fact(t("When"), chosen.when),
        _fact(t("Who"), chosen.who),
        _fact(t("Role"), chosen.role),
        _fact(t("Action"), chosen.action),
        _fact(t("What"), chosen.what),
        _fact(t("From"), chosen.address),
        _fact(t("Correlation id"), chosen.correlation),
        _fact(t("Sent along"), chosen.payload),
    )
    return ui.dialog(
        ui.table((ui.Column(t("Fact")), ui.Column(t("Value"))), rx.fragment(*facts), caption=t("Entry")),
        id="entry",
        title=rx.fragment(t("Entry "), chosen.seq),
        open=rx.Var.create(TrailState.is_open),
        on_close=TrailState.close,
        size="l",
    )
