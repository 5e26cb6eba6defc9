"""Pieces of the planner that other pages may place: the promises of the day, what moved, what comes next."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.components import after_rest, promised_task
from coaching_app.features.planner.schemas import DayCount
from coaching_app.features.planner.state import PlannerState, RestedState, TodayState
from coaching_app.ui.text import t

load_today = TodayState.load
load_rested = RestedState.load
# Where rest has begun or ended, what is late and what waits is another.
after_rest_changed = (TodayState.refresh, PlannerState.refresh, RestedState.load)
# What the day asks for, in one sentence; for the head of a page.
today_sentence = TodayState.today.sentence
has_tasks = TodayState.today.has_tasks
is_today_known = TodayState.is_loaded
# The counts of the day with their explanations, for whoever shows numbers.
day_facts = TodayState.today
# What a rest left behind, offered once; for the page that people open first.
rest_offer = after_rest


def today_tasks() -> rx.Component:
    """Today's and earlier tasks, completed in place, with the time they still need."""
    today = TodayState.today
    empty = ui.empty_state(
        t("Nothing is promised today"),
        t("Give a task a day and it appears here when the day comes."),
        ui.button(t("Plan something"), href="/planner", variant="quiet", icon="plus"),
    )
    rows = rx.fragment(
        ui.item_list(
            rx.foreach(today.promised, lambda task: rx.fragment(promised_task(task=task), key=task.id)),
            label=t("Promised"),
        ),
        rx.cond(
            today.hidden_count,
            ui.text(
                ui.link(t("{count} more in the planner", count=today.hidden_count), href="/planner"), size="s"
            ),
        ),
        ui.disclosure(t("How this is computed"), ui.text(today.explanation, tone="soft", size="s")),
    )
    return ui.card(
        rx.cond(TodayState.is_loaded, rx.cond(today.promised_count > 0, rows, empty), ui.skeleton("rows")),
        title=t("Promised"),
        aside=rx.fragment(rx.cond(today.promised_count > 0, today.summary, "")),
    )


@rx.memo
def day_count(day: rx.vars.ObjectVar[DayCount]) -> rx.Component:
    """One day of the week and what was completed on it."""
    return ui.table_row(rx.cond(day.is_today, t("today"), day.label), ui.number_cell(day.count))


def what_moved() -> rx.Component:
    """Completed tasks: each day of 20 weeks as a square, each day of this week as a number."""
    today = TodayState.today
    table = ui.disclosure(
        t("This week in numbers"),
        ui.table(
            [ui.Column(t("Day")), ui.Column(t("Completed"), align="end")],
            rx.foreach(today.moved, lambda day: rx.fragment(day_count(day=day), key=day.day)),
            caption=t("Tasks completed in the last seven days"),
        ),
    )
    return ui.card(
        ui.stack(
            ui.heat_map(today.levels, summary=today.moved_summary),
            ui.stack(ui.text(today.moved_summary, tone="soft", size="s"), table, gap="xs"),
            gap="s",
        ),
        title=t("What moved"),
        aside=t("20 weeks"),
    )


def coming_next() -> rx.Component:
    """The next tasks that have a day."""
    today = TodayState.today
    empty = ui.text(t("Nothing is due in the days ahead."), tone="soft")
    rows = ui.item_list(
        rx.foreach(today.coming, lambda task: rx.fragment(promised_task(task=task), key=task.id))
    )
    return ui.card(rx.cond(today.coming_count > 0, rows, empty), title=t("Next"))
