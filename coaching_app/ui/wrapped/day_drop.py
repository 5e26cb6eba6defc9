"""A list whose rows can be dragged to another day, by mouse and by finger."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Child
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


def _moved(task: rx.Var[str], day: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    """Which task went to which day."""
    return task, day


class DayDrop(rx.Component):
    """Rows carry `data_task`; what carries `data_drop_day` takes them, beside the strip of `days`."""

    library = script("day_drop.js")
    tag = "DayDrop"
    days: rx.Var[Any]
    words: rx.Var[dict[str, str]]
    on_move: rx.EventHandler[_moved]


def day_drop(*children: Child, days: Any, on_move: Any) -> rx.Component:
    """`days` are (day, label) pairs, the empty day being no day; `on_move(id, day)`."""
    words = {"where": t("Let go over a day"), "moved": t("Moved: {day}", day="{day}")}
    return DayDrop.create(*children, days=days, words=words, on_move=on_move)
