"""A choice from a list, with the browser's own menu."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from coaching_app.ui.components.field import field, field_id, wiring
from coaching_app.ui.presence import Child, Text

Option = tuple[str, str]


def select_field(
    name: str,
    label: Child,
    options: Sequence[Option] | rx.Var[Any],
    *,
    placeholder: Text = "",
    hint: Child = "",
    error: Text = "",
    required: bool = False,
    optional: bool = False,
    id: str = "",
    **props: Any,
) -> rx.Component:
    """A labelled select. `options` are (value, label) pairs, plain or as a Var of two-item lists."""
    key = field_id(name, id)
    if isinstance(options, rx.Var):
        drawn: list[rx.Component] = [rx.foreach(options, lambda pair: rx.el.option(pair[1], value=pair[0]))]
    else:
        drawn = [rx.el.option(text, value=value) for value, text in options]
    if isinstance(placeholder, rx.Var) or placeholder:
        drawn.insert(0, rx.el.option(placeholder, value=""))
    control = rx.el.select(
        *drawn, name=name, class_name="input", **wiring(key, hint, error, required), **props
    )
    return field(control, id=key, label=label, hint=hint, error=error, optional=optional)
