"""Asks in the browser whether a list has anything in it."""

from typing import Any


def some(items: Any) -> Any:
    """True in the browser when the list is not empty; the type checker takes a state var for its value."""
    return items.length() > 0
