"""A measured value over time: a dot for each day, and the mean with the band it lies in for sure."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from coaching_app.ui.presence import Child, Text

_WIDTH, _HEIGHT = 100, 40


@dataclass(frozen=True)
class BandPaths:
    """What `band_chart` draws, as SVG paths, and the values at its upper, middle and lower line."""

    band: str = ""
    line: str = ""
    dots: str = ""
    top: str = ""
    middle: str = ""
    bottom: str = ""


Day = tuple[int, float | None, float | None, float | None, float | None]


def band_paths(days: Sequence[Day], *, last: int, low: float, high: float) -> BandPaths:
    """The paths for days as (number from 0, value, mean, lower, upper), of which any but the first may be missing."""
    span, reach = max(1, last), (high - low) or 1.0

    def at(day: int, value: float) -> str:
        y = _HEIGHT * (1 - (min(max(value, low), high) - low) / reach)
        return f"{day / span * _WIDTH:.2f},{y:.2f}"

    bands: list[str] = []
    lines: list[str] = []
    for run in _runs(days):
        edge = [at(day, upper) for day, _mean, _lower, upper in run]
        edge += [at(day, lower) for day, _mean, lower, _upper in reversed(run)]
        bands.append(f"M{' '.join(edge)}Z")
        lines.append("M" + " ".join(at(day, mean) for day, mean, _lower, _upper in run))
    return BandPaths(
        band=" ".join(bands),
        line=" ".join(lines),
        dots=" ".join(f"M{at(day, value)}h0" for day, value, *_rest in days if value is not None),
        top=f"{high:g}",
        middle=f"{(high + low) / 2:g}",
        bottom=f"{low:g}",
    )


def _runs(days: Sequence[Day]) -> list[list[tuple[int, float, float, float]]]:
    """Stretches of neighbouring days that have a mean: between them the line is broken."""
    runs: list[list[tuple[int, float, float, float]]] = []
    before = -2
    for day, _value, mean, lower, upper in days:
        if mean is None or lower is None or upper is None:
            continue
        if day != before + 1:
            runs.append([])
        runs[-1].append((day, mean, lower, upper))
        before = day
    return runs


def band_chart(
    paths: rx.vars.ObjectVar[BandPaths],
    *,
    summary: Text,
    first: Text = "",
    last: Text = "",
    table: Child = "",
) -> rx.Component:
    """`paths` come from `band_paths`; `first` and `last` name the ends, `table` is the table view."""
    lines = [
        rx.el.line(x1="0", x2=str(_WIDTH), y1=str(y), y2=str(y), class_name="curve-line")
        for y in (0, _HEIGHT // 2, _HEIGHT)
    ]
    return rx.el.div(
        rx.el.div(
            rx.el.svg(
                *lines,
                rx.el.path(d=paths.band, class_name="curve-area"),
                rx.el.path(d=paths.line, class_name="curve-path"),
                rx.el.path(d=paths.dots, class_name="curve-dots"),
                view_box=f"0 0 {_WIDTH} {_HEIGHT}",
                preserve_aspect_ratio="none",
                role="img",
                aria_label=summary,
            ),
            rx.el.span(paths.top),
            rx.el.span(paths.middle),
            rx.el.span(paths.bottom),
            class_name="curve",
        ),
        rx.el.div(rx.el.span(first), rx.el.span(last), class_name="curve-ends"),
        table or rx.fragment(),
        class_name="stack",
        data_gap="s",
    )
