"""Allows redirects within our own pages only."""

from urllib.parse import unquote, urlsplit

_LONGEST = 500


def safe_path(target: str, otherwise: str) -> str:
    """The target if it is a plain path of ours, else the other."""
    decoded = unquote(unquote(target))
    for text in (target, decoded):
        parts = urlsplit(text)
        is_plain = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
        if not is_plain or parts.scheme or parts.netloc or "\\" in text or len(text) > _LONGEST:
            return otherwise
    return otherwise if decoded.startswith(("/api/", "/_", "/assets/")) else target
