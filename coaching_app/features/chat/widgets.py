"""Pieces of the chat that other pages may place: the conversations somebody shares."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.ui.text import t


def shared_conversations(rows: Any, on_open: Any) -> rx.Component:
    """The conversations somebody lets me read; `on_open` takes the id of one."""
    return ui.item_list(
        rx.foreach(
            rows,
            lambda talk: rx.fragment(
                ui.list_row(talk.title, on_open=on_open(talk.id), icon="chat"), key=talk.id
            ),
        ),
        label=t("Conversations with the coach"),
    )


def shared_talk(talk: Any, initials: Any) -> rx.Component:
    """One of them, read-only."""
    return ui.message_list(
        rx.foreach(
            talk.messages,
            lambda said: rx.fragment(
                rx.cond(
                    said.role == "coach",
                    ui.message(ui.safe_html(said.html), sender="coach"),
                    ui.message(ui.safe_html(said.html), sender="person", initials=initials),
                ),
                key=said.id,
            ),
        )
    )
