"""A grip that moves its row within the list, by pointer and by keyboard."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Number, Text
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class OrderHandle(rx.Component):
    """Stands inside a row of `item_list`; `place` counts from 0."""

    library = script("order_handle.js")
    tag = "OrderHandle"
    label: rx.Var[str]
    place: rx.Var[int]
    words: rx.Var[dict[str, str]]
    on_move: rx.EventHandler[rx.event.passthrough_event_spec(int)]


def order_handle(label: Text, *, place: Number, on_move: Any, **props: Any) -> rx.Component:
    """`on_move(place)` with the place the row was dragged to, or pushed to with the arrow keys."""
    words = {
        "how": t("Drag, or press the arrow keys"),
        "moved": t("Place {place} of {count}", place="{place}", count="{count}"),
    }
    return OrderHandle.create(label=label, place=place, words=words, on_move=on_move, **props)
