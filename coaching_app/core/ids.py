"""Makes identifiers: opaque to people, sortable by creation for indexes and cursors."""

import re
import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_SHAPE = re.compile(r"^[0-7][0-9a-hjkmnp-tv-z]{25}$")


def new_id() -> str:
    """26 characters: 48 bits of milliseconds, then 80 random bits (the ULID layout, lower case)."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def is_id(text: str) -> bool:
    """Whether the text has the shape of an identifier of ours."""
    return bool(_SHAPE.match(text))


def new_secret() -> str:
    """256 random bits, safe in cookies and URLs."""
    return secrets.token_urlsafe(32)
