"""Draws one note: its text, what stands beside it, and the editor."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.knowledge.components.presence import some
from coaching_app.features.knowledge.schemas import (
    Backlink,
    BrokenLink,
    Choice,
    FileRef,
    NoteProperty,
    OutlineEntry,
    PropertyValue,
)
from coaching_app.features.knowledge.state.note import NoteState
from coaching_app.ui.text import t

_TYPING_PAUSE = 800


@rx.memo
def property_value(value: rx.vars.ObjectVar[PropertyValue]) -> rx.Component:
    """A value, or the link it is."""
    return rx.cond(value.href != "", ui.link(value.text, href=value.href), ui.pill(value.text))


@rx.memo
def property_row(prop: rx.vars.ObjectVar[NoteProperty]) -> rx.Component:
    """A property with its values."""
    values = rx.foreach(prop.shown, lambda value: property_value(value=value))
    return ui.row(ui.text(prop.name, tone="quiet", size="s", inline=True), ui.row(values, gap="xs"), gap="s")


@rx.memo
def tag_link(choice: rx.vars.ObjectVar[Choice]) -> rx.Component:
    """A tag that leads to the notes that carry it."""
    return ui.tag(choice.label, href=choice.href)


@rx.memo
def outline_row(entry: rx.vars.ObjectVar[OutlineEntry]) -> rx.Component:
    """A heading that leads to its place."""
    return rx.el.li(ui.link(entry.text, href=f"#{entry.anchor}"), data_level=entry.level)


@rx.memo
def backlink_row(link: rx.vars.ObjectVar[Backlink]) -> rx.Component:
    """A note that links here, with the line it says so."""
    return ui.list_row(
        link.title, link.context, href=f"/knowledge/note/{link.note_id}?lines={link.line}", icon="link"
    )


@rx.memo
def broken_row(link: rx.vars.ObjectVar[BrokenLink]) -> rx.Component:
    """A link that leads nowhere yet."""
    return ui.list_row(link.target, t("line {line}", line=link.line), icon="alert")


@rx.memo
def file_row(file: rx.vars.ObjectVar[FileRef]) -> rx.Component:
    """A file the note shows or links to."""
    return ui.list_row(file.name, href=file.href, icon="file")


def properties() -> rx.Component:
    """Tags and properties, above the text."""
    note = NoteState.note
    tags = rx.foreach(note.tags, lambda choice: tag_link(choice=choice))
    rows = rx.foreach(note.properties, lambda prop: property_row(prop=prop))
    return rx.fragment(
        rx.cond(
            note.is_private | some(note.tags),
            ui.row(rx.cond(note.is_private, ui.pill(t("Sealed"), icon="lock")), tags, gap="xs"),
        ),
        rx.cond(some(note.properties), ui.card(ui.stack(rows, gap="xs"), tone="sunken")),
    )


def text() -> rx.Component:
    """The rendered note with its cited lines marked."""
    return ui.card(
        ui.stack(
            properties(),
            rx.cond(
                NoteState.note.html != "",
                ui.safe_html(NoteState.note.html, highlight_lines=NoteState.lines),
                ui.text(t("This note is empty."), tone="quiet"),
            ),
        )
    )


def sealing() -> rx.Component:
    """Whether the note is sealed, and what that costs."""
    note = NoteState.note
    return ui.card(
        ui.switch(
            "sealed",
            t("Keep this note sealed"),
            hint=t(
                "Stored encrypted, its name too. Search does not find its words, the coach never reads it, and it "
                "cannot be shared. Pictures and files in it stay as they are."
            ),
            id="note-sealed",
            checked=note.is_private,
            on_change=lambda sealed: NoteState.seal(note.id, sealed),
        ),
    )


def aside() -> rx.Component:
    """Outline, backlinks, open links, files, and whether all of it is sealed."""
    note = NoteState.note
    outline = rx.foreach(note.outline, lambda entry: outline_row(entry=entry))
    backlinks = rx.foreach(note.backlinks, lambda link: backlink_row(link=link))
    broken = rx.foreach(note.broken, lambda link: broken_row(link=link))
    files = rx.foreach(note.files, lambda file: file_row(file=file))
    none = ui.text(t("No other note links here yet."), tone="quiet", size="s")
    return ui.stack(
        rx.cond(
            some(note.outline),
            ui.card(
                rx.el.nav(rx.el.ul(outline, class_name="outline"), aria_label=t("On this page")),
                title=t("On this page"),
            ),
        ),
        ui.card(
            rx.cond(some(note.backlinks), ui.item_list(backlinks, label=t("Linked from")), none),
            title=t("Linked from"),
        ),
        rx.cond(some(note.broken), ui.card(ui.item_list(broken), title=t("Leads nowhere yet"))),
        rx.cond(some(note.files), ui.card(ui.item_list(files), title=t("Files"))),
        rx.cond(NoteState.is_editing, rx.fragment(), sealing()),
    )


def _conflict() -> rx.Component:
    """Two versions: nobody's is lost, the person decides."""
    choices = ui.row(
        ui.link(t("Look at the saved version"), href=f"/knowledge/note/{NoteState.note.id}", target="_blank"),
        ui.button(t("Keep mine"), variant="quiet", size="s", on_click=NoteState.take_newest),
        ui.button(t("Take the saved one"), variant="quiet", size="s", on_click=NoteState.drop_draft),
        gap="s",
    )
    return rx.cond(
        NoteState.problem != "",
        ui.callout(NoteState.problem, rx.cond(NoteState.is_stale, choices), tone="amber"),
        rx.cond(
            NoteState.has_draft,
            ui.callout(
                t("This is what you had written and not saved."),
                ui.button(t("Throw it away"), variant="quiet", size="s", on_click=NoteState.drop_draft),
                tone="sky",
            ),
        ),
    )


def editor() -> rx.Component:
    """The note as it is written; what is typed is kept by the browser until it is saved."""
    form = rx.el.form(
        ui.stack(
            _conflict(),
            ui.textarea_field(
                "text",
                t("Text of the note"),
                id="note-text",
                rows=24,
                default_value=NoteState.source,
                on_change=NoteState.keep_draft.debounce(_TYPING_PAUSE),
                key=NoteState.round,
                spell_check=True,
                auto_focus=True,
            ),
            rx.cond(
                NoteState.note.is_private,
                ui.text(
                    t(
                        "The line “private: true” at the top keeps this note sealed. Without it the note is open."
                    ),
                    tone="quiet",
                    size="s",
                ),
            ),
            ui.row(
                ui.text(t("Kept in this browser while you write."), tone="quiet", size="s"),
                ui.row(
                    ui.button(t("Discard"), variant="quiet", on_click=NoteState.leave),
                    ui.button(t("Save"), type="submit"),
                    gap="s",
                ),
                justify="between",
            ),
        ),
        on_submit=NoteState.save,
    )
    return ui.card(form)
