"""Words on a page: headings in the serif voice, text in the plain one."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.presence import Child, attributes

Tone = Literal["", "soft", "quiet", "green", "amber", "rose"]


def title(
    *words: Child,
    level: Literal[1, 2, 3, 4] = 2,
    size: Literal["page", "display", "section", "minor"] = "section",
    **props: Any,
) -> rx.Component:
    """A heading. `level` is its place in the outline, `size` how it looks."""
    element = (rx.el.h1, rx.el.h2, rx.el.h3, rx.el.h4)[level - 1]
    return element(*words, class_name="title", data_size=size, **props)


def text(
    *words: Child,
    tone: Tone = "",
    size: Literal["xs", "s", "m", "l", "xl"] = "m",
    weight: Literal["", "medium", "bold"] = "",
    clamp: Literal[0, 1, 2, 3] = 0,
    inline: bool = False,
    numeric: bool = False,
    **props: Any,
) -> rx.Component:
    """A paragraph (or a span when `inline`) in one of the voices; `clamp` cuts after so many lines."""
    element = rx.el.span if inline else rx.el.p
    look = attributes(
        data_tone=tone or None,
        data_size=size if size != "m" else None,
        data_weight=weight or None,
        data_clamp=str(clamp) if clamp else None,
    )
    return element(*words, class_name="text num" if numeric else "text", **look, **props)


def clamped(words: Child, lines: Literal[2, 3] = 3) -> rx.Component:
    """A title of any length in a list: cut after so many lines; all of it on hover and with the keyboard's focus.

    What stands in it has to be readable in full somewhere else, one click away.
    """
    whole = attributes(title=words if isinstance(words, str | rx.Var) else None)
    return rx.el.span(words, class_name="clamped", data_lines=str(lines), **whole)


def strong(*words: Child) -> rx.Component:
    """Words that matter within a sentence."""
    return rx.el.b(*words, class_name="text", data_weight="bold")


def kbd(keys: Child) -> rx.Component:
    """The name of a key."""
    return rx.el.kbd(keys)


def link(words: Child, href: Any = "", **props: Any) -> rx.Component:
    """A link in running text; without `href` it is a button that looks like one."""
    if isinstance(href, rx.Var) or href:
        return anchor(words, href=href, **props)
    return rx.el.button(words, type="button", class_name="link", **props)
