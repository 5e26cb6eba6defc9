"""Shows HTML that the server's own note renderer made and sanitised. Never pass it anything else."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Text
from coaching_app.ui.wrapped.library import script


class SafeHtml(rx.Component):
    """Sets innerHTML; internal links navigate in place; `highlight_lines` marks elements by data-line."""

    library = script("safe_html.js")
    tag = "SafeHtml"
    html: rx.Var[str]
    highlight_lines: rx.Var[str]


def safe_html(html: Text, *, highlight_lines: Text = "", **props: Any) -> rx.Component:
    """Rendered note or reply. `highlight_lines` "12-15" scrolls to and marks elements whose data-line overlaps."""
    return SafeHtml.create(html=html, highlight_lines=highlight_lines, **props)
