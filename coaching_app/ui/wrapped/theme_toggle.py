"""The switch between light, dark and the system's choice."""

import reflex as rx

from coaching_app.ui.presence import attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class ThemeToggle(rx.Component):
    """A button that walks through the three themes."""

    library = script("theme_toggle.js")
    tag = "ThemeToggle"
    labels: rx.Var[dict[str, str]]


def theme_toggle(*, in_menu: bool = True) -> rx.Component:
    """The switch, as a menu item or as a quiet button."""
    labels = {"system": t("Theme: as the system"), "light": t("Theme: light"), "dark": t("Theme: dark")}
    look = "menu-item" if in_menu else "btn"
    return ThemeToggle.create(
        labels=labels, class_name=look, **attributes(data_variant=None if in_menu else "text")
    )
