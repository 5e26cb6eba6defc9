"""Draws consent in numbers, and the views that two people open in an emergency."""

import reflex as rx

from coaching_app import ui
from coaching_app.domain.consent import Category
from coaching_app.features.admin.components.frame import figures, some
from coaching_app.features.admin.schemas import OpeningRow
from coaching_app.features.admin.state.openings import OpeningsState
from coaching_app.ui.text import t

_CATEGORIES = {
    Category.GOALS: t("Goals"),
    Category.TASKS: t("Tasks"),
    Category.HABITS: t("Habits"),
    Category.CHECKINS: t("Check-ins"),
    Category.NOTES: t("Notes"),
    Category.CONVERSATIONS: t("Conversations"),
    Category.COMMITMENTS: t("Commitments"),
}


@rx.memo
def opening_row(row: rx.vars.ObjectVar[OpeningRow]) -> rx.Component:
    """A view: asked for, open, or over."""
    decide = rx.fragment(
        ui.button(t("Approve"), size="s", variant="danger", on_click=OpeningsState.approve(row.id)),
        ui.button(t("Decline"), size="s", variant="quiet", on_click=OpeningsState.decline(row.id)),
    )
    actions = ui.row(
        rx.cond(row.href != "", ui.button(t("Look"), size="s", variant="quiet", icon="eye", href=row.href)),
        rx.cond(row.may_decide, decide),
        rx.cond(
            row.may_end, ui.button(t("End"), size="s", variant="quiet", on_click=OpeningsState.end(row.id))
        ),
        gap="xs",
        justify="end",
    )
    return ui.table_row(
        ui.text(row.when, inline=True, tone="soft", numeric=True),
        ui.strong(row.owner),
        row.categories,
        row.reason,
        ui.stack(row.asker, ui.text(row.approver, tone="quiet", size="s"), gap="none"),
        ui.pill(row.status_label, tone=row.tone),
        actions,
    )


def openings() -> rx.Component:
    """The figures and the list."""
    columns = (
        ui.Column(t("When")),
        ui.Column(t("Of")),
        ui.Column(t("What")),
        ui.Column(t("Why")),
        ui.Column(t("Asked by, decided by")),
        ui.Column(t("State")),
        ui.Column(t("Actions"), align="end"),
    )
    table = ui.table(
        columns,
        rx.foreach(OpeningsState.rows, lambda row: rx.fragment(opening_row(row=row), key=row.id)),
        caption=t("Forced views"),
    )
    nothing = ui.empty_state(
        t("Nobody has forced a view"),
        t("In an emergency an admin asks, a second person decides, and the owner is told."),
        icon="shield",
    )
    return ui.stack(
        figures(OpeningsState.figures),
        ui.card(rx.cond(some(OpeningsState.rows), table, nothing), title=t("Forced views")),
        gap="l",
    )


def ask_dialog() -> rx.Component:
    """Asks for a view."""
    boxes = [
        ui.checkbox(f"see_{category.value}", label, id=f"see-{category.value}")
        for category, label in _CATEGORIES.items()
    ]
    form = rx.el.form(
        ui.stack(
            ui.callout(
                t("A second admin or pastor decides. The owner is told, and every read is on their page."),
                tone="amber",
            ),
            # Nobody is chosen beforehand: the owner of what is asked for is told at once.
            ui.select_field(
                "owner",
                t("Of whom"),
                OpeningsState.members,
                id="opening-owner",
                placeholder=t("Choose somebody"),
                required=True,
            ),
            rx.el.fieldset(rx.el.legend(t("What")), ui.stack(*boxes, gap="xs")),
            ui.textarea_field("reason", t("Why"), id="opening-reason", required=True, rows=3),
            ui.input_field(
                "minutes", t("For how many minutes"), id="opening-minutes", type="number", default_value="60"
            ),
            rx.cond(OpeningsState.problem != "", ui.callout(OpeningsState.problem, tone="rose")),
            ui.row(ui.button(t("Ask"), type="submit", variant="danger"), justify="end"),
        ),
        on_submit=OpeningsState.ask,
    )
    return ui.dialog(
        form,
        id="opening",
        title=t("See something private"),
        open=rx.Var.create(OpeningsState.is_asking),
        on_close=OpeningsState.close,
    )
