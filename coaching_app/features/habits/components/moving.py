"""Where habits come in from other programs and go out again."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.habits.schemas import SkippedRow
from coaching_app.features.habits.state import HabitsState
from coaching_app.ui.text import t


@rx.memo
def skipped_row(row: rx.vars.ObjectVar[SkippedRow]) -> rx.Component:
    """A line that was left out, and why."""
    return ui.table_row(row.file, ui.number_cell(row.line), row.reason)


def _report() -> rx.Component:
    report = HabitsState.report
    left_out = ui.disclosure(
        t("What was left out"),
        ui.table(
            [ui.Column(t("File")), ui.Column(t("Line"), align="end"), ui.Column(t("Why"))],
            rx.foreach(report.rows, lambda row: skipped_row(row=row)),
            caption=t("Lines that were left out"),
        ),
    )
    return rx.fragment(
        rx.cond(report.problem != "", ui.callout(report.problem, tone="rose")),
        rx.cond(
            report.words != "", ui.callout(report.words, rx.cond(report.has_rows, left_out), tone="green")
        ),
    )


def moving_card() -> rx.Component:
    """Import and export."""
    return ui.card(
        ui.stack(
            ui.upload_drop(
                "/api/v1/habits/import",
                title=t("Bring habits along"),
                hint=t("The CSV zip or the backup of Loop Habit Tracker, or the JSON of Beaver Habits."),
                accept=".zip,.db,.json",
                folder=False,
                on_done=HabitsState.taken_in,
                on_error=HabitsState.import_failed,
            ),
            _report(),
            ui.row(
                ui.button(
                    t("Export for Loop"),
                    variant="quiet",
                    icon="download",
                    href="/api/v1/habits/export?format=loop",
                    download="habits.zip",
                ),
                ui.button(
                    t("Export as JSON"),
                    variant="quiet",
                    icon="download",
                    href="/api/v1/habits/export?format=json",
                    download="habits.json",
                ),
                gap="s",
            ),
        ),
        title=t("Import and export"),
    )
