"""The dashboard: what was promised, what moved, what is next; one screen on a phone."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.dashboard.state import DashboardState
from coaching_app.features.planner import widgets as planner
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def _first_steps() -> rx.Component:
    """Leads a newcomer to the three things that make the rest work."""
    steps = ui.item_list(
        ui.list_row(
            t("Bring your notes"),
            t("A folder or zip from Obsidian. The files stay as they are."),
            href="/knowledge",
            icon="book",
            end=ui.icon("chevron-right"),
        ),
        ui.list_row(
            t("Ask the coach about them"),
            t("It answers from what you wrote and shows the lines."),
            href="/coach",
            icon="chat",
            end=ui.icon("chevron-right"),
        ),
        ui.list_row(
            t("Add a first task"),
            t("One small thing you mean to do this week."),
            href="/planner",
            icon="check",
            end=ui.icon("chevron-right"),
        ),
        label=t("First steps"),
    )
    return ui.card(steps, title=t("Three first steps"), aside=t("about five minutes"))


def _notes() -> rx.Component:
    overview = DashboardState.overview
    some = ui.text(overview.notes_summary, tone="soft")
    none = ui.text(t("No notes yet. Bring a vault and the coach can answer from it."), tone="soft")
    ask = ui.button(t("Ask the coach"), href="/coach", icon="chat")
    bring = ui.button(t("Bring your notes"), href="/knowledge", icon="upload")
    read = ui.button(t("Read"), href="/knowledge", variant="quiet")
    return ui.card(
        rx.cond(
            overview.notes > 0,
            ui.stack(some, ui.row(ask, read, gap="s")),
            ui.stack(none, ui.row(bring)),
        ),
        title=t("From your notes"),
    )


def _day() -> rx.Component:
    left = ui.stack(planner.today_tasks(), planner.coming_next(), gap="l")
    right = ui.stack(_notes(), planner.what_moved(), gap="l")
    return ui.split(left, right, ratio="main")


def today() -> rx.Component:
    """The page."""
    known = DashboardState.is_loaded & planner.is_today_known
    is_new = ~planner.has_tasks & (DashboardState.overview.notes == 0)
    greeting = rx.fragment(
        DashboardState.overview.greeting, " ", rx.cond(is_new, t("Welcome."), planner.today_sentence)
    )
    return app_page(
        rx.cond(known, rx.cond(is_new, ui.measure(_first_steps()), _day()), ui.skeleton("page")),
        active="today",
        title=rx.cond(known, greeting, t("Today")),
        subtitle=rx.fragment(DashboardState.overview.day),
    )


PAGES = (
    Page("/today", today, t("Today"), Policy.SIGNED_IN, on_load=(planner.load_today, DashboardState.load)),
)
