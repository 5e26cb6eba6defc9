"""A habit in a list: how strong it is, its name, and its last days."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.rows import meta
from coaching_app.ui.components.typography import clamped
from coaching_app.ui.presence import Child, Number, Text
from coaching_app.ui.text import t

_RADIUS = 15.5
_ROUND = 97.4


def ring(percent: Number, label: Text) -> rx.Component:
    """A small circle that is filled as far as the percentage goes."""
    filled = rx.Var.create(percent).to(float) * _ROUND / 100
    circle: dict[str, Any] = {"cx": "20", "cy": "20", "r": str(_RADIUS)}
    return rx.el.svg(
        rx.el.circle(**circle),
        rx.el.circle(
            **circle,
            stroke_dasharray=filled.to_string() + f" {_ROUND}",
            opacity=rx.cond(filled > 1, "1", "0"),
        ),
        rx.el.text(percent, x="20", y="20.5"),
        view_box="0 0 40 40",
        class_name="ring",
        role="img",
        aria_label=label,
    )


def habit_row(
    name: Text, *facts: Child, href: Text, percent: Number, cells: Child, **props: Any
) -> rx.Component:
    """A row of `habit_list`: `cells` are the `day_cells` of this habit."""
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                ring(percent, t("Score {percent} %", percent=percent)),
                rx.el.div(
                    anchor(clamped(name), href=href, class_name="item-name"), meta(*facts), class_name="grow"
                ),
                class_name="habit-lead",
            ),
            cells,
            class_name="item",
        ),
        **props,
    )


def habit_list(*rows: Child, label: str) -> rx.Component:
    """A list of `habit_row` (or one foreach of them)."""
    return rx.el.ul(*rows, class_name="list habits", role="list", aria_label=label)
