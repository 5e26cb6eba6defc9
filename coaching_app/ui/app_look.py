"""What the app root passes to `rx.App` so that every page wears the design system."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary

from coaching_app.ui.components.button import button
from coaching_app.ui.components.states import error_state
from coaching_app.ui.text import t
from coaching_app.ui.theme import STYLESHEETS, head_components


def broken_page() -> rx.Component:
    """What stands in for a page whose drawing failed in the browser."""
    return rx.el.main(
        error_state(
            t("This page could not be drawn"),
            t("What you wrote is kept. Load the page again; if it happens again, go back to the start."),
            button(t("Start page"), href="/", variant="quiet"),
        )
    )


def _error_boundary(_stateful: bool) -> rx.Component:
    return ErrorBoundary.create(fallback_render=rx.Var.create(broken_page()), on_error=rx.noop())


def app_look() -> dict[str, Any]:
    """Keyword arguments for `rx.App`: no toaster and no overlay of Reflex's own, our styles, head and error page."""
    wraps: dict[tuple[int, str], Callable[[bool], rx.Component | None]] = {
        (55, "ErrorBoundary"): _error_boundary
    }
    return {
        "stylesheets": STYLESHEETS,
        "head_components": head_components(),
        "toaster": None,
        "app_wraps": wraps,
        "html_lang": "en",
    }
