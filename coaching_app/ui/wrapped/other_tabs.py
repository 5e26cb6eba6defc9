"""Keeps several tabs of one person at the same state of things."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Text
from coaching_app.ui.wrapped.library import script


class OtherTabs(rx.Component):
    """Draws nothing; calls `on_news` when another tab of `topic` has another `mark`, or this one comes back."""

    library = script("other_tabs.js")
    tag = "OtherTabs"
    topic: rx.Var[str]
    mark: rx.Var[str]
    on_news: rx.EventHandler[rx.event.no_args_event_spec]


def other_tabs(topic: str, mark: Text, *, on_news: Any) -> rx.Component:
    """`mark` changes with what is shown and is the same in tabs that show the same; it holds no text of anybody's."""
    return OtherTabs.create(topic=topic, mark=mark, on_news=on_news)
