"""Pieces of knowledge that other pages may place: the notes somebody shares."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.ui.text import t


def shared_notes(rows: Any, on_open: Any) -> rx.Component:
    """The notes somebody lets me read; `on_open` takes the id of one."""
    return ui.item_list(
        rx.foreach(
            rows,
            lambda note: rx.fragment(
                ui.list_row(
                    note.title, t("{count} words", count=note.words), on_open=on_open(note.id), icon="book"
                ),
                key=note.id,
            ),
        ),
        label=t("Notes"),
    )


def shared_note_text(note: Any) -> rx.Component:
    """One of them, read-only."""
    return ui.safe_html(note.html)
