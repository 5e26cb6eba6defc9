"""Places beside each other: tabs that are links, so that each has its own address."""

from collections.abc import Sequence

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.presence import Child, Text, attribute, attributes


def tabs(label: str, items: Sequence[tuple[str, Child, Text]], *, active: Text) -> rx.Component:
    """A row of (id, words, href); `active` is the id of the one being shown."""

    def one(item: tuple[str, Child, Text]) -> rx.Component:
        here = attribute(active == item[0], "page")
        return anchor(item[1], href=item[2], class_name="tab", **attributes(aria_current=here))

    return rx.el.nav(*[one(item) for item in items], aria_label=label, class_name="tabs")
