"""Shows a part of a page by what its address says, for pages that have no State."""

import reflex as rx

from coaching_app.ui.wrapped.library import script


class ByQuery(rx.Component):
    """Its children, while the query parameter `name` has one of `values`."""

    library = script("by_query.js")
    tag = "ByQuery"
    name: rx.Var[str]
    values: rx.Var[list[str]]


def by_query(*children: rx.Component, name: str, values: list[str]) -> rx.Component:
    """Draw `children` while `?name=` is one of `values`; an empty value stands for a missing one."""
    return ByQuery.create(*children, name=name, values=rx.Var.create(values))
