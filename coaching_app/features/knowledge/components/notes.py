"""Draws the list of notes: a row with its tags and snippet, the search field, the ways to narrow the list."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.knowledge.components.presence import some
from coaching_app.features.knowledge.schemas import Choice, ListRow, SnippetPart
from coaching_app.features.knowledge.state.notes import NotesState
from coaching_app.ui.text import t

NEW_NOTE = "new-note"
SEALED_HINT = t(
    "Stored encrypted, its name too. Search does not find its words, the coach never reads it, and it cannot be "
    "shared."
)
_TYPING_PAUSE = 180


@rx.memo
def snippet_part(part: rx.vars.ObjectVar[SnippetPart]) -> rx.Component:
    """A piece of a snippet, marked when it is what was searched for."""
    return rx.cond(part.is_hit, rx.el.mark(part.text), rx.el.span(part.text))


def _tag(name: rx.Var[str]) -> rx.Component:
    return ui.tag(name)


@rx.memo
def note_row(row: rx.vars.ObjectVar[ListRow]) -> rx.Component:
    """A note: title, where it lies, its tags, and in a search the place that fits."""
    snippet = rx.cond(
        some(row.snippet),
        ui.text(
            rx.foreach(row.snippet, lambda part: snippet_part(part=part)),
            tone="soft",
            size="s",
            clamp=2,
        ),
    )
    return ui.list_row(
        row.title,
        rx.cond(row.is_private, ui.pill(t("sealed"), icon="lock")),
        rx.cond(row.folder != "", ui.text(row.folder, inline=True, tone="quiet", size="s")),
        rx.foreach(row.tags, _tag),
        snippet,
        href=row.href,
        icon="file",
        end=ui.text(row.when, tone="quiet", size="xs", inline=True),
    )


@rx.memo
def choice_pill(choice: rx.vars.ObjectVar[Choice]) -> rx.Component:
    """A tag to narrow by."""
    return ui.pill(
        rx.fragment(choice.label, " ", ui.text(choice.count, inline=True, tone="quiet", size="xs")),
        href=choice.href,
        tone=rx.cond(choice.is_chosen, "green", "outline"),
    )


@rx.memo
def folder_row(choice: rx.vars.ObjectVar[Choice]) -> rx.Component:
    """A folder to go into."""
    return ui.list_row(
        choice.label,
        href=choice.href,
        icon="folder",
        end=ui.text(choice.count, tone="quiet", size="s", inline=True, numeric=True),
    )


@rx.memo
def chosen_pill(choice: rx.vars.ObjectVar[Choice]) -> rx.Component:
    """What the list is narrowed by; following it widens the list."""
    return ui.pill(choice.label, href=choice.href, tone="green", icon="close")


def search_box() -> rx.Component:
    """Searches while one types; Enter makes the search an address that can be kept."""
    return rx.el.form(
        ui.search_field(
            t("Search your notes"),
            placeholder=t("Words, “a phrase”, -not, tag:family, path:daily"),
            default_value=NotesState.q,
            on_change=NotesState.search.debounce(_TYPING_PAUSE),
            auto_complete="off",
            key=NotesState.round,
        ),
        on_submit=NotesState.submit,
    )


def _below() -> rx.Component:
    """How much there is, the ways on, and what a search leaves out."""
    notes = NotesState.notes
    pages = rx.cond(
        NotesState.has_previous | NotesState.has_next,
        ui.pagination(
            notes.summary,
            on_previous=NotesState.previous_page,
            on_next=NotesState.next_page,
            has_previous=NotesState.has_previous,
            has_next=NotesState.has_next,
        ),
        ui.text(notes.summary, tone="quiet", size="s", numeric=True, role="status"),
    )
    skipped = ui.text(t("Your sealed notes are not searched."), tone="quiet", size="s")
    return rx.fragment(rx.cond(some(notes.rows), pages), rx.cond(notes.skips_private, skipped))


def note_list() -> rx.Component:
    """The part of the list that is shown."""
    notes = NotesState.notes
    rows = rx.foreach(notes.rows, lambda row: rx.fragment(note_row(row=row), key=row.id))
    nothing = rx.cond(
        NotesState.q != "",
        ui.empty_state(
            t("No note says this"),
            t("Try fewer words, or another form of them."),
            icon="search",
        ),
        ui.empty_state(
            t("No notes here"),
            t("Nothing fits what the list is narrowed to."),
            ui.button(t("Show all notes"), href="/knowledge", variant="quiet"),
            icon="filter",
        ),
    )
    return ui.card(
        ui.stack(
            rx.cond(
                some(notes.chosen),
                ui.row(rx.foreach(notes.chosen, lambda choice: chosen_pill(choice=choice)), gap="s"),
            ),
            rx.cond(some(notes.rows), ui.item_list(rows, label=t("Notes")), nothing),
            _below(),
        )
    )


def narrowing() -> rx.Component:
    """Folders and tags."""
    notes = NotesState.notes
    folders = rx.foreach(notes.folders, lambda choice: folder_row(choice=choice))
    tags = rx.foreach(notes.tags, lambda choice: choice_pill(choice=choice))
    return ui.stack(
        rx.cond(
            some(notes.folders),
            ui.card(ui.item_list(folders, label=t("Folders")), title=t("Folders")),
        ),
        rx.cond(some(notes.tags), ui.card(ui.row(tags, gap="xs"), title=t("Tags"))),
    )


def new_note_dialog() -> rx.Component:
    """Asks for the title of a new note."""
    form = rx.el.form(
        ui.stack(
            ui.input_field(
                "title",
                t("Title"),
                id="new-note-name",
                required=True,
                max_length=200,
                auto_complete="off",
                error=NotesState.new_title_problem,
            ),
            ui.checkbox("sealed", t("Keep it sealed"), hint=SEALED_HINT, id="new-note-sealed", value="1"),
            ui.row(
                ui.button(t("Cancel"), variant="quiet", closes=True),
                ui.button(t("Create"), type="submit"),
                justify="end",
                gap="s",
            ),
        ),
        on_submit=NotesState.create,
        reset_on_submit=True,
    )
    return ui.dialog(form, id=NEW_NOTE, title=t("New note"), size="s")
