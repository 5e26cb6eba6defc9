"""Buttons and links that look like buttons: one shape, four weights."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.icon import icon as draw_icon
from coaching_app.ui.presence import Child, Flag, Text, attribute, attributes

Variant = Literal["primary", "quiet", "text", "danger"]


def _inside(label: Child, icon: str, icon_end: str, *, icon_only: bool) -> list[rx.Component]:
    """Symbol, words, symbol; without the words where a symbol is enough."""
    words = [] if icon_only and isinstance(label, str | rx.Var) else [rx.fragment(label)]
    before = [draw_icon(icon)] if icon else []
    return [*before, *words, *([draw_icon(icon_end)] if icon_end else [])]


def button(
    label: Child,
    *,
    variant: Variant = "primary",
    size: Literal["s", "m", "l"] = "m",
    icon: str = "",
    icon_end: str = "",
    icon_only: bool = False,
    loading: Flag = False,
    disabled: Flag = False,
    wide: bool = False,
    href: Text = "",
    opens: str = "",
    closes: bool = False,
    type: Literal["button", "submit", "reset"] = "button",
    **props: Any,
) -> rx.Component:
    """Draw an action. `href` makes it a link; `opens` names a dialog id; `icon_only` keeps the label for readers."""
    inner = _inside(label, icon, icon_end, icon_only=icon_only)
    if icon_only and isinstance(label, str | rx.Var):
        props.setdefault("aria_label", label)
    look = attributes(
        data_variant=variant,
        data_size=size if size != "m" else None,
        data_wide="" if wide else None,
        data_icon_only="" if icon_only else None,
        data_opens=opens or None,
        data_closes="" if closes else None,
    )
    if isinstance(href, rx.Var) or href:
        return anchor(*inner, href=href, class_name="btn", **look, **props)
    busy = loading | disabled if isinstance(loading, rx.Var) else (disabled if not loading else True)
    look |= attributes(aria_busy=attribute(loading))
    return rx.el.button(*inner, type=type, class_name="btn", disabled=busy, **look, **props)


def icon_button(label: Text, icon: str, *, variant: Variant = "text", **props: Any) -> rx.Component:
    """Draw a square button with only a symbol; `label` is its name for screen readers and its tooltip."""
    return button(label, icon=icon, icon_only=True, variant=variant, title=label, **props)
