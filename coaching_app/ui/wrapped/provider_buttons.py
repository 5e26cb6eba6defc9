"""Buttons of the places elsewhere where people may sign in."""

from typing import Any

import reflex as rx

from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class ProviderButtons(rx.Component):
    """Asks `context_url` which there are; `words_before` has `{name}` in it."""

    library = script("provider_buttons.js")
    tag = "ProviderButtons"
    context_url: rx.Var[str]
    start_url: rx.Var[str]
    words_before: rx.Var[str]
    label: rx.Var[str]
    without: rx.Var[list[str]]
    divider_text: rx.Var[str]
    offline_text: rx.Var[str]
    empty_text: rx.Var[str]


def provider_buttons(*, context_url: str, start_url: str, words: str, **props: Any) -> rx.Component:
    """Draw them, if there are any; `start_url` is followed by the name of the place."""
    return ProviderButtons.create(
        context_url=context_url,
        start_url=start_url,
        words_before=words,
        label=t("Other ways to sign in"),
        offline_text=t("The server did not answer. Please try again."),
        **props,
    )
