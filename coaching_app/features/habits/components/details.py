"""The cards of one habit: numbers that explain themselves, curve, calendar, weekdays, streaks, days."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.habits.schemas import DayRow, ScoreRow, StreakRow, WeekdayRow
from coaching_app.features.habits.state import HabitDetailsState, HabitFormState
from coaching_app.ui.text import t


def numbers_card() -> rx.Component:
    """Score, streak and total, each with how it is computed."""
    habit = HabitDetailsState.habit
    return ui.card(
        ui.tiles(
            ui.stat(t("Score"), rx.Var.create(habit.percent), unit=t(" %"), how=ui.text(habit.score_how, tone="soft", size="s")),
            ui.stat(
                t("Days in a row"), rx.Var.create(habit.streak), how=ui.text(habit.streak_how, tone="soft", size="s")
            ),
            ui.stat(
                t("Best"), rx.Var.create(habit.best), unit=t(" in a row"), how=ui.text(habit.streak_how, tone="soft", size="s")
            ),
            ui.stat(t("All in all"), habit.total, how=ui.text(habit.total_how, tone="soft", size="s")),
            size="s",
        )
    )  # fmt: skip


@rx.memo
def score_row(row: rx.vars.ObjectVar[ScoreRow]) -> rx.Component:
    """A day and its score."""
    return ui.table_row(row.label, ui.number_cell(row.percent))


def curve_card() -> rx.Component:
    """The score over time."""
    habit = HabitDetailsState.habit
    table = ui.disclosure(
        t("As a table"),
        ui.table(
            [ui.Column(t("Day")), ui.Column(t("Score"), align="end")],
            rx.foreach(habit.curve_rows, lambda row: rx.fragment(score_row(row=row), key=row.label)),
            caption=t("Score at the end of the day"),
        ),
    )
    chart = ui.line_chart(
        HabitDetailsState.points,
        summary=habit.curve_summary,
        first=habit.curve_from,
        last=t("Today"),
        table=ui.stack(ui.text(habit.curve_summary, tone="soft", size="s"), table, gap="xs"),
    )
    spans = ui.segmented(
        "span",
        t("Part of the curve"),
        [("quarter", t("3 months")), ("year", t("1 year")), ("all", t("All"))],
        value=HabitDetailsState.span,
        on_change=HabitDetailsState.choose_span,
    )
    return ui.card(ui.stack(spans, chart), title=t("Score"))


def heat_card() -> rx.Component:
    """Half a year of days."""
    habit = HabitDetailsState.habit
    return ui.card(
        ui.heat_map(
            habit.levels,
            summary=habit.heat_summary,
            table=ui.text(habit.heat_summary, tone="soft", size="s"),
        ),
        title=t("Calendar"),
        aside=t("26 weeks"),
    )


@rx.memo
def weekday_row(row: rx.vars.ObjectVar[WeekdayRow]) -> rx.Component:
    """One weekday."""
    return ui.bar(
        row.label,
        share=row.percent,
        words=t("{percent} % · {detail}", percent=row.percent, detail=row.detail),
    )


def weekdays_card() -> rx.Component:
    """How often each weekday was kept."""
    habit = HabitDetailsState.habit
    return ui.card(
        ui.stack(
            ui.bars(
                rx.foreach(habit.weekdays, lambda row: rx.fragment(weekday_row(row=row), key=row.label)),
                label=t("Share of days on which it was done, by weekday"),
            ),
            ui.text(habit.weekday_summary, tone="soft", size="s"),
            ui.disclosure(
                t("How this is computed"),
                ui.text(
                    t("Done days of all days since the first one, for each weekday. Skipped days, rest and weekdays that are not meant are left out."),
                    tone="soft",
                    size="s",
                ),
            ),
            gap="s",
        ),
        title=t("Weekdays"),
    )  # fmt: skip


@rx.memo
def streak_row(row: rx.vars.ObjectVar[StreakRow]) -> rx.Component:
    """One streak."""
    return ui.bar(row.label, share=row.share, words=ui.plural("{count} day", "{count} days", row.count))


def streaks_card() -> rx.Component:
    """The longest times in a row."""
    habit = HabitDetailsState.habit
    return ui.card(
        ui.bars(
            rx.foreach(habit.streaks, lambda row: rx.fragment(streak_row(row=row), key=row.label)),
            label=t("The longest times in a row"),
        ),
        title=t("Longest in a row"),
    )


@rx.memo
def day_row(row: rx.vars.ObjectVar[DayRow], habit_id: rx.Var[str]) -> rx.Component:
    """A day that can be opened."""
    return ui.list_row(
        row.label,
        end=ui.row(
            rx.cond(row.has_note, ui.pill(t("note"), tone="outline")),
            ui.text(row.state, tone="quiet", size="s", inline=True),
            gap="s",
        ),
        on_open=HabitFormState.open_day(habit_id, row.day),
    )


def days_card() -> rx.Component:
    """The last days, each to be edited."""
    habit = HabitDetailsState.habit
    return ui.card(
        ui.item_list(
            rx.foreach(habit.days, lambda row: rx.fragment(day_row(row=row, habit_id=habit.id), key=row.day))
        ),
        title=t("Last days"),
        aside=t("press one to edit it"),
    )
