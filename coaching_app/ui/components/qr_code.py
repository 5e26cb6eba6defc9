"""A QR code drawn as an inline picture: no image file, no style, nothing a content policy would stop."""

import reflex as rx

from coaching_app.ui.presence import Text


def qr_code(path: Text, size: int | rx.Var[int], label: str) -> rx.Component:
    """Draw the dark squares of `path` in a field of `size` by `size`; light behind them in every theme."""
    box = rx.Var.create("0 0 ") + rx.Var.create(size).to(str) + " " + rx.Var.create(size).to(str)
    return rx.el.svg(
        rx.el.title(label),
        rx.el.path(d=path),
        view_box=box,
        role="img",
        aria_label=label,
        class_name="qr",
        shape_rendering="crispEdges",
    )
