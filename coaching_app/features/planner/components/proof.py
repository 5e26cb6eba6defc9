"""The link to a piece of evidence: a file is saved, another site opens beside the page."""

from typing import Any

import reflex as rx

from coaching_app import ui


def proof_link(title: Any, href: Any, *, is_file: Any) -> rx.Component:
    """A load without `download` would end the page's line to the server, although the page stays."""
    return rx.cond(
        is_file,
        ui.anchor(title, href=href, download=""),
        ui.anchor(title, href=href, native=True, target="_blank", rel="noopener noreferrer"),
    )
