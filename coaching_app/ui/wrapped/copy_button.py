"""A button that copies a text."""

import reflex as rx

from coaching_app.ui.presence import Text
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class CopyButton(rx.Component):
    """Copies `text`; one that `begins` has the focus when it appears."""

    library = script("copy_button.js")
    tag = "CopyButton"
    label: rx.Var[str]
    done_label: rx.Var[str]
    failed_label: rx.Var[str]
    text: rx.Var[str]
    begins: rx.Var[bool]


def copy_button(text: Text, label: Text = "", *, begins: bool = False) -> rx.Component:
    """Draw it."""
    return CopyButton.create(
        label=label or t("Copy"),
        done_label=t("Copied"),
        failed_label=t("Not copied: mark it by hand"),
        text=text,
        begins=begins,
    )
