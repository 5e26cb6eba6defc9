"""Small labels: state, kind, tag."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.icon import icon as draw_icon
from coaching_app.ui.presence import Child, Text, attributes

Tone = Literal["", "green", "amber", "rose", "sky", "outline"]


def pill(
    words: Child, *, tone: Tone | rx.Var[str] = "", icon: str = "", href: Text = "", **props: Any
) -> rx.Component:
    """A pill in one of the tones (a Var may choose it); `href` or `on_click` make it pressable."""
    look = attributes(data_tone=tone if isinstance(tone, rx.Var) or tone else None)
    inner = [draw_icon(icon, size="s")] if icon else []
    words = rx.el.span(words)
    if isinstance(href, rx.Var) or href:
        return anchor(*inner, words, href=href, class_name="pill", **look, **props)
    if "on_click" in props:
        return rx.el.button(*inner, words, type="button", class_name="pill", **look, **props)
    return rx.el.span(*inner, words, class_name="pill", **look, **props)


def tag(name: Child, **props: Any) -> rx.Component:
    """A tag of a note; the name comes without its hash."""
    return pill(rx.fragment("#", name), tone="outline", **props)
