"""A choice of time zone that begins with the person's own."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.field import field, field_id, wiring
from coaching_app.ui.presence import Child
from coaching_app.ui.wrapped.library import script


class TimeZoneSelect(rx.Component):
    """A select of IANA names, filled by the browser."""

    library = script("time_zone_select.js")
    tag = "TimeZoneSelect"
    name: rx.Var[str]
    value: rx.Var[str]
    required: rx.Var[bool]
    on_change: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def time_zone_field(name: str, label: Child, *, hint: Child = "", id: str = "", **props: Any) -> rx.Component:
    """A labelled choice of time zone."""
    key = field_id(name, id)
    control = TimeZoneSelect.create(name=name, **wiring(key, hint, "", False), **props)
    return field(control, id=key, label=label, hint=hint)
