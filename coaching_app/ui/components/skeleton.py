"""The shape of what is about to appear."""

from typing import Literal

import reflex as rx

from coaching_app.ui.text import t


def skeleton(shape: Literal["text", "rows", "card", "page"] = "text", *, count: int = 3) -> rx.Component:
    """Grey shapes in the form of the result; readers hear one "Loading"."""
    if shape == "rows":
        drawn = [rx.el.div(rx.el.i(), rx.el.i(), rx.el.i(), class_name="skeleton-row") for _ in range(count)]
    elif shape == "card":
        drawn = [rx.el.i(data_shape="block") for _ in range(count)]
    elif shape == "page":
        drawn = [
            rx.el.i(data_shape="title"),
            rx.el.i(data_shape="short"),
            rx.el.i(data_shape="block"),
            rx.el.i(data_shape="block"),
        ]
    else:
        drawn = [*[rx.el.i() for _ in range(count - 1)], rx.el.i(data_shape="short")]
    return rx.el.div(
        rx.el.span(t("Loading…"), class_name="sr-only", role="status"),
        *drawn,
        class_name="skeleton",
        aria_busy="true",
    )
