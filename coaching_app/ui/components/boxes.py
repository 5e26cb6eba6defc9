"""Composition without pixels: stacks, rows, tiles and splits whose gaps are token names."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.presence import Child, attributes

Gap = Literal["none", "xs", "s", "m", "l", "xl"]


def stack(*children: Child, gap: Gap = "m", **props: Any) -> rx.Component:
    """Children under each other."""
    return rx.el.div(*children, class_name="stack", data_gap=gap, **props)


def row(
    *children: Child,
    gap: Gap = "m",
    align: Literal["center", "start", "end", "baseline"] = "center",
    justify: Literal["start", "between", "end", "center"] = "start",
    wrap: bool = True,
    **props: Any,
) -> rx.Component:
    """Children beside each other, wrapping when there is no room."""
    look = attributes(
        data_align=align if align != "center" else None,
        data_justify=justify if justify != "start" else None,
        data_wrap=None if wrap else "no",
    )
    return rx.el.div(*children, class_name="row", data_gap=gap, **look, **props)


def grow(*children: Child, **props: Any) -> rx.Component:
    """A child of a row that takes the room left over."""
    return rx.el.div(*children, class_name="grow", **props)


def tiles(*children: Child, size: Literal["s", "m", "l"] = "m", gap: Gap = "l", **props: Any) -> rx.Component:
    """Equal tiles, as many beside each other as fit."""
    return rx.el.div(*children, class_name="tiles", data_size=size, data_gap=gap, **props)


def split(
    *columns: Child, ratio: Literal["main", "aside", "half"] = "main", gap: Gap = "l", **props: Any
) -> rx.Component:
    """Two columns that become one when narrow: main and lesser, main and a fixed aside, or halves."""
    return rx.el.div(*columns, class_name="split", data_ratio=ratio, data_gap=gap, **props)


def measure(*children: Child) -> rx.Component:
    """Keeps long text at a width that reads well."""
    return rx.el.div(*children, class_name="measure")


def divider() -> rx.Component:
    """A quiet line between two matters."""
    return rx.el.hr(class_name="divider")


def hidden_text(words: Child) -> rx.Component:
    """Words only a screen reader gets."""
    return rx.el.span(words, class_name="sr-only")
