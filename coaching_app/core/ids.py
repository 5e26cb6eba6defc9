"""Makes identifiers: opaque to people, sortable by creation for indexes and cursors."""

import hashlib
import re
import secrets
import time
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_SHAPE = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")


def new_id() -> str:
    """26 characters: 48 bits of milliseconds, then 80 random bits (the ULID layout, lower case)."""
    return _spell((time.time_ns() // 1_000_000) << 80 | secrets.randbits(80))


def derive_id(moment: datetime, *parts: str) -> str:
    """The same identifier for the same parts; as hard to guess as the least known of them."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return _spell(int(moment.timestamp() * 1000) << 80 | int.from_bytes(digest[:10], "big"))


def _spell(value: int) -> str:
    return "".join([_PAIRS[(value >> shift) & 1023] for shift in range(120, -1, -10)])


def is_id(text: str) -> bool:
    """Whether the text has the shape of an identifier of ours."""
    return bool(_SHAPE.fullmatch(text))


def new_secret() -> str:
    """256 random bits, safe in cookies and URLs."""
    return secrets.token_urlsafe(32)
