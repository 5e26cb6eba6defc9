"""Draws the place where vaults come in: the drop zone, the import that runs, what could not be read."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.knowledge.components.presence import some
from coaching_app.features.knowledge.schemas import Problem, VaultRow
from coaching_app.features.knowledge.state.importing import ImportState
from coaching_app.ui.text import plural, t

IMPORT_URL = "/api/v1/vaults/import"


@rx.memo
def vault_row(vault: rx.vars.ObjectVar[VaultRow]) -> rx.Component:
    """A vault with what it holds and the way to take it out again."""
    return ui.list_row(
        vault.name,
        vault.facts,
        icon="book",
        end=ui.button(
            t("Export"),
            variant="text",
            size="s",
            icon="download",
            href=vault.export_href,
            custom_attrs={"download": ""},
        ),
    )


@rx.memo
def problem_row(problem: rx.vars.ObjectVar[Problem]) -> rx.Component:
    """A file and why it could not be read."""
    return ui.list_row(problem.path, problem.reason, icon="alert")


def _problems() -> rx.Component:
    job = ImportState.job
    rows = rx.foreach(ImportState.problems, lambda problem: problem_row(problem=problem))
    return rx.cond(
        job.problem_count > 0,
        ui.disclosure(
            plural("{count} file needs a look", "{count} files need a look", job.problem_count),
            ui.item_list(rows),
            rx.cond(
                ImportState.more_problems,
                ui.text(t("Only the first hundred are shown."), tone="quiet", size="s"),
            ),
        ),
    )


def _running() -> rx.Component:
    job = ImportState.job
    return ui.stack(
        ui.progress(job.name, value=job.percent, counts=job.counts),
        ui.row(
            ui.text(job.sentence, tone="soft", size="s"),
            rx.cond(
                job.can_cancel,
                ui.button(t("Cancel"), variant="quiet", size="s", on_click=ImportState.cancel),
            ),
            justify="between",
        ),
        gap="s",
    )


def _ended() -> rx.Component:
    job = ImportState.job
    words = ui.row(ui.strong(job.name), job.sentence, gap="xs")
    return ui.stack(
        rx.match(
            job.tone,
            ("green", ui.callout(words, tone="green")),
            ("rose", ui.callout(words, tone="rose")),
            ui.callout(words, tone="sky"),
        ),
        _problems(),
        gap="s",
    )


def import_status() -> rx.Component:
    """How the import stands, live; nothing when there is none."""
    return rx.el.div(
        rx.cond(
            ImportState.job.id != "",
            rx.cond(ImportState.job.is_active, _running(), _ended()),
        ),
        role="status",
    )


def running_import() -> rx.Component:
    """The import that goes on, above the notes: on a phone the panel of vaults lies far below them."""
    return rx.cond(
        ImportState.job.is_active,
        ui.card(rx.el.div(_running(), role="status"), title=t("Bringing a vault in")),
    )


def drop_zone() -> rx.Component:
    """Where a zip or a folder is dropped."""
    return ui.stack(
        rx.cond(
            ImportState.upload_problem != "",
            ui.callout(ImportState.upload_problem, title=t("This was not taken"), tone="rose"),
        ),
        ui.upload_drop(
            IMPORT_URL,
            title=t("Drop your Obsidian vault here"),
            hint=t("A zip file or the folder itself. Your files are copied; the originals stay as they are."),
            accept=".zip",
            disabled=rx.Var.create(ImportState.job.is_active),
            on_start=ImportState.began,
            on_done=ImportState.accepted,
            on_error=ImportState.refused,
        ),
        gap="m",
    )


def import_panel() -> rx.Component:
    """Vaults that are here, and the way to bring one in again or another."""
    rows = rx.foreach(ImportState.vaults, lambda vault: rx.fragment(vault_row(vault=vault), key=vault.id))
    return ui.card(
        ui.stack(
            rx.cond(some(ImportState.vaults), ui.item_list(rows, label=t("Vaults"))),
            rx.cond(
                ImportState.job.is_active,
                rx.fragment(),
                rx.fragment(import_status(), ui.disclosure(t("Import a vault"), drop_zone(), look="link")),
            ),
        ),
        title=t("Vaults"),
    )
