"""Draws the form that brings two people together."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.admin.state.bonds import BondsState
from coaching_app.ui.text import t


def _form() -> rx.Component:
    return rx.el.form(
        ui.stack(
            rx.cond(BondsState.problem != "", ui.callout(BondsState.problem, tone="rose")),
            ui.select_field(
                "coach",
                t("Mentor or pastor"),
                BondsState.coaches,
                placeholder=t("Choose somebody"),
                required=True,
                id="pair-coach",
            ),
            ui.select_field(
                "mentee",
                t("Walks with"),
                BondsState.members,
                placeholder=t("Choose somebody"),
                required=True,
                id="pair-mentee",
            ),
            ui.radio_group(
                "kind",
                t("As what?"),
                [("mentor", t("Their mentor")), ("pastor", t("Their pastor, if they are one"))],
                value="mentor",
            ),
            ui.text(
                t("Both are asked, and nothing is shared by it. They walk together once both have said yes."),
                tone="soft",
                size="s",
            ),
            ui.row(ui.button(t("Ask both"), type="submit"), justify="end"),
        ),
        key=rx.Var.create(BondsState.round).to(str),
        on_submit=BondsState.introduce,
    )


def pair_dialog() -> rx.Component:
    """Asks two people whether they want to walk together; neither is made to."""
    return ui.dialog(
        _form(),
        id="pair",
        title=t("Bring two together"),
        open=rx.Var.create(BondsState.is_pairing),
        on_close=BondsState.close,
        size="s",
    )
