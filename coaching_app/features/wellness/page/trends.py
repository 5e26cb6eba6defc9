"""The page of how answers move and what goes with what."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.shell.widgets import app_page
from coaching_app.features.wellness.components.charts import insights_card, trend_card, year_card
from coaching_app.features.wellness.state.trends import TrendsState
from coaching_app.ui.text import t


def _body() -> rx.Component:
    empty = ui.card(
        ui.empty_state(
            t("Nothing to draw yet"),
            t("Trends come from answers that are numbers: a mood, a scale, hours of sleep."),
            ui.button(t("To the check-ins"), href="/checkins"),
            icon="spark",
        )
    )
    choose = ui.select_field(
        "field",
        t("Question"),
        TrendsState.options,
        id="trend-field",
        value=TrendsState.field_id,
        on_change=TrendsState.choose,
    )
    charts = ui.stack(ui.measure(choose), trend_card(), year_card(), insights_card(), gap="l")
    return rx.cond(TrendsState.field_id != "", charts, empty)


def trends() -> rx.Component:
    """The page."""
    return app_page(
        ui.stack(
            ui.breadcrumbs((t("Check-ins"), "/checkins"), (t("Trends and insights"), "")),
            rx.cond(TrendsState.is_loaded, _body(), ui.skeleton("page")),
        ),
        active="checkins",
        title=t("Trends and insights"),
        subtitle=t("What your own days say, and how sure that is"),
    )


PAGE = Page("/checkins/trends", trends, t("Trends"), Policy.SIGNED_IN, on_load=(TrendsState.load,))
