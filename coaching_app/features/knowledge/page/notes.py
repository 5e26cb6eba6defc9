"""The list of notes: find one, narrow them, bring a vault in."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.knowledge.components.importing import (
    drop_zone,
    import_panel,
    import_status,
    running_import,
)
from coaching_app.features.knowledge.components.notes import (
    NEW_NOTE,
    narrowing,
    new_note_dialog,
    note_list,
    search_box,
)
from coaching_app.features.knowledge.state.importing import ImportState
from coaching_app.features.knowledge.state.notes import NotesState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def _empty() -> rx.Component:
    """What a newcomer sees: what belongs here, and the first step."""
    return ui.card(
        ui.stack(
            ui.empty_state(
                t("Your notes live here"),
                t(
                    "Bring your Obsidian vault as it is: links, tags, pictures and canvases come along, and you "
                    "can take everything out again unchanged. Or write the first note now."
                ),
                ui.button(t("Write a note"), variant="quiet", icon="edit", opens=NEW_NOTE),
                icon="book",
            ),
            import_status(),
            rx.cond(ImportState.job.is_active, rx.fragment(), drop_zone()),
        )
    )


def _full() -> rx.Component:
    return ui.split(
        ui.stack(running_import(), search_box(), note_list()),
        ui.stack(import_panel(), narrowing()),
        ratio="main",
    )


def notes_page() -> rx.Component:
    """The page."""
    return app_page(
        rx.cond(
            NotesState.is_loaded,
            rx.cond(NotesState.notes.has_notes, _full(), _empty()),
            ui.card(ui.skeleton("rows", count=8)),
        ),
        new_note_dialog(),
        active="knowledge",
        title=t("Knowledge"),
        subtitle=t("What you have written, and where it says what you look for."),
        actions=ui.button(t("New note"), icon="plus", opens=NEW_NOTE),
    )


PAGE = Page(
    "/knowledge",
    notes_page,
    t("Knowledge"),
    Policy.SIGNED_IN,
    on_load=(NotesState.load, ImportState.load),
)
