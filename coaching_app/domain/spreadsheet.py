"""Keeps text from being taken for a formula by the spreadsheet that opens a table, and gives it back."""

from typing import Final

_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\0")


def _is_risky(text: str) -> bool:
    # Apostrophes in front are looked through, or those of the text could not be told from ours.
    return text.lstrip("'").lstrip(" ").startswith(_BEGINS_FORMULA)


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would work it out or run it."""
    return f"'{text}" if _is_risky(text) else text


def as_written(cell: str) -> str:
    """The text that `harmless` made this cell of."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell) else cell
