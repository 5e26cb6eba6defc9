"""A table that can be sorted and that scrolls sideways inside its own box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from coaching_app.ui.presence import Child, Text, attributes


@dataclass(frozen=True)
class Column:
    """One column: `key` is what `on_sort` receives; leave it empty for a column that cannot be sorted."""

    label: str
    key: str = ""
    align: Literal["start", "end"] = "start"


def _head(column: Column, sort_by: Any, descending: Any, on_sort: Any) -> rx.Component:
    look = attributes(data_align=column.align if column.align == "end" else None)
    if not column.key or on_sort is None:
        return rx.el.th(column.label, scope="col", **look)
    direction = rx.cond(rx.Var.create(descending), "descending", "ascending")
    sorted_so = rx.cond(rx.Var.create(sort_by) == column.key, direction, "none")
    press = rx.el.button(column.label, type="button", class_name="sort", on_click=on_sort(column.key))
    return rx.el.th(press, scope="col", aria_sort=sorted_so, **look)


def table(
    columns: Sequence[Column],
    rows: Child,
    *,
    caption: str,
    show_caption: bool = False,
    sort_by: Text = "",
    descending: Any = False,
    on_sort: Any = None,
) -> rx.Component:
    """A table; `rows` is a foreach of `table_row`. `caption` names it for readers, shown when `show_caption`."""
    heads = [_head(column, sort_by, descending, on_sort) for column in columns]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, **attributes(class_name=None if show_caption else "sr-only")),
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rows),
            class_name="table",
        ),
        class_name="table-box",
        tab_index=0,
        role="region",
        aria_label=caption,
    )


def table_row(*cells: Child, **props: Any) -> rx.Component:
    """One row; wrap a cell in `number_cell` to align figures."""
    made = [cell if isinstance(cell, rx.Component) and cell.tag == "td" else rx.el.td(cell) for cell in cells]
    return rx.el.tr(*made, **props)


def number_cell(value: Child) -> rx.Component:
    """A cell for figures, aligned to the end."""
    return rx.el.td(value, data_align="end")
