"""One choice out of a few, all visible: radio groups, cards to choose from, and the segmented control."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.field import error_text, field_id
from coaching_app.ui.presence import Child, Text, attributes, when

Choice = tuple[str, str] | tuple[str, str, str]


def _checked(value: str, current: Any) -> dict[str, Any]:
    if isinstance(current, rx.Var):
        return {"checked": current == value}
    return {"default_checked": True} if current == value else {}


def radio_group(
    name: str,
    label: Child,
    options: Sequence[Choice],
    *,
    value: Text = "",
    on_change: Any = None,
    look: Literal["list", "cards"] = "list",
    hint: Child = "",
    error: Text = "",
    **props: Any,
) -> rx.Component:
    """A set of (value, label[, hint]) choices; `on_change` receives the chosen value."""
    key = field_id(name)

    def one(option: Choice) -> rx.Component:
        extra = attributes(on_change=on_change(option[0]) if on_change is not None else None)
        box = rx.el.input(
            type="radio",
            name=name,
            value=option[0],
            class_name="check",
            **_checked(option[0], value),
            **extra,
            **props,
        )
        note = rx.el.span(option[2], class_name="hint") if len(option) > 2 else rx.fragment()
        return rx.el.label(box, rx.el.span(option[1]), note, class_name="choice")

    return rx.el.fieldset(
        rx.el.legend(label, class_name="label"),
        when(hint, rx.el.p(hint, id=f"{key}-hint", class_name="hint")),
        rx.el.div(*[one(option) for option in options], class_name="choices", data_look=look),
        error_text(key, error) if isinstance(error, rx.Var) or error else rx.fragment(),
        class_name="field",
        **attributes(aria_describedby=f"{key}-error" if isinstance(error, rx.Var) or error else None),
    )


def segmented(
    name: str, label: str, options: Sequence[tuple[str, Child]], *, value: Text = "", on_change: Any = None
) -> rx.Component:
    """A compact switch between views; arrow keys move, `on_change` receives the chosen value."""

    def one(option: tuple[str, Child]) -> rx.Component:
        extra = attributes(on_change=on_change(option[0]) if on_change is not None else None)
        box = rx.el.input(type="radio", name=name, value=option[0], **_checked(option[0], value), **extra)
        return rx.el.label(box, rx.el.span(option[1]))

    return rx.el.div(
        *[one(option) for option in options], role="radiogroup", aria_label=label, class_name="segments"
    )
