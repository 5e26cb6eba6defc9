"""A surface that holds one matter."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.typography import title as heading
from coaching_app.ui.presence import Child, Text, attributes, drawn, is_given


def card(
    *children: Child,
    title: Child = "",
    aside: Child = "",
    foot: Child = "",
    tone: Literal["", "sunken", "plain", "raised"] = "",
    level: Literal[2, 3] = 2,
    href: Text = "",
    **props: Any,
) -> rx.Component:
    """A card with an optional heading, a quiet note beside it and a foot. `href` makes all of it one link."""
    parts: list[Child] = []
    if is_given(title) or is_given(aside):
        note = drawn(aside, lambda: rx.el.div(aside, class_name="aside"))
        parts.append(rx.el.div(heading(title, level=level, size="minor"), note, class_name="card-head"))
    parts += children
    parts.append(drawn(foot, lambda: rx.el.div(foot, class_name="card-foot")))
    look = attributes(data_tone=tone or None)
    if is_given(href):
        return anchor(*parts, href=href, class_name="card", **look, **props)
    return rx.el.section(*parts, class_name="card", **look, **props)
