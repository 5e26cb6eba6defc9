"""Trends with their bounds, years in squares, insights with their doubts."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.wellness.schemas import ChartPoint, InsightRow
from coaching_app.features.wellness.state.trends import TrendsState
from coaching_app.ui.components.band_chart import BandPaths
from coaching_app.ui.text import t


@rx.memo
def point_row(row: rx.vars.ObjectVar[ChartPoint]) -> rx.Component:
    """A day of a trend in the table."""
    return ui.table_row(
        row.day, ui.number_cell(row.value), ui.number_cell(row.mean), ui.number_cell(row.bounds)
    )


def _trend_words() -> rx.Component:
    """What the chart says, how it is computed, and its numbers."""
    columns = [
        ui.Column(t("Day")),
        ui.Column(t("Answer"), align="end"),
        ui.Column(t("Mean around it"), align="end"),
        ui.Column(t("95 % bounds"), align="end"),
    ]
    rows = rx.foreach(TrendsState.rows, lambda row: rx.fragment(point_row(row=row), key=row.day))
    how = t(
        "Each dot is a day. The line is the mean of the fifteen days around a day that have an answer, the band "
        "its 95 % bounds by Student's t. Days without an answer count for nothing, and fewer than four make no line."
    )
    return ui.stack(
        ui.text(TrendsState.summary, tone="soft", size="s"),
        ui.disclosure(t("How this is computed"), ui.text(how, tone="soft", size="s")),
        ui.disclosure(t("As a table"), ui.table(columns, rows, caption=t("Answers and their mean"))),
        gap="xs",
    )


def trend_card() -> rx.Component:
    """How the question moved, with the band the mean lies in."""
    chart = ui.band_chart(
        rx.Var.create(TrendsState.paths).to(BandPaths),
        summary=TrendsState.summary,
        first=TrendsState.first,
        last=t("Today"),
        table=_trend_words(),
    )
    spans = ui.segmented(
        "span",
        t("Part of the curve"),
        [("quarter", t("3 months")), ("year", t("1 year")), ("all", t("3 years"))],
        value=TrendsState.span,
        on_change=TrendsState.choose_span,
    )
    return ui.card(ui.stack(spans, chart), title=t("Trend"))


def year_card() -> rx.Component:
    """The year in squares."""
    turning = ui.row(
        ui.icon_button(t("Year before"), "chevron-left", on_click=TrendsState.choose_year(-1)),
        ui.text(f"{TrendsState.year}", weight="medium", numeric=True),
        ui.icon_button(t("Year after"), "chevron-right", on_click=TrendsState.choose_year(1)),
        gap="s",
    )
    return ui.card(
        ui.stack(
            turning,
            ui.heat_map(TrendsState.levels, summary=TrendsState.year_summary),
            ui.text(TrendsState.year_summary, tone="soft", size="s"),
        ),
        title=t("The year"),
    )


@rx.memo
def insight_row(row: rx.vars.ObjectVar[InsightRow]) -> rx.Component:
    """Something that goes with something else, its doubts, and the person's last word."""
    shown = ui.row(
        ui.button(
            t("Hide"), variant="text", size="s", on_click=TrendsState.judge(row.done, row.measured, "hidden")
        ),
        ui.button(
            t("That is not so"),
            variant="text",
            size="s",
            on_click=TrendsState.judge(row.done, row.measured, "wrong"),
        ),
        gap="xs",
    )
    again = ui.row(
        ui.pill(rx.cond(row.verdict == "wrong", t("Not so, you said"), t("Hidden"))),
        ui.button(
            t("Show again"),
            variant="text",
            size="s",
            on_click=TrendsState.judge(row.done, row.measured, "shown"),
        ),
        gap="xs",
    )
    return ui.stack(
        ui.text(row.text),
        rx.foreach(row.doubts, lambda words: ui.text(words, tone="soft", size="s")),
        rx.cond(row.verdict == "shown", shown, again),
        gap="xs",
    )


def insights_card() -> rx.Component:
    """What goes with what, and how it was found."""
    rows = ui.item_list(
        rx.foreach(
            TrendsState.insights,
            lambda row: rx.fragment(insight_row(row=row), key=row.done + row.measured),
        ),
        label=t("Insights"),
    )
    nothing = ui.text(
        t("Nothing goes together clearly enough to be told. That is an answer too: most things do not."),
        tone="soft",
    )
    hidden = ui.disclosure(
        t("Hidden by you"),
        ui.item_list(
            rx.foreach(
                TrendsState.hidden, lambda row: rx.fragment(insight_row(row=row), key=row.done + row.measured)
            ),
            label=t("Hidden insights"),
        ),
    )
    found = ui.stack(
        rx.cond(TrendsState.insights, rows, nothing),
        ui.disclosure(t("How this is found"), ui.text(TrendsState.method, tone="soft", size="s")),
        rx.cond(TrendsState.hidden, hidden),
    )
    return ui.card(
        rx.cond(TrendsState.is_found, found, ui.skeleton("rows", count=2)), title=t("What goes together")
    )
