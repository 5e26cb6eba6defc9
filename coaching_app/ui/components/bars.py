"""Bars beside each other's names: a few shares to compare."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Child, Number, Text


def bar(label: Text, *, share: Number, words: Child) -> rx.Component:
    """One bar: its name, how long it is from 0 to 100, and what that means."""
    return rx.el.li(
        rx.el.span(label),
        rx.el.progress(value=share, max=100, aria_label=label),
        rx.el.span(words, class_name="num"),
    )


def bars(*each: Any, label: str) -> rx.Component:
    """A list of `bar` (or one foreach of them)."""
    return rx.el.ul(*each, class_name="bars", role="list", aria_label=label)
