"""A password field that can be looked at, with an optional strength meter."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.field import error_text, field_id, wiring
from coaching_app.ui.presence import Child, Number, Text, when
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.password_input import password_input

STRENGTH = ("", "Easy to guess", "Could be stronger", "Good", "Strong")


def strength_meter(score: Number, words: Text = "") -> rx.Component:
    """Four bars and a word for a score of 0 (nothing yet) to 4 (strong)."""
    if isinstance(score, rx.Var):
        said = rx.match(score, *[(n, t(STRENGTH[n])) for n in range(1, 5)], "")
    else:
        said = t(STRENGTH[int(score)])
    return rx.el.div(
        rx.el.div(*[rx.el.i() for _ in range(4)], class_name="meter", data_score=score, aria_hidden="true"),
        rx.el.p(when(words, words, said), class_name="hint", aria_live="polite"),
    )


def password_field(
    name: str,
    label: Child,
    *,
    strength: Number | None = None,
    strength_words: Text = "",
    hint: Child = "",
    error: Text = "",
    required: bool = True,
    new: bool = False,
    id: str = "",
    **props: Any,
) -> rx.Component:
    """A labelled password. `new` sets autocomplete; `strength` (0-4) draws the meter beneath."""
    key = field_id(name, id)
    control = password_input(
        name=name,
        auto_complete="new-password" if new else "current-password",
        show_label=t("Show"),
        hide_label=t("Hide"),
        **wiring(key, hint, error, required),
        **props,
    )
    return rx.el.div(
        rx.el.label(label, html_for=key, class_name="label"),
        control,
        strength_meter(strength, strength_words) if strength is not None else rx.fragment(),
        when(hint, rx.el.p(hint, id=f"{key}-hint", class_name="hint")),
        error_text(key, error) if isinstance(error, rx.Var) or error else rx.fragment(),
        class_name="field",
    )
