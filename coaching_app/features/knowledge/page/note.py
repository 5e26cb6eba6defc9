"""One note: read it, see what it is connected to, write in it."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.knowledge.components.note import aside, editor, text
from coaching_app.features.knowledge.schemas import Choice
from coaching_app.features.knowledge.state.note import NoteState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


@rx.memo
def crumb(choice: rx.vars.ObjectVar[Choice]) -> rx.Component:
    """A folder on the way to the note."""
    return ui.row(
        ui.icon("chevron-right", size="s"), ui.link(choice.label, href=choice.href), gap="xs", wrap=False
    )


def _way() -> rx.Component:
    folders = rx.foreach(NoteState.note.crumbs, lambda choice: crumb(choice=choice))
    return ui.row(ui.link(t("Knowledge"), href="/knowledge"), folders, gap="xs")


def _actions() -> rx.Component:
    edit = rx.cond(
        NoteState.note.is_editable,
        ui.button(t("Edit"), icon="edit", variant="quiet", on_click=NoteState.edit),
    )
    return rx.cond(
        NoteState.is_editing | NoteState.is_missing | ~NoteState.is_loaded,
        rx.fragment(),
        ui.row(
            edit,
            ui.menu(
                ui.menu_item(t("Delete"), icon="trash", tone="danger", on_click=NoteState.delete),
                id="note-menu",
                label=t("More"),
            ),
            gap="xs",
            wrap=False,
        ),
    )


def _missing() -> rx.Component:
    return ui.card(
        ui.empty_state(
            t("This note is not here"),
            t("It was deleted, or it is not yours to see."),
            ui.button(t("All notes"), href="/knowledge", variant="quiet"),
            icon="file",
        )
    )


def note_page() -> rx.Component:
    """The page."""
    body = ui.split(rx.cond(NoteState.is_editing, editor(), text()), aside(), ratio="main")
    return app_page(
        ui.stack(
            _way(),
            rx.cond(
                NoteState.is_loaded,
                rx.cond(NoteState.is_missing, _missing(), body),
                ui.card(ui.skeleton("text", count=8)),
            ),
        ),
        active="knowledge",
        title=rx.cond(NoteState.is_loaded & ~NoteState.is_missing, NoteState.note.title, t("Note")),
        subtitle=rx.fragment(NoteState.note.facts),
        actions=_actions(),
    )


PAGE = Page("/knowledge/note/[note_id]", note_page, t("Note"), Policy.SIGNED_IN, on_load=(NoteState.load,))
