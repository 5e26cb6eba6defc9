"""The head of a page: its title in the tab and what search engines and link previews read."""

from typing import Any

PRODUCT = "Coaching"


def document(title: str, description: str = "", *, public: bool = False) -> dict[str, Any]:
    """Keyword arguments for `app.add_page`: title "<title> · Coaching", description, robots for private pages."""
    meta = [] if public else [{"name": "robots", "content": "noindex"}]
    named = f"{title} · {PRODUCT}" if title else PRODUCT
    return {"title": named, "description": description or None, "meta": meta}
