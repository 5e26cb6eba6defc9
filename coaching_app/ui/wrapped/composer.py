"""Where a message to the coach is written; the draft survives a reload."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Flag, Text, attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


def _sent(text: rx.Var[str], key: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (text, key)


class Composer(rx.Component):
    """A growing field with Send, or Stop while an answer is made."""

    library = script("composer.js")
    tag = "Composer"
    words: rx.Var[dict[str, str]]
    draft_key: rx.Var[str]
    suggestion: rx.Var[str]
    busy: rx.Var[bool]
    taken: rx.Var[str]
    refused: rx.Var[str]
    on_send: rx.EventHandler[_sent]
    on_stop: rx.EventHandler[rx.event.no_args_event_spec]


def composer(
    *,
    draft_key: Text,
    on_send: Any,
    on_stop: Any = None,
    suggestion: Text = "",
    busy: Flag = False,
    taken: Text = "",
    refused: Text = "",
) -> rx.Component:
    """`on_send(text, key)`: the same text tried again keeps its key; the draft goes when `taken` names the key."""
    words = {
        "label": t("Your message"),
        "placeholder": t("Ask your notes, or think aloud…"),
        "hint": t("Enter sends, Shift Enter starts a new line."),
        "send": t("Send"),
        "stop": t("Stop"),
    }
    return Composer.create(
        words=words,
        draft_key=draft_key,
        suggestion=suggestion,
        busy=busy,
        taken=taken,
        refused=refused,
        on_send=on_send,
        **attributes(on_stop=on_stop),
    )
