"""How a route that answers no JSON is described."""

from typing import Any

TABLE, CALENDAR, ANY_FILE, PICTURE, ARCHIVE = "text/csv", "text/calendar", "*/*", "image/*", "application/zip"
_TEXTS = frozenset({TABLE, CALENDAR})


def answers(media_type: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route whose success is of this media type."""
    schema = {"type": "string"} if media_type in _TEXTS else {"type": "string", "format": "binary"}
    return {200: {"content": {media_type: {"schema": schema}}}}
