"""Pieces of coaching that other pages may place: what one's coaches wrote."""

import reflex as rx

from coaching_app.features.coaching.components import nudges_card
from coaching_app.features.coaching.state import NudgesState

load_nudges = NudgesState.load


def open_nudges() -> rx.Component:
    """The nudges that were not put away; nothing without one. The page loads `load_nudges`."""
    return nudges_card()
