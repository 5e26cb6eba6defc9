"""Tabs that switch between panels already on the page."""

from collections.abc import Sequence

import reflex as rx

from coaching_app.ui.presence import Child
from coaching_app.ui.wrapped.library import script


class Panels(rx.Component):
    """A tab list and its panels, one child each."""

    library = script("panels.js")
    tag = "Panels"
    label: rx.Var[str]
    labels: rx.Var[list[str]]


def panels(label: str, items: Sequence[tuple[str, Child]], *, id: str) -> rx.Component:
    """Panels as (words of the tab, content)."""
    return Panels.create(
        *[rx.el.div(content) for _, content in items],
        label=label,
        labels=[words for words, _ in items],
        id=id,
    )
