"""The offer after rest: one calm place for what fell into it."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.schemas import LATEST, RestedRow
from coaching_app.features.planner.state.rested import RestedState
from coaching_app.ui.text import t

_page: Any = RestedState.page


@rx.memo
def rested_row(one: rx.vars.ObjectVar[RestedRow]) -> rx.Component:
    """Something that fell into rest, and whether it is meant."""
    box = ui.checkbox(
        f"rested-{one.key}",
        ui.hidden_text(one.title),
        id=f"rested-{one.key}",
        default_checked=True,
    )
    goal = rx.cond(one.is_goal, ui.pill(t("goal"), icon="target"))
    return ui.list_row(one.title, one.facts, lead=box, end=goal, brief=True)


def _form() -> rx.Component:
    rows = ui.item_list(
        rx.foreach(_page.rows, lambda one: rx.fragment(rested_row(one=one), key=one.key)),
        label=t("What fell into your rest"),
    )
    day = ui.date_field(
        "day",
        t("The new day"),
        id="rested-day",
        default_value=_page.day,
        min=_page.today,
        max=LATEST.isoformat(),
    )
    answer = ui.radio_group(
        "answer",
        t("What shall become of it?"),
        [("move", t("It gets a new day")), ("leave", t("It stays where it is, and I am not asked again"))],
        value="move",
    )
    return rx.el.form(
        ui.stack(
            ui.text(
                t("Nothing here is late. Untick what you want to think about another time."),
                tone="soft",
                size="s",
            ),
            rx.cond(RestedState.problem != "", ui.callout(RestedState.problem, tone="rose")),
            rows,
            answer,
            ui.shown_when("answer", ("move",), day),
            ui.row(ui.button(t("Keep it so"), type="submit")),
        ),
        # Drawn anew for another day only: whoever answers by keyboard stays where they are.
        key=_page.day,
        on_submit=RestedState.answer,
    )


def after_rest() -> rx.Component:
    """The offer, folded together; nothing at all where nothing waits."""
    return rx.cond(
        _page.rows.length() > 0,
        ui.card(ui.disclosure(_page.words, _form(), look="row"), tone="sunken"),
    )
