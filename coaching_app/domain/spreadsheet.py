"""Keeps text from being taken for a formula by the spreadsheet that opens a table."""

from typing import Final

_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would work it out or run it."""
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_FORMULA) or text.startswith("\0") else text
