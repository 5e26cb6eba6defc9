"""Pieces of sharing that other pages may place: the control on one thing, and the dialog it opens."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.consent.components import item_dialog
from coaching_app.features.consent.state.item import ItemShareState
from coaching_app.ui.text import t

# For `on_load` of a page with share controls: what was open elsewhere is not open here.
close_share = ItemShareState.close


def share_control(category: str, item_id: Any) -> rx.Component:
    """A button that says who sees this thing; the page places `share_dialog` once."""
    return ui.icon_button(
        t("Who sees this"), "eye", data_share=category, on_click=ItemShareState.open(category, item_id)
    )


def share_dialog() -> rx.Component:
    """The dialog that every share control of a page opens."""
    return item_dialog()
