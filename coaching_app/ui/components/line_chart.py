"""A curve of percentages over time, with its words for whoever cannot see it."""

from collections.abc import Sequence

import reflex as rx

from coaching_app.ui.presence import Child, Text
from coaching_app.ui.text import t

_WIDTH, _HEIGHT = 100, 40


def line_points(values: Sequence[float]) -> str:
    """The points of percentages, oldest first, for `line_chart`."""
    if len(values) == 1:
        values = (values[0], values[0])
    step = _WIDTH / max(1, len(values) - 1)
    return " ".join(f"{n * step:.2f},{_HEIGHT * (1 - value / 100):.2f}" for n, value in enumerate(values))


def line_chart(
    points: Text, *, summary: Text, first: Text = "", last: Text = "", table: Child = ""
) -> rx.Component:
    """`points` come from `line_points`; `first` and `last` name the ends, `table` is the table view."""
    area = rx.Var.create(f"0,{_HEIGHT} ") + rx.Var.create(points).to(str) + f" {_WIDTH},{_HEIGHT}"
    lines = [
        rx.el.line(x1="0", x2=str(_WIDTH), y1=str(y), y2=str(y), class_name="curve-line")
        for y in (0, _HEIGHT // 2, _HEIGHT)
    ]
    return rx.el.div(
        rx.el.div(
            rx.el.svg(
                *lines,
                rx.el.polygon(points=area, class_name="curve-area"),
                rx.el.path(d=rx.Var.create("M") + rx.Var.create(points).to(str), class_name="curve-path"),
                view_box=f"0 0 {_WIDTH} {_HEIGHT}",
                preserve_aspect_ratio="none",
                role="img",
                aria_label=summary,
            ),
            rx.el.span(t("100 %")),
            rx.el.span(t("50 %")),
            rx.el.span(t("0 %")),
            class_name="curve",
        ),
        rx.el.div(rx.el.span(first), rx.el.span(last), class_name="curve-ends"),
        table or rx.fragment(),
        class_name="stack",
        data_gap="s",
    )
