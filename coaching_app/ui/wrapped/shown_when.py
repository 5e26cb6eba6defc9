"""Fields that are there only while another field asks for them."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Child
from coaching_app.ui.wrapped.library import script


class ShownWhen(rx.Component):
    """Decides in the browser; hidden fields are not sent and not required."""

    library = script("shown_when.js")
    tag = "ShownWhen"
    name: rx.Var[str]
    values: rx.Var[list[str]]


def shown_when(name: str, values: tuple[str, ...], *fields: Child, **props: Any) -> rx.Component:
    """`fields` while the field `name` of the same form has one of these values."""
    return ShownWhen.create(*fields, name=name, values=list(values), **props)
