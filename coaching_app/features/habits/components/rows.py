"""A habit in the list of the day, and in the list that orders and puts away."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.habits.schemas import HabitRow
from coaching_app.features.habits.state import HabitFormState, HabitsState
from coaching_app.ui.text import t

NUMBER_PAD = "habit-number"


@rx.memo
def habit_line(  # noqa: PLR0917 - Reflex reads the props of a memo from plain parameters
    habit_id: rx.Var[str],
    name: rx.Var[str],
    facts: rx.Var[str],
    unit: rx.Var[str],
    measured: rx.Var[bool],
    cells: rx.Var[str],
    percent: rx.Var[int],
    heads: rx.Var[list],
    last: rx.Var[int],
) -> rx.Component:
    """A habit with its last days; takes plain values, so that only the row that changed is drawn again."""
    return ui.habit_row(
        name,
        facts,
        href=f"/habits/{habit_id}",
        percent=percent,
        cells=ui.day_cells(
            cells,
            heads=heads,
            habit=habit_id,
            name=name,
            unit=unit,
            measured=measured,
            last=last,
            on_toggle=lambda day, state: HabitsState.tick(habit_id, day, state),
            on_open=lambda day: HabitFormState.open_day(habit_id, day),
        ),
    )


def line_of(habit: rx.vars.ObjectVar[HabitRow], last: int) -> rx.Component:
    """The memo above for a row of the state."""
    return rx.fragment(
        habit_line(
            habit_id=habit.id,
            name=habit.name,
            facts=habit.facts,
            unit=habit.unit,
            measured=habit.is_measured,
            cells=rx.Var.create(HabitsState.cells).to(dict[str, str])[habit.id],
            percent=rx.Var.create(HabitsState.percents).to(dict[str, int])[habit.id],
            heads=HabitsState.heads,
            last=last,
        ),
        key=habit.id,
    )


def pad() -> rx.Component:
    """The pad of every measured day on the page, and the line to the person's other tabs."""
    return rx.fragment(
        ui.number_pad(
            id=NUMBER_PAD,
            on_save=HabitsState.set_number,
            on_skip=HabitsState.skip,
            on_open=HabitFormState.open_day,
        ),
        ui.other_tabs("habits", HabitsState.mark, on_news=HabitsState.refresh),
    )


@rx.memo
def arranged_habit(habit: rx.vars.ObjectVar[HabitRow], place: rx.Var[int]) -> rx.Component:
    """A habit while the list is put in order."""
    return ui.list_row(
        habit.name,
        habit.facts,
        lead=ui.order_handle(
            t("Move {habit}", habit=habit.name),
            place=place,
            on_move=lambda to: HabitsState.move(habit.id, to),
        ),
        brief=True,
        end=ui.row(
            ui.icon_button(
                t("Edit {habit}", habit=habit.name), "edit", on_click=HabitFormState.edit(habit.id)
            ),
            ui.icon_button(
                t("Archive {habit}", habit=habit.name), "folder", on_click=HabitsState.archive(habit.id)
            ),
            ui.icon_button(
                t("Delete {habit}", habit=habit.name), "trash", on_click=HabitsState.delete(habit.id)
            ),
            gap="none",
            wrap=False,
        ),
    )


@rx.memo
def archived_habit(habit: rx.vars.ObjectVar[HabitRow]) -> rx.Component:
    """A habit that was put away."""
    return ui.list_row(
        habit.name,
        habit.facts,
        href=f"/habits/{habit.id}",
        end=ui.button(
            t("Practise again"),
            variant="quiet",
            size="s",
            aria_label=t("Practise {habit} again", habit=habit.name),
            on_click=HabitsState.unarchive(habit.id),
        ),
    )
