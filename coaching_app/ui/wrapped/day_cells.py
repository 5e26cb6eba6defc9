"""The last days of a habit as buttons that answer at once."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Flag, Number, Text, attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


def _day_and_state(day: rx.Var[str], state: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return day, state


class DayCells(rx.Component):
    """One button for each day of `heads`, in the state that its part of `cells` names."""

    library = script("day_cells.js")
    tag = "DayCells"
    cells: rx.Var[str]
    heads: rx.Var[Any]
    habit: rx.Var[str]
    name: rx.Var[str]
    unit: rx.Var[str]
    measured: rx.Var[bool]
    last: rx.Var[int]
    words: rx.Var[dict[str, str]]
    on_toggle: rx.EventHandler[_day_and_state]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def day_cells(
    cells: Text,
    *,
    heads: Any,
    habit: Text,
    name: Text,
    unit: Text = "",
    measured: Flag = False,
    last: Number = 0,
    on_toggle: Any = None,
    on_open: Any = None,
    **props: Any,
) -> rx.Component:
    """`cells` has a part for each of `heads` (day, label), oldest first, divided by bars: a letter, and for a
    measured day its number. `on_toggle(day, "yes" or "none")` after a press, `on_open(day)` for everything else;
    a measured day opens the `number_pad` of the page. `last` shows only the newest days.
    """
    words = {
        "y": t("done"), "p": t("a part"), "n": t("not done"), "s": t("skipped"), "r": t("rest"),
        "c": t("nothing needed"), "o": t("not meant for this day"), "x": t("above the limit"), "-": t("nothing yet"),
    }  # fmt: skip
    return DayCells.create(
        cells=cells,
        heads=heads,
        habit=habit,
        name=name,
        unit=unit,
        measured=measured,
        words=words,
        last=last,
        **attributes(on_toggle=on_toggle, on_open=on_open),
        **props,
    )


def day_heads(heads: Any) -> rx.Component:
    """The names of the days above a list of `day_cells`; every button says its day itself."""
    return rx.el.div(
        rx.foreach(
            heads,
            lambda head: rx.el.span(rx.el.span(head.weekday), rx.el.b(head.number), class_name="cell-head"),
        ),
        class_name="cells",
        data_look="heads",
        aria_hidden="true",
    )
