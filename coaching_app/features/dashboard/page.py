"""The dashboard: what was promised, what moved, what is next; one screen on a phone."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.coaching import widgets as coaching
from coaching_app.features.dashboard.state import DashboardState
from coaching_app.features.habits import widgets as habits
from coaching_app.features.planner import widgets as planner
from coaching_app.features.rest import widgets as rest
from coaching_app.features.shell.widgets import app_page
from coaching_app.features.wellness import widgets as wellness
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


def _numbers() -> rx.Component:
    """The numbers of the day, each with how it came about."""
    facts = planner.day_facts
    kept = t(
        "A habit counts as done when its plan is kept today, a measured one when its target is reached. "
        "Days that are skipped, not meant, or rest, ask for nothing and are not counted."
    )
    moved = rx.fragment(
        t("Every task you completed since six days ago, by your own clock."), " ", facts.moved_summary, "."
    )
    figures = ui.tiles(
        ui.stat(
            t("Promised"),
            rx.fragment(facts.done_count, " / ", facts.promised_count),
            how=ui.text(facts.explanation, tone="soft", size="s"),
        ),
        ui.stat(
            t("Moved in 7 days"),
            rx.fragment(facts.moved_count),
            how=ui.text(moved, tone="soft", size="s"),
        ),
        ui.stat(t("Habits"), habits.habits_done(), how=ui.text(kept, tone="soft", size="s")),
        size="s",
        gap="m",
    )
    return ui.card(figures, title=t("In numbers"))


def _week() -> rx.Component:
    return ui.card(
        ui.item_list(
            ui.list_row(
                t("Look back on the week"),
                t("What was kept, what moved, and three things for the next."),
                href="/review",
                icon="book",
                end=ui.icon("chevron-right"),
            ),
            ui.list_row(
                t("I have a little time"),
                t("Something to read that fits the minutes you have."),
                href="/resources",
                icon="clock",
                end=ui.icon("chevron-right"),
            ),
            rx.cond(
                DashboardState.overview.is_coach,
                ui.list_row(
                    t("Who needs me"),
                    t("From what your people share with you."),
                    href="/coaching",
                    icon="people",
                    end=ui.icon("chevron-right"),
                ),
            ),
            label=t("More for today"),
        )
    )


def _day() -> rx.Component:
    # What was promised to somebody stands in the first card, above one's own tasks.
    left = ui.stack(planner.today_tasks(), habits.todays_habits(), wellness.todays_checkins(), gap="l")
    right = ui.stack(planner.coming_next(), _numbers(), planner.what_moved(), _week(), _notes(), gap="l")
    return ui.stack(coaching.open_nudges(), ui.split(left, right, ratio="main"), gap="l")


def _resting() -> rx.Component:
    words = ui.stack(
        ui.text(rest.rest_words, weight="medium"),
        ui.text(
            t("Nothing is asked of you. What stands here waits, and no score falls."), tone="soft", size="s"
        ),
        gap="xs",
    )
    return rx.cond(rest.is_resting, ui.callout(words, tone="green"))


def today() -> rx.Component:
    """The page, in one piece: parts that arrive one after another would push each other about."""
    known = DashboardState.is_loaded & planner.is_today_known
    is_new = ~planner.has_tasks & DashboardState.overview.is_new
    sentence = rx.cond(is_new, t("Welcome."), planner.today_sentence)
    greeting = rx.fragment(
        DashboardState.overview.greeting, " ", rx.cond(rest.is_resting, t("Rest well."), sentence)
    )
    content = ui.stack(
        _resting(),
        planner.rest_offer(),
        rx.cond(is_new, ui.measure(_first_steps()), _day()),
        gap="m",
    )
    return app_page(
        rx.cond(known, content, ui.skeleton("page")),
        active="today",
        title=rx.cond(known, greeting, t("Today")),
        subtitle=rx.fragment(DashboardState.overview.day),
        actions=rx.cond(known, rest.rest_control()),
    )


PAGES = (
    Page(
        "/today",
        today,
        t("Today"),
        Policy.SIGNED_IN,
        on_load=(
            planner.load_today,
            rest.load_rest,
            habits.load_todays_habits,
            wellness.load_todays_checkins,
            coaching.load_nudges,
            planner.load_rested,
            # They run in this order: what this one knows lets the page be drawn.
            DashboardState.load,
        ),
    ),
)
