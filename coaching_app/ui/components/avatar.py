"""A person, or the coach, as a round mark."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.presence import Text, attributes


def avatar(
    initials: Text,
    *,
    label: Text = "",
    src: Text = "",
    size: Literal["m", "l"] = "m",
    tone: Literal["", "solid"] = "",
) -> rx.Component:
    """Initials or a picture; decorative unless `label` names the person."""
    shown = rx.el.img(src=src, alt="") if isinstance(src, rx.Var) or src else initials
    named = isinstance(label, rx.Var) or label
    described: dict[str, Any] = {"role": "img", "aria_label": label} if named else {"aria_hidden": "true"}
    look = attributes(data_size=size if size != "m" else None, data_tone=tone or None)
    return rx.el.span(shown, class_name="avatar", **look, **described)
