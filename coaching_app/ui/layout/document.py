"""The head of a page: its title in the tab and what search engines and link previews read."""

from typing import Any

from coaching_app.ui.text import t

PRODUCT = "Coaching"


def document(title: str, description: str = "", *, public: bool = False) -> dict[str, Any]:
    """Keyword arguments for `app.add_page`: title "<title> · Coaching", description, robots for private pages."""
    meta = [] if public else [{"name": "robots", "content": "noindex"}]
    named = f"{title} · {PRODUCT}" if title else PRODUCT
    told = description or t("Goals, tasks, notes and a coach that answers from them, in one quiet place.")
    return {"title": named, "description": told, "meta": meta}
