"""What opens beside a button: a menu of actions or a small panel."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.icon import icon as draw_icon
from coaching_app.ui.presence import Child, Text, attributes
from coaching_app.ui.wrapped.library import script


class Popover(rx.Component):
    """The native popover, placed beside its button."""

    library = script("menu.js")
    tag = "Popover"
    trigger: rx.Var[rx.Component]
    label: rx.Var[str]
    look: rx.Var[str]
    title: rx.Var[str]
    lazy: rx.Var[bool]


def popover(
    trigger: Child,
    *body: Child,
    id: str,
    label: Text = "",
    look: Literal["menu", "panel"] = "panel",
    button_class: str = "btn",
    **props: Any,
) -> rx.Component:
    """A button showing `trigger` and a panel with `body` beside it; `label` names both when the trigger has no words."""
    shown = trigger if isinstance(trigger, rx.Component) else rx.fragment(trigger)
    return Popover.create(
        *body, id=id, trigger=shown, label=label, look=look, class_name=button_class, **props
    )


def menu(
    *items: Child,
    id: str,
    label: Text,
    icon: str = "more",
    words: Text = "",
    variant: str = "text",
    lazy: bool = False,
) -> rx.Component:
    """A button (a symbol, or `words`) with a menu of `menu_item`; `lazy` draws it when it is first opened."""
    has_words = isinstance(words, rx.Var) or words
    trigger = rx.fragment(words, draw_icon("chevron-down", size="s")) if has_words else draw_icon(icon)
    look: dict[str, Any] = {"data_variant": variant, "lazy": lazy}
    if not has_words:
        look |= {"data_icon_only": "", "title": label}
    return popover(trigger, *items, id=id, label=label, look="menu", **look)


def menu_item(
    words: Child,
    *,
    icon: str = "",
    href: Text = "",
    tone: Literal["", "danger"] = "",
    submit: bool = False,
    **props: Any,
) -> rx.Component:
    """One action or link in a menu."""
    inner = [draw_icon(icon)] if icon else []
    look = attributes(data_tone=tone or None)
    if isinstance(href, rx.Var) or href:
        return anchor(*inner, rx.el.span(words), href=href, class_name="menu-item", **look, **props)
    kind = "submit" if submit else "button"
    return rx.el.button(*inner, rx.el.span(words), type=kind, class_name="menu-item", **look, **props)


def menu_line() -> rx.Component:
    """A line between groups of actions."""
    return rx.el.hr()
