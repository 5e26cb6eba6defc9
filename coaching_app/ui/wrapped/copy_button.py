"""A button that copies a text."""

import reflex as rx

from coaching_app.ui.presence import Text
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class CopyButton(rx.Component):
    """Copies `text`."""

    library = script("copy_button.js")
    tag = "CopyButton"
    label: rx.Var[str]
    done_label: rx.Var[str]
    text: rx.Var[str]


def copy_button(text: Text, label: Text = "") -> rx.Component:
    """Draw it."""
    return CopyButton.create(label=label or t("Copy"), done_label=t("Copied"), text=text)
