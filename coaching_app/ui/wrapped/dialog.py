"""A window over the page for one short matter."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.button import icon_button
from coaching_app.ui.components.typography import title as heading
from coaching_app.ui.presence import Child, attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class Dialog(rx.Component):
    """The native dialog element, shown modally."""

    library = script("dialog.js")
    tag = "Dialog"
    open: rx.Var[bool]
    size: rx.Var[str]
    labelled_by: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def dialog(
    *body: Child,
    id: str,
    title: Child,
    open: rx.Var[bool] | None = None,
    on_close: Any = None,
    actions: Child = "",
    size: Literal["s", "m", "l"] = "m",
) -> rx.Component:
    """A dialog called `id`. Without `open` it is opened by `button(..., opens=id)` and closed by `closes=True`."""
    head = rx.el.div(
        heading(title, level=2, id=f"{id}-title"),
        icon_button(t("Close"), "close", closes=True),
        class_name="dialog-head",
    )
    foot = rx.el.div(actions, class_name="dialog-foot") if actions else rx.fragment()
    return Dialog.create(
        head,
        rx.el.div(*body, foot, class_name="dialog-body"),
        id=id,
        size=size,
        labelled_by=f"{id}-title",
        **attributes(open=open, on_close=on_close),
    )
