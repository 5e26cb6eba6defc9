"""The page of the mentoring tree, for pastors and admins."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.people.schemas.rows import TreeRow
from coaching_app.features.people.state.pathways import TreeState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


@rx.memo
def tree_row(row: rx.vars.ObjectVar[TreeRow]) -> rx.Component:
    """A coach, who walks with them, and how many they walk with."""
    return ui.table_row(
        row.name, row.role, rx.cond(row.above != "", row.above, "–"), ui.number_cell(row.own),
        ui.number_cell(rx.cond(row.branch != "", row.branch, "–")),
    )  # fmt: skip


def mentoring_tree() -> rx.Component:
    """The page."""
    columns = [
        ui.Column(t("Name")),
        ui.Column(t("Role")),
        ui.Column(t("Walks with them")),
        ui.Column(t("People they walk with"), align="end"),
        ui.Column(t("In the whole branch"), align="end"),
    ]
    rows = rx.foreach(TreeState.tree.rows, lambda row: rx.fragment(tree_row(row=row), key=row.id))
    empty = ui.empty_state(
        t("No mentors yet"), t("Once somebody here is a mentor or pastor, they stand here."), icon="people"
    )
    explained = ui.disclosure(
        t("Why some numbers are not shown"),
        ui.text(
            t(
                "A number below five would say something about single people, so it is left out, and with it "
                "every other number from which it could be worked out. Those you walk with yourself are in "
                "no number here: you know them already. Mentors and pastors stand here by name and are not counted."
            ),
            tone="soft",
            size="s",
        ),
    )
    table = ui.stack(
        ui.text(TreeState.tree.summary), ui.table(columns, rows, caption=t("Who mentors whom")), explained
    )
    return app_page(
        rx.cond(
            rx.State.is_hydrated & TreeState.is_loaded,
            ui.card(rx.cond(TreeState.tree.has_rows, table, empty)),
            ui.skeleton("rows"),
        ),
        active="mentoring-tree",
        only=Policy.LEADERS,
        title=t("Who mentors whom"),
        subtitle=t("Mentors and pastors by name, everybody else as a number of five or more."),
    )


PAGE = Page(
    "/mentoring-tree", mentoring_tree, t("Who mentors whom"), Policy.LEADERS, on_load=(TreeState.load,)
)
