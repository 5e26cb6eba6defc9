"""A calendar of small squares: seven rows for the days, one column for each week."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from coaching_app.ui.presence import Child, Text
from coaching_app.ui.text import t


def heat_map(levels: Sequence[int] | rx.Var[Any], *, summary: Text, table: Child = "") -> rx.Component:
    """Squares for `levels` 0 to 4, oldest first. `summary` says in words what they show; `table` is the table view."""
    if isinstance(levels, rx.Var):
        squares: list[Any] = [rx.foreach(levels, lambda level: rx.el.i(data_level=level))]
    else:
        squares = [rx.el.i(data_level=str(level)) for level in levels]
    less_more = [rx.el.i(data_level=str(level)) for level in range(5)]
    return rx.el.div(
        # Where it is wider than the page, the days one looks for first are in sight: the latest.
        rx.el.div(
            rx.el.div(*squares, class_name="heat"),
            class_name="latest-first",
            role="img",
            aria_label=summary,
            tab_index=0,
        ),
        rx.el.div(
            rx.el.span(t("less")), *less_more, rx.el.span(t("more")), class_name="legend", aria_hidden="true"
        ),
        table or rx.fragment(),
        class_name="stack",
        data_gap="s",
    )
