"""Codes that are shown once, to be written down: plain, large, easy to copy by hand."""

import reflex as rx

from coaching_app.ui.presence import Text


def secret_codes(codes: rx.Var[list[str]], label: str) -> rx.Component:
    """A list of codes in two columns."""
    return rx.el.ul(
        rx.foreach(codes, lambda code: rx.el.li(rx.el.code(code))),
        class_name="codes",
        role="list",
        aria_label=label,
    )


def secret_code(code: Text) -> rx.Component:
    """One code."""
    return rx.el.code(code, class_name="code-line")
