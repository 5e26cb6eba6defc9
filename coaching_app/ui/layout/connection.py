"""Says when the line to the server is down."""

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors

from coaching_app.ui.text import t


def connection_strip() -> rx.Component:
    """A quiet strip at the top while the page cannot reach the server; it leaves by itself."""
    words = t("You are offline. You can go on reading; changes wait until the line is back.")
    return rx.el.div(
        rx.cond(has_too_many_connection_errors, rx.el.div(words, class_name="offline")), role="status"
    )
