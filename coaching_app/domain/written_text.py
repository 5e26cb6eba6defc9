"""What may stand in a line or a text that a person writes, and whose version of a thing wins."""

import unicodedata

from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _

LINE_BREAKS = "\t\n\r"
# Control characters and lone surrogates: no screen shows them and no database stores all of them.
_UNSHOWABLE = frozenset({"Cc", "Cs"})
# Letters and signs by name, and yet blank: the fillers of Hangul and Khmer, the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5\u2800\u034f")


def refuse(field: str, message: str) -> Invalid:
    """The error that belongs beside one field."""
    return Invalid(message, detail={"field": field})


def clean_line(text: str, field: str, limit: int, *, missing: str = "") -> str:
    """One line, otherwise as written; where nothing is left, `missing` is what the person is told."""
    line = showable("".join(" " if char in LINE_BREAKS else char for char in text), keep="").strip()
    if missing and not is_visible(line):
        raise refuse(field, missing)
    return _fitting(line, field, limit)


def is_visible(text: str) -> bool:
    """Whether there is anything to see: joiners, marks of direction and fillers alone are nothing."""
    return any(
        unicodedata.category(char)[0] not in "CZ" and char not in _BLANK and not _is_selector(char)
        for char in text
    )


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f"


def clean_text(text: str, field: str, limit: int) -> str:
    """Several lines, as written."""
    return showable(_fitting(text, field, limit), keep=LINE_BREAKS)


def check_version(saved: int, yours: int) -> None:
    """Refuse an edit of something that has changed since it was read."""
    if saved != yours:
        raise Conflict(
            _("This was changed somewhere else in the meantime. Look at it again before you save."),
            detail={"your_version": yours, "saved_version": saved},
        )


def _fitting(text: str, field: str, limit: int) -> str:
    if len(text) > limit:
        raise refuse(field, _("This holds at most {limit} characters.").format(limit=f"{limit:,}"))
    return text


def showable(text: str, keep: str) -> str:
    """The text without what no screen shows, but for the characters to keep."""
    return "".join(char for char in text if char in keep or unicodedata.category(char) not in _UNSHOWABLE)
