"""A pad for one number, shared by everything on the page that asks for one."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


def _habit_and_day(habit: rx.Var[str], day: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return habit, day


def _number(
    habit: rx.Var[str], day: rx.Var[str], number: rx.Var[str]
) -> tuple[rx.Var[str], rx.Var[str], rx.Var[str]]:
    return habit, day, number


class NumberPad(rx.Component):
    """Opens for a measured day of `day_cells`; the keys of the keyboard work too."""

    library = script("number_pad.js")
    tag = "NumberPad"
    words: rx.Var[dict[str, str]]
    on_save: rx.EventHandler[_number]
    on_skip: rx.EventHandler[_habit_and_day]
    on_open: rx.EventHandler[_habit_and_day]


def number_pad(*, id: str, on_save: Any, on_skip: Any = None, on_open: Any = None) -> rx.Component:
    """`on_save(habit, day, number)` with the number as text, empty when it was cleared."""
    words = {
        "close": t("Close"), "save": t("Save"), "skip": t("Skip this day"), "note": t("Note"),
        "less": t("One less"), "more": t("One more"), "back": t("Delete the last digit"),
    }  # fmt: skip
    return NumberPad.create(
        id=id, words=words, on_save=on_save, **attributes(on_skip=on_skip, on_open=on_open)
    )
