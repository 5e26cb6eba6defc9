"""Brings a page back to where it stood when it is reloaded or returned to."""

import reflex as rx

from coaching_app.ui.wrapped.library import script


class KeptPlace(rx.Component):
    """Draws nothing; keeps for each place in the tab's history how far down the person was."""

    library = script("kept_place.js")
    tag = "KeptPlace"


def kept_place() -> rx.Component:
    """Place it once in the frame of every private page."""
    return KeptPlace.create()
