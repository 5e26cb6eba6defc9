"""Several tasks at once: the bar that appears while they are chosen."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.state import PlannerState
from coaching_app.ui.text import t


def _whole() -> rx.Component:
    chosen: Any = PlannerState.chosen
    return ui.row(
        ui.text(t("{count} chosen", count=chosen.length()), weight="medium", role="status"),
        ui.button(t("Done"), size="s", icon="check", on_click=PlannerState.change_chosen("complete", {})),
        ui.button(
            t("Delete"),
            variant="quiet",
            size="s",
            icon="trash",
            on_click=PlannerState.change_chosen("delete", {}),
        ),
        ui.button(t("Cancel"), variant="text", size="s", on_click=PlannerState.start_choosing(False)),
        gap="s",
    )


def choosing_bar() -> rx.Component:
    """What is done with all that are chosen."""
    chosen: Any = PlannerState.chosen
    move = rx.el.form(
        ui.row(
            ui.date_field("day", t("To the day"), id="bulk-day"),
            ui.button(t("Move"), type="submit", variant="quiet"),
            align="end",
            gap="s",
            wrap=False,
        ),
        on_submit=lambda form: PlannerState.change_chosen("move", form),
    )
    tag = rx.el.form(
        ui.row(
            ui.input_field("tag", t("Tag"), id="bulk-tag", max_length=50),
            ui.button(t("Tag them"), type="submit", variant="quiet"),
            align="end",
            gap="s",
            wrap=False,
        ),
        on_submit=lambda form: PlannerState.change_chosen("tag", form),
    )
    whole = _whole()
    return rx.cond(
        PlannerState.is_choosing,
        ui.card(
            ui.stack(whole, rx.cond(chosen.length() > 0, ui.row(move, tag, gap="m")), gap="s"), tone="sunken"
        ),
    )
