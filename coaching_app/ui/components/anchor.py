"""The one way links are made: within the product they navigate in place, everything else is left to the browser."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from coaching_app.ui.presence import Text

LEFT_TO_BROWSER = ("#", "/api/", "http:", "https:", "mailto:", "tel:")


def anchor(*children: Any, href: Text, native: bool = False, **props: Any) -> rx.Component:
    """A link. `native` (or a download, an API route, another site, a fragment) means a real page load."""
    outside = isinstance(href, str) and href.startswith(LEFT_TO_BROWSER)
    if native or outside or "download" in props:
        return A.create(*children, href=href, **props)
    return rx.el.a(*children, href=href, **props)
