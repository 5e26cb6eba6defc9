"""The field one searches with."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.icon import icon
from coaching_app.ui.components.typography import kbd
from coaching_app.ui.presence import Text


def search_field(
    label: Text, *, name: str = "q", placeholder: Text = "", shortcut: str = "", **props: Any
) -> rx.Component:
    """A search box named by `label` (not shown); typing and `on_change` are the caller's, usually debounced."""
    said = placeholder if isinstance(placeholder, rx.Var) or placeholder else label
    return rx.el.div(
        icon("search"),
        rx.el.input(
            type="search", name=name, aria_label=label, placeholder=said, class_name="input", **props
        ),
        kbd(shortcut) if shortcut else rx.fragment(),
        class_name="input-box",
        role="search",
    )
