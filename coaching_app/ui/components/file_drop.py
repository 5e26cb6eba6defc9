"""The drawing of a place to drop files, for forms that send them natively."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.icon import icon
from coaching_app.ui.presence import Child, Text, attributes


def file_drop(
    name: str, title: Text, *, hint: Child = "", accept: str = "", multiple: bool = False, **props: Any
) -> rx.Component:
    """A native file input as large as its drop zone; use `upload_drop` when progress matters."""
    control = rx.el.input(
        type="file",
        name=name,
        aria_label=title,
        **attributes(accept=accept or None, multiple=multiple or None),
        **props,
    )
    return rx.el.div(
        control,
        icon("upload", size="l"),
        rx.el.strong(title),
        rx.el.span(hint, class_name="hint") if hint else rx.fragment(),
        class_name="drop",
    )
