"""Details on demand, and figures that explain themselves."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.icon import icon
from coaching_app.ui.presence import Child, attributes
from coaching_app.ui.text import t


def disclosure(
    summary: Child, *body: Child, look: Literal["link", "row"] = "link", open: bool = False, **props: Any
) -> rx.Component:
    """A summary that opens to show more; as a small link or as a full row."""
    head = [icon("chevron-right", size="s"), summary] if look == "row" else [summary]
    return rx.el.details(
        rx.el.summary(*head),
        rx.el.div(*body, class_name="fold-body"),
        class_name="fold",
        data_look=look,
        **attributes(open=True if open else None),
        **props,
    )


def stat(label: Child, value: Child, *, unit: Child = "", how: Child = "") -> rx.Component:
    """A figure with its name; `how` says how it is computed and opens beneath."""
    explained = disclosure(t("How this is computed"), how) if how else rx.fragment()
    figure = rx.el.dl(
        rx.el.dt(label), rx.el.dd(value, rx.el.small(unit) if unit else rx.fragment()), class_name="stat"
    )
    return rx.el.div(figure, explained, class_name="stat")
